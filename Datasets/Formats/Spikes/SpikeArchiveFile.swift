import Files
import Recordings
import Synchronization
import Tensors

/// Spikes in an `.npz` archive: an array of zeros and ones of any type, `[frames, height, width]`.
///
/// Of several such arrays that is taken which is named first in ``preferredNames``, else the first in the file. Archives
/// are read from front to back: frames in order cost one pass, a step back beyond the frames read last starts over.
/// A value that is neither 0 nor 1 is an error when its frame is read.
public final class SpikeArchiveFile: SpikeSource {
  /// The names under which spikes are looked for first.
  public static let preferredNames = ["spikes", "spk", "raw_spike", "spike"]

  /// The name of the array.
  public let arrayName: String
  /// The size of the sensor.
  public var geometry: SpikeGeometry { reader.geometry }
  /// The number of frames.
  public var frameCount: Int { reader.frameCount }
  /// Frames a second.
  public let rateHz: Double
  private let reader: UnpackedFrameReader
  private let cursor: Mutex<Cursor>

  /// Where reading has come to.
  private struct Cursor: ~Copyable {
    var stream: NumpyStream?
    var nextFrame = 0
    /// The frames read last, as the file stores them: windows overlap.
    var recent: SpikeStream?
  }

  /// Opens a recording.
  ///
  /// - Throws: `FileError` where there is no such file, or no such array in it.
  public init(path: String, options: SpikeReadOptions = SpikeReadOptions()) throws {
    let archive = try NumpyArchive(path: path)
    guard let name = try Self.arrayName(in: archive) else {
      let held = archive.names.isEmpty ? "no arrays" : archive.names.prefix(8).joined(separator: ", ")
      throw FileError(
        .badContent, path: path, problem: "it holds no array that may be spikes",
        remedy: "save spikes as uint8 or bool [frames, height, width]; it holds \(held)")
    }
    let header = try archive.header(name)
    try header.checkSpikes(path: path, place: "array \(name)")
    reader = try UnpackedFrameReader(path: path, array: "array \(name)", shape: header.shape, options: options)
    arrayName = name
    rateHz = options.rateHz
    cursor = Mutex(Cursor())
  }

  /// The array that is taken for spikes, or nil where none may be: the first of bytes, else the first of other numbers
  /// that are zeros and ones.
  static func arrayName(in archive: NumpyArchive) throws -> String? {
    let names = preferredNames.filter(archive.names.contains) + archive.names
    return names.first { (try? archive.header($0).mayBeSpikes) ?? false }
      ?? names.first { (try? SpikeNumbers.areBinary(archive.stream($0))) ?? false }
  }

  /// Reads consecutive frames.
  public func frames(_ range: Range<Int>) throws -> SpikeStream {
    try cursor.withLock { cursor in
      let read = try stored(range, &cursor)
      cursor.recent = read
      return reader.flip ? read.flippedVertically() : read
    }
  }

  /// The frames as the file stores them, those of the last call taken from memory.
  private func stored(_ range: Range<Int>, _ cursor: inout Cursor) throws -> SpikeStream {
    let known = cursor.recent.map { $0.firstFrame..<$0.firstFrame + $0.frameCount } ?? 0..<0
    let shared = range.clamped(to: known)
    guard let recent = cursor.recent, shared.lowerBound == range.lowerBound, !shared.isEmpty else {
      return try fresh(range, &cursor)
    }
    let kept = recent[shared.lowerBound - known.lowerBound..<shared.upperBound - known.lowerBound]
    if shared == range { return kept }
    let rest = try fresh(shared.upperBound..<range.upperBound, &cursor)
    return SpikeStream(geometry: geometry, frameCount: range.count, firstFrame: range.lowerBound) { target in
      let next = kept.withUnsafeBytes { target.update(fromContentsOf: $0) }
      _ = rest.withUnsafeBytes { target.extracting(next...).update(fromContentsOf: $0) }
    }
  }

  private func fresh(_ range: Range<Int>, _ cursor: inout Cursor) throws -> SpikeStream {
    var upright = reader
    upright.flip = false
    do {
      return try upright.frames(range) { part, bytes in
        let stream: NumpyStream
        if let open = cursor.stream, part.lowerBound >= cursor.nextFrame {
          stream = open
        } else {
          // Every pass has an archive of its own: an archive belongs to one thread at a time.
          stream = try NumpyArchive(path: reader.path).stream(arrayName)
          cursor.nextFrame = 0
          cursor.stream = stream
        }
        while cursor.nextFrame < part.lowerBound {
          try SpikeNumbers.read(
            stream, into: bytes.extracting(..<geometry.pixelCount), reader, firstFrame: cursor.nextFrame)
          cursor.nextFrame += 1
        }
        try SpikeNumbers.read(stream, into: bytes, reader, firstFrame: part.lowerBound)
        cursor.nextFrame = part.upperBound
      }
    } catch {
      cursor.stream = nil
      throw error
    }
  }
}
