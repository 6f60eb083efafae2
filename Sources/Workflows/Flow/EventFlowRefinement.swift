import OpticalFlow
import Representations

/// How STE-FlowNet takes the events of a window, and how long it refines their flow.
public struct EventFlowRefinement: Sendable, Hashable {
  /// MVSEC's sequences as STE-FlowNet's authors encode them.
  public enum Encoding: String, Sendable, CaseIterable {
    /// A span is cut into the splits.
    case indoor
    /// A span is cut into 3n − 2, of which every third is kept.
    case outdoor

    /// The encoding of a span of n splits.
    package func encoding(splits: Int) -> STEEncoding {
      self == .indoor ? STEEncoding(splits: splits) : STEEncoding(splits: 3 * splits - 2, keptEvery: 3)
    }
  }

  /// The splits that the published network was trained with.
  public static let publishedSplitCount = 5

  /// The splits of a span.
  public var splits: Int
  /// How a span is cut into them.
  public var encoding: Encoding
  /// The most iterations over all splits.
  public var iterations: Int
  /// The refinement of a window ends when an iteration changes its flow by less on average, in pixels; nil for never.
  public var stopUpdate: Float?
  /// Whether one iteration more is computed than is used, to tell what it would have gained.
  public var measuresNextUpdate: Bool
  /// Whether states and flows are carried from window to window; the published network starts each from zero.
  public var carriesStates: Bool

  /// Describes a refinement.
  public init(
    splits: Int = publishedSplitCount, encoding: Encoding = .indoor,
    iterations: Int = STEFlowNet.publishedIterationCount, stopUpdate: Float? = nil, measuresNextUpdate: Bool = false,
    carriesStates: Bool = false
  ) {
    (self.splits, self.encoding, self.iterations) = (splits, encoding, iterations)
    (self.stopUpdate, self.measuresNextUpdate, self.carriesStates) = (stopUpdate, measuresNextUpdate, carriesStates)
  }

  /// What the estimator does with windows of so many spans.
  func estimatorOptions(joined: Int) -> EventFlowEstimator.Options {
    EventFlowEstimator.Options(
      splits: splits, intervals: joined, iterations: iterations, stopUpdate: stopUpdate,
      measuresNextUpdate: measuresNextUpdate, carriesStates: carriesStates)
  }
}
