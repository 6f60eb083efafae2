import Datasets
import Recordings

/// Writes what can be saved of a recording of spikes: its whole frames, without pixels that fire always where these are to
/// be silenced. Memory holds some frames.
public struct SpikeRepairRun {
  /// What a repair did.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The format that was written.
    public var to: String
    /// The whole frames that were read.
    public var framesIn: Int
    /// The frames that were written.
    public var framesOut: Int
    /// Whether a last frame that was cut off was left out.
    public var cutFrameDropped: Bool
    /// The pixels that fire no more.
    public var stuckPixelsSilenced: Int
    /// The spikes of those.
    public var spikesDropped: Int
  }

  let source: any SpikeSource
  let isCutOff: Bool
  /// The pixels that shall not fire, a bit each as frames hold them; nil for none.
  let silenced: [UInt8]?

  func run(
    _ repair: SpikeDiagnosis.Repair, _ format: SpikeFormat, observer: any JobObserver
  ) throws -> Summary {
    let writer = try format.create(
      repair.output, geometry: source.geometry, padding: repair.padding, overwrite: repair.overwrite,
      observer: observer)
    let progress = observer.steps(total: source.frameCount, unit: "frames")
    defer { progress.finish() }
    var dropped = 0
    try source.forEachBlock { frames in
      let kept = silenced.map { frames.silencing($0) } ?? frames
      dropped += frames.spikeCount - kept.spikeCount
      try writer.append(kept)
      try progress.advance(frames.frameCount)
    }
    progress.finish()
    try writer.finish()
    return Summary(
      output: repair.output, to: format.rawValue, framesIn: source.frameCount, framesOut: source.frameCount,
      cutFrameDropped: isCutOff, stuckPixelsSilenced: silenced?.reduce(0) { $0 + $1.nonzeroBitCount } ?? 0,
      spikesDropped: dropped)
  }
}
