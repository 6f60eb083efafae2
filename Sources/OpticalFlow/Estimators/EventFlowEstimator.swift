import Kernels
import Recordings
import Tensors

/// A network that estimates flow from events, with its parameters.
public protocol EventFlowNetwork: Sendable {
  /// Rows and columns that it sees are multiples of it.
  var sizeDivisor: Int { get }
  /// What estimates flow at one part of one sensor. Memory is taken now and at its first window.
  ///
  /// - Parameter spanCount: The spans of time that a window joins: 1, or 4 for what the literature calls dt = 4.
  func estimator(
    layout: EventFlowLayout, options: FlowEstimatorOptions, spanCount: Int, workers: Workers
  ) -> any EventFlowEstimator
  /// The floating-point operations of a window of one span at `height` x `width`, counted as direct convolutions and
  /// correlations.
  func operations(height: Int, width: Int, options: FlowEstimatorOptions) -> Int
}

/// Estimates flow from windows of events, at one part of one sensor. A recording at a time.
public protocol EventFlowEstimator<Input>: AnyObject {
  /// What the network takes of a window.
  associatedtype Input: Sendable
  /// The part of the sensor that is seen.
  var layout: EventFlowLayout { get }
  /// The bytes of its maps.
  var workspaceByteCount: Int { get }
  /// What the network takes of a window; nil where no event of it is seen.
  ///
  /// It may run on one thread while ``flow(of:)`` runs on another.
  ///
  /// - Parameter spans: The spans of the window, one after another, with all events of the sensor.
  func input(of spans: [EventWindow]) -> Input?
  /// The flow of a window. Windows are expected in the order of time.
  func flow(of input: Input) -> EventFlowEstimate
}

/// The flow of one window of events.
public struct EventFlowEstimate: Sendable {
  /// A flow a span, `[2, height, width]` of the layout's part, u to the right and v downwards in pixels: from the
  /// window's start to the end of each span. The last is the window's.
  public var flows: [Tensor<Float>]
  /// How it came about.
  public var refinement: FlowRefinement
  /// What the next iteration would have added, in pixels; nil where nothing is known of it.
  public var nextUpdate: Float?
  /// Whether ``nextUpdate`` was measured, not estimated by ``FlowRefinement/expectedNextUpdate``.
  public var nextUpdateIsMeasured: Bool

  /// Describes an estimate.
  public init(
    flows: [Tensor<Float>], refinement: FlowRefinement = FlowRefinement(), nextUpdate: Float? = nil,
    nextUpdateIsMeasured: Bool = false
  ) {
    (self.flows, self.refinement) = (flows, refinement)
    (self.nextUpdate, self.nextUpdateIsMeasured) = (nextUpdate, nextUpdateIsMeasured)
  }
}

extension EventBatch {
  /// The events of a sensor with places that count from the corner of a part of it; all others have places outside of the
  /// part. Cost: a copy where the corner is not the sensor's.
  package func counted(from part: EventFlowLayout) -> EventBatch {
    if part.x == 0 && part.y == 0 { return self }
    let (x, y) = (UInt16(part.x), UInt16(part.y))
    var moved = self
    moved.edit { columns, count in
      // What lies left of the corner or above wraps round to beyond every sensor's end.
      for index in 0..<count {
        columns.x[index] &-= x
        columns.y[index] &-= y
      }
      return count
    }
    return moved
  }
}
