import Kernels
import Recordings
import Tensors

/// A network that estimates flow from events, with its parameters.
public protocol EventFlowNetwork: Sendable {
  /// Rows and columns that it sees are multiples of it.
  var sizeDivisor: Int { get }
  /// How a part of a sensor is padded to such sides.
  var padding: EventFlowLayout.Padding { get }
  /// The fewest rows and columns of the part that it sees.
  var smallestSide: Int { get }
  /// Whether it sees the window before the flow's, too: ``EventFlowEstimator/input(of:)`` then takes two, the window
  /// before and the window of the flow, however many spans that joins.
  var seesWindowBefore: Bool { get }
  /// Whether it uses places between the pixels, which ``EventFlowLayout/places`` tells.
  var usesFractionalCoordinates: Bool { get }
  /// The bins of the grids that it takes in place of events; nil where it takes none.
  var gridBins: Int? { get }
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

extension EventFlowNetwork {
  /// Its border replicated on all sides.
  public var padding: EventFlowLayout.Padding { .replicated }
  /// One pixel.
  public var smallestSide: Int { 1 }
  /// No: the flow's window alone.
  public var seesWindowBefore: Bool { false }
  /// No: an event belongs to its pixel.
  public var usesFractionalCoordinates: Bool { false }
  /// It takes none.
  public var gridBins: Int? { nil }

  /// The part of a sensor as this network sees it.
  ///
  /// - Parameter crop: The columns and rows of a centred crop, at most those of the sensor; all of it where nil.
  public func layout(sensorWidth: Int, sensorHeight: Int, crop: (width: Int, height: Int)? = nil) -> EventFlowLayout {
    EventFlowLayout(
      sensorWidth: sensorWidth, sensorHeight: sensorHeight, crop: crop, divisor: sizeDivisor, padding: padding)
  }
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
  /// - Parameter spans: The spans of the window, one after another, with all events of the sensor; for a network that
  ///   sees the window before, that and the flow's.
  func input(of spans: [EventWindow]) -> Input?
  /// The same from grids `[bins, height, width]` of the sensor, of a network that takes them; nil for others.
  ///
  /// - Parameter before: The grid of the window before; nil where it is the one of the window before this.
  func input(before: Tensor<Float>?, now: Tensor<Float>) -> Input?
  /// The flow of a window. Windows are expected in the order of time.
  func flow(of input: Input) -> EventFlowEstimate
}

extension EventFlowEstimator {
  /// Nil: it takes no grids.
  public func input(before: Tensor<Float>?, now: Tensor<Float>) -> Input? { nil }
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

  /// 1 where there is flow, else 0, `[height, width]` of the layout's part; nil where there is flow everywhere.
  public var valid: Tensor<UInt8>?
  /// Why the window has no flow, as a sentence about it goes on: "holds 20 events, …"; nil where nothing is amiss.
  public var problem: String?

  /// Whether no motion was found and the flow is zero for that.
  public var isAtRest: Bool

  /// Describes an estimate.
  public init(
    flows: [Tensor<Float>], refinement: FlowRefinement = FlowRefinement(), nextUpdate: Float? = nil,
    nextUpdateIsMeasured: Bool = false, valid: Tensor<UInt8>? = nil, problem: String? = nil, isAtRest: Bool = false
  ) {
    (self.flows, self.refinement, self.valid, self.problem) = (flows, refinement, valid, problem)
    self.isAtRest = isAtRest
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
