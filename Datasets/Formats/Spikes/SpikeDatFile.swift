import Files
import Recordings

/// A `.dat` of a spiking camera: bare frames, a bit a pixel, row-major, least significant bit first, no header.
///
/// Nothing but the frames asked for is read. A last frame that is cut off is left out and reported in ``warnings``.
public struct SpikeDatFile: SpikeSource {
  /// The size of the sensor.
  public var geometry: SpikeGeometry { layout.geometry }
  /// The number of whole frames.
  public var frameCount: Int { layout.frameCount }
  /// How frames follow each other.
  public var padding: FramePadding { layout.padding }
  /// Frames a second.
  public let rateHz: Double
  /// A partial last frame, if there is one.
  public let warnings: [RecordingWarning]
  private let file: InputFile
  private let layout: PackedFrameLayout

  /// Opens a recording.
  ///
  /// Without `options.padding` the file's length decides: the convention whose frames fill it to the last byte, or
  /// ``FramePadding/byte`` where both or neither do.
  ///
  /// - Throws: `FileError` where there is no such file, its size is neither given nor in its name, it is empty or
  ///   shorter than one frame; with `options.strict` also where its last frame is cut off.
  public init(path: String, options: SpikeReadOptions = SpikeReadOptions()) throws {
    let file = try InputFile(path: path)
    let geometry = try SpikeFileName.geometry(of: path, given: options.size)
    let layout = PackedFrameLayout(
      geometry: geometry, byteCount: file.byteCount, padding: options.padding, flip: options.flip,
      bitOrder: options.bitOrder)
    warnings = try layout.checked(path: path, strict: options.strict)
    rateHz = options.rateHz
    self.file = file
    self.layout = layout
  }

  /// Opens a recording; see ``init(path:options:)``.
  public init(
    path: String, size: SpikeGeometry? = nil, padding: FramePadding? = nil, flip: Bool = false, strict: Bool = false
  ) throws {
    try self.init(path: path, options: SpikeReadOptions(size: size, padding: padding, flip: flip, strict: strict))
  }

  /// Reads consecutive frames.
  public func frames(_ range: Range<Int>) throws -> SpikeStream {
    try layout.frames(range) { buffer, offset in try file.read(into: buffer, at: offset) }
  }
}

extension PackedFrameLayout {
  /// Holds the layout against the length: no frame at all is an error, a cut last frame a warning.
  func checked(path: String, strict: Bool) throws -> [RecordingWarning] {
    let size = "\(geometry.width)x\(geometry.height)"
    if frameCount == 0 {
      throw FileError(
        .badContent, path: path,
        problem: leftOverBytes == 0
          ? "there are no frames in it"
          : "its \(leftOverBytes) bytes are less than one frame of \(size), which takes \(geometry.bytesPerFrame)",
        remedy: leftOverBytes == 0 ? "record or fetch it again" : "check \(Setting.sensorSize)")
    }
    if leftOverBytes == 0 { return [] }
    let problem = "the last frame is cut off: \(leftOverBytes) of \(geometry.bytesPerFrame) bytes at \(size)"
    let place = "byte \(leftOverStart)"
    if strict {
      throw FileError(
        .badContent, path: path, problem: problem, place: place,
        remedy: "check \(Setting.sensorSize), or read without \(Setting.strictness)", isTruncation: true)
    }
    return [
      RecordingWarning(path: path, problem: problem, place: place, consequence: "it is left out", isTruncation: true)
    ]
  }
}
