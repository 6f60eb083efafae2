/// A spike recording whose frames are read when asked for.
///
/// A recording may be longer than memory: read a few hundred frames at a time. ``SpikeStream`` is itself a source, so
/// that what works on files works on memory.
public protocol SpikeSource: Sendable {
  /// The size of the sensor.
  var geometry: SpikeGeometry { get }
  /// The number of whole frames.
  var frameCount: Int { get }
  /// Frames a second.
  var rateHz: Double { get }
  /// What was odd about the recording but did not stop it from being read.
  var warnings: [RecordingWarning] { get }

  /// Reads consecutive frames, counted from the first of the recording.
  ///
  /// Cost: the memory of those frames, packed.
  ///
  /// - Precondition: `range` lies in `0..<frameCount`.
  /// - Throws: `FileError` where reading fails.
  func frames(_ range: Range<Int>) throws -> SpikeStream
}

/// What spiking cameras have in common.
public enum SpikeCameraDefaults {
  /// Frames a second where neither the file nor the user says.
  public static let rateHz = 20_000.0
}

extension SpikeSource {
  /// Frames a second: 20,000 where the recording does not say.
  public var rateHz: Double { SpikeCameraDefaults.rateHz }
  /// None.
  public var warnings: [RecordingWarning] { [] }

  /// Calls `body` with the frames `range` in order, at most `blockFrames` at a time.
  public func forEachBlock(
    of range: Range<Int>? = nil, blockFrames: Int = 256, _ body: (SpikeStream) throws -> Void
  ) throws {
    precondition(blockFrames > 0, "A block needs at least one frame.")
    let range = range ?? 0..<frameCount
    for start in stride(from: range.lowerBound, to: range.upperBound, by: blockFrames) {
      try body(try frames(start..<min(start + blockFrames, range.upperBound)))
    }
  }
}

extension SpikeStream: SpikeSource {
  /// The frames `range`, counted from the first frame here. Cost: a reference.
  public func frames(_ range: Range<Int>) -> SpikeStream { self[range] }
}
