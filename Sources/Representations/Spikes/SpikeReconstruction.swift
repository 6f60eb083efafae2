import Recordings
import Tensors

/// A way to see the picture at one moment of a spike recording.
public protocol SpikeReconstruction: Sendable {
  /// The frames that the picture at frame `centre` depends on, clipped to the recording.
  func window(around center: Int, frameCount: Int) -> Range<Int>

  /// The picture at frame `centre` of the recording, `[height, width]` in 0…1.
  ///
  /// - Parameters:
  ///   - frames: The frames of ``window(around:frameCount:)``, which know their place in the recording.
  ///   - frameCount: The length of the recording.
  func picture(at center: Int, from frames: SpikeStream, frameCount: Int) -> Tensor<Float>
}

extension SpikeReconstruction {
  /// The picture at frame `centre` of a recording.
  ///
  /// Cost: reads the window. For many pictures use ``forEachPicture(of:at:_:)``, which reads every frame once.
  public func picture(at center: Int, of source: some SpikeSource) throws -> Tensor<Float> {
    let window = window(around: center, frameCount: source.frameCount)
    return try picture(at: center, from: Self.frames(window, of: source), frameCount: source.frameCount)
  }

  /// Calls `body` with the pictures at `centres` in order: a video where these follow with a stride.
  ///
  /// Frames are read in blocks that overlap by one window; memory stays bounded by a block.
  public func forEachPicture(
    of source: some SpikeSource, at centers: some Sequence<Int>,
    _ body: (_ center: Int, _ picture: Tensor<Float>) throws -> Void
  ) throws {
    let blockFrames = 512
    var block: SpikeStream?
    for center in centers {
      let window = window(around: center, frameCount: source.frameCount)
      if let block, block.firstFrame <= window.lowerBound, window.upperBound <= block.firstFrame + block.frameCount {
        let part = block[window.lowerBound - block.firstFrame..<window.upperBound - block.firstFrame]
        try body(center, picture(at: center, from: part, frameCount: source.frameCount))
        continue
      }
      block = nil
      let end = min(max(window.upperBound, window.lowerBound + blockFrames), source.frameCount)
      let read = try Self.frames(window.lowerBound..<end, of: source)
      try body(center, picture(at: center, from: read[0..<window.count], frameCount: source.frameCount))
      block = read
    }
  }

  /// The frames, counted from the start of the recording whatever the source calls its first frame.
  private static func frames(_ range: Range<Int>, of source: some SpikeSource) throws -> SpikeStream {
    try source.frames(range).renumbered(firstFrame: range.lowerBound)
  }
}

/// The reconstructions by the names that users give them.
public enum SpikeReconstructionName: String, Sendable, CaseIterable {
  /// ``TextureFromPlayback``: `tfp:W`.
  case tfp
  /// ``TextureFromInterval``: `tfi:W`.
  case tfi
  /// ``TextureFromPlasticity``: `tfstp`.
  case tfstp

  /// The longest window: counts of spikes are exact up to here.
  public static let longestWindow = 1 << 24

  /// What its values mean, for a help text.
  public var meaning: String {
    switch self {
    case .tfp: "brightness by the spikes in W frames"
    case .tfi: "brightness by the interval between spikes, looked for in W frames"
    case .tfstp: "brightness by short-term plasticity"
    }
  }

  /// The name and what follows it, as a help text writes it.
  public var form: String {
    switch self {
    case .tfp, .tfi: "\(rawValue):W"
    case .tfstp: rawValue
    }
  }

  /// Reads `tfp:32`, `tfi:64` or `tfstp`; without a number the default window. Nil for anything else.
  public static func reconstruction(_ text: String) -> (any SpikeReconstruction)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let name = Self(rawValue: String(first)) else { return nil }
    let window = parts.count == 2 ? Int(parts[1]) : nil
    if parts.count == 2, !(1...longestWindow).contains(window ?? 0) { return nil }
    switch name {
    case .tfp: return TextureFromPlayback(window: window ?? TextureFromPlayback.defaultWindow)
    case .tfi: return TextureFromInterval(window: window ?? TextureFromInterval.defaultWindow)
    case .tfstp: return parts.count == 1 ? TextureFromPlasticity() : nil
    }
  }
}
