import Datasets
import Kernels
import OpticalFlow
import Recordings
import Tensors

extension FlowWarpSummary.Field {
  /// Measures a field; nil where its window has no events that make an image.
  ///
  /// - Parameters:
  ///   - flow: `[2, height, width]`, NaN where there is none.
  ///   - events: The events of the window, with places that count from the field's corner.
  init?(
    _ flow: Tensor<Float>, _ events: EventBatch, window: TimeWindow, name: String, workers: Workers
  ) {
    let range = window.startMicroseconds..<window.endMicroseconds
    func warped(to moment: Double, _ splat: EventSplat) -> WarpedEvents {
      var warped = WarpedEvents(flow: flow, window: range, to: moment, splat: splat)
      warped.add(events)
      return warped
    }
    let (middle, end, nearest) = (warped(to: 0.5, .bilinear), warped(to: 1, .bilinear), warped(to: 1, .nearest))
    let measured: [FlowWarpSummary.Measure: Double?] = [
      .fwl: middle.flowWarpLoss, .blurredFWL: middle.blurredFlowWarpLoss, .endFWL: end.flowWarpLoss,
      .rsat: end.averagedTimestampRatio, .nearestFWL: nearest.flowWarpLoss,
      .nearestRSAT: nearest.averagedTimestampRatio,
      .contrast: ContrastScore.cost(of: flow, events: events, window: range, workers: workers),
    ]
    let values = measured.compactMapValues { $0 }
    guard values[.fwl] != nil, values[.rsat] != nil else { return nil }
    self.init(name: name, window: window, events: middle.eventCount, values: values)
  }
}
