import Recordings

/// Two windows of a spiking camera and the flow between their middles: what SCFlow is trained with.
public struct SpikeFlowSample: Sendable {
  /// The first window, ``SCFlow/windowLength`` frames.
  public var first: SpikeStream
  /// The second window, as many.
  public var second: SpikeStream
  /// The frames from the middle of the first to that of the second.
  public var interval: Int
  /// The flow of what the middle of the first window shows, in pixels over the interval.
  public var truth: FlowField
  /// Whether the network sees the windows as at the start of a sequence, without a prior flow.
  public var startsAtRest: Bool

  /// Describes a sample.
  ///
  /// - Precondition: Windows and truth are of one size, and of as many frames as SCFlow takes.
  public init(
    first: SpikeStream, second: SpikeStream, interval: Int, truth: FlowField, startsAtRest: Bool = false
  ) {
    precondition(
      first.frameCount == SCFlow.windowLength && second.frameCount == SCFlow.windowLength,
      "SCFlow takes windows of \(SCFlow.windowLength) frames.")
    precondition(
      first.geometry == second.geometry && first.geometry.height == truth.height
        && first.geometry.width == truth.width, "The windows and the truth have different sizes.")
    precondition(interval > 0, "The interval of two windows is at least one frame, not \(interval).")
    (self.first, self.second, self.interval, self.truth) = (first, second, interval, truth)
    self.startsAtRest = startsAtRest
  }

  /// The sample in a mirror: left to right, upside down, or both.
  public func flipped(horizontally: Bool, vertically: Bool) -> SpikeFlowSample {
    var sample = self
    if horizontally { (sample.first, sample.second) = (first.flippedHorizontally(), second.flippedHorizontally()) }
    if vertically {
      (sample.first, sample.second) = (sample.first.flippedVertically(), sample.second.flippedVertically())
    }
    sample.truth = truth.flipped(horizontally: horizontally, vertically: vertically)
    return sample
  }
}
