import Files
import Runtime

/// Why compressed bytes could not be read or made: a clause in lower case, for the error that names the file.
struct CompressionError: Error, Equatable {
  /// What is wrong.
  var problem: String

  /// The failure seen in a file.
  ///
  /// - Parameters:
  ///   - action: What was being done: "decompressing the packet".
  ///   - offset: The byte of the file at which the compressed bytes start.
  func at(path: String, offset: Int, action: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "\(action) failed: \(problem)", place: "byte \(offset)",
      remedy: "the file is damaged; fetch it again")
  }
}

/// Memory that decompressors fill again and again: it grows to the largest content met, never past its limit.
final class DecompressedBytes {
  /// The most that content may take, in bytes.
  var limit: Int
  /// The bytes of the last content.
  fileprivate(set) var count = 0
  private var memory: AlignedMemory
  /// Bytes after the content that may be read but hold nothing, so that whole vectors may be loaded at its end.
  private static let spareBytes = 64

  /// Prepares for contents of up to `limit` bytes. Cost: `capacity` bytes of memory.
  init(limit: Int, capacity: Int = 1 << 16) {
    self.limit = limit
    memory = AlignedMemory(uninitializedByteCount: min(limit, capacity) + Self.spareBytes)
  }

  /// The content; valid until the next one.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory.baseAddress, count: count) }

  /// The bytes that fit.
  var capacity: Int { memory.byteCount - Self.spareBytes }

  /// All memory there is, to be written before ``setCount(_:)``.
  var room: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: capacity) }

  /// Says how many bytes of ``room`` hold content now.
  func setCount(_ count: Int) {
    precondition(count >= 0 && count <= capacity, "\(count) bytes do not fit in \(capacity).")
    self.count = count
  }

  /// Overwrites the content with zeros and forgets it.
  func clear() {
    UnsafeMutableRawBufferPointer(rebasing: room[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
    count = 0
  }

  /// Makes room for `capacity` bytes; the content is lost where more memory is taken.
  func reserve(_ capacity: Int) throws {
    guard capacity <= limit else {
      throw CompressionError(problem: "its content takes more than \(limit) bytes")
    }
    if capacity <= self.capacity { return }
    count = 0
    memory = AlignedMemory(uninitializedByteCount: capacity + Self.spareBytes)
  }
}

/// A decompressor of a stream of frames, fed piece by piece. One owner, one thread at a time.
protocol StreamDecompressor: AnyObject {
  /// Forgets what was fed, also after a failure.
  ///
  /// - Parameter outputStays: Whether what is produced from now on is neither moved nor changed until the frame ends.
  func reset(outputStays: Bool)

  /// Decompresses from one buffer into another until the input is used up, the output full, or a frame ends.
  ///
  /// - Returns: The bytes consumed and produced, and whether a frame ends after them.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> (consumed: Int, produced: Int, frameEnds: Bool)

  /// The length of the content that the frame at the start of `input` states, or nil.
  func statedContentBytes(_ input: UnsafeRawBufferPointer) -> Int?
}

extension StreamDecompressor {
  /// Replaces the content of `output` with that of the frames that make up `input`.
  ///
  /// Steady state allocates nothing. A length that a frame states is believed only up to what compression can reach.
  ///
  /// - Throws: ``CompressionError`` where the bytes are damaged, cut off, or hold more than `output.limit`.
  func decompress(_ input: UnsafeRawBufferPointer, into output: DecompressedBytes) throws {
    reset(outputStays: true)
    output.setCount(0)
    if let stated = statedContentBytes(input) {
      guard stated <= output.limit else { return try output.reserve(stated) }
      // A frame that claims more than this grows step by step, as its bytes bear it out.
      let plausibleRatio = 256
      let believed = min(stated, input.count.multipliedReportingOverflow(by: plausibleRatio).partialValue)
      try output.reserve(max(1, believed))
    }
    while true {
      if let count = try pass(input, into: output.room) { return output.setCount(count) }
      // What is produced must stay where it is, so that growing starts anew.
      guard output.capacity < output.limit else { return try output.reserve(output.limit + 1) }
      try output.reserve(min(output.limit, max(1 << 12, output.capacity * 2)))
      reset(outputStays: true)
    }
  }

  /// The bytes of the content, or nil where the room is too small.
  private func pass(_ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws -> Int? {
    var (consumed, produced) = (0, 0)
    var isWhole = true
    while consumed < input.count || !isWhole {
      let step = try step(
        UnsafeRawBufferPointer(rebasing: input[consumed...]),
        into: UnsafeMutableRawBufferPointer(rebasing: room[produced...]))
      consumed += step.consumed
      produced += step.produced
      isWhole = step.frameEnds
      if isWhole { continue }
      if produced == room.count { return nil }
      if consumed == input.count || (step.consumed == 0 && step.produced == 0) {
        throw CompressionError(problem: "the compressed data is cut off after \(consumed) bytes")
      }
    }
    return produced
  }
}
