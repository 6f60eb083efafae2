import Dispatch
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that come after those which a file had when it was opened.
protocol EventContinuation: AnyObject {
  /// Waits for the next bytes and fills a part of the buffer; 0 when no more will come, and ever after.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension InputPipe: EventContinuation {}

/// When to stop waiting for a recording that something else still writes.
public struct EventFollowing: Sendable {
  /// How long nothing may come before the recording is taken for finished; nil to wait without end.
  public var idleSeconds: Double?
  /// Asked several times a second; once it says yes, what has come is read and the recording ends.
  public var isOver: @Sendable () -> Bool

  /// Waits as long as neither says to stop.
  public init(idleSeconds: Double? = nil, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.idleSeconds = idleSeconds
    self.isOver = isOver
  }
}

/// A file that something else still writes.
final class GrowingFile: EventContinuation {
  private let file: InputFile
  private let following: EventFollowing
  private var position: Int
  private var isFinished = false

  private static let pauseMicroseconds: UInt32 = 50_000

  /// Goes on where the file ended when it was opened.
  init(_ file: InputFile, following: EventFollowing) {
    self.file = file
    self.following = following
    position = file.byteCount
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let start = DispatchTime.now().uptimeNanoseconds
    while !isFinished {
      // Asked before the look at the file, so that what was written before the end is not missed.
      let waited = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      let isOver = following.isOver() || following.idleSeconds.map { waited > $0 } ?? false
      let length = try file.currentByteCount()
      if length < position {
        throw FileError(
          .badContent, path: file.path, problem: "the file became shorter while it was followed",
          place: "byte \(length)", remedy: "was it written anew? follow it again")
      }
      let count = length > position ? try file.readAvailable(into: buffer, at: position) : 0
      position += count
      if count > 0 { return count }
      isFinished = isOver
      if !isFinished { usleep(Self.pauseMicroseconds) }
    }
    return 0
  }
}
