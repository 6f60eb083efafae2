import Kernels
import Recordings
import Tensors

/// Flow from windows of events with STE-FlowNet in several passes: each but the first sees the events moved back along the
/// flow found before, estimates what that lacks, and a correction is taken, tile by tile, where it makes the events sharper
/// (``EventSharpness``).
///
/// A network knows motions as long as those that it was trained with. Where most events get sharper by twice the flow that
/// it finds, the window moves farther than that: it is cut into two parts, four and more, whose flows, longer by as much, are
/// averaged over their events, and are candidates of the first pass too.
///
/// Memory is taken when the estimator is made and at each window. Cost: a run of the network a pass and part, and some 100 ns
/// a pixel and 40 an event for each candidate.
final class STEFlowNetPassEstimator: EventFlowEstimator {
  /// What is seen of a window.
  struct Input: Sendable {
    var splits: Tensor<UInt8>
    /// Its spans, with events counted from the corner of the layout's part.
    var spans: [EventWindow]

    /// The times of all spans.
    var start: Int64 { spans[0].interval.startMicroseconds }
    var end: Int64 { spans[spans.count - 1].interval.endMicroseconds }
  }

  private let network: STEFlowNetEstimator
  private let encoder: STEFlowNetEncoder
  private let passes: Int
  private let stopUpdate: Float?

  // What follows was chosen by rendered scenes of esim-2d, where sharper is not always more right, and by real recordings.
  /// A smoother flow has to make events sharper by this to be taken: smoothness itself does, and hides small things.
  private static let smoothMargin: Float = 1.005
  /// Multiples of a later correction that are tried, of a whole window and of one that is cut.
  private static let (multiples, multiplesOfParts): ([Float], [Float]) = ([1], [0.5, 1, 2])
  /// The most parts of a window, and the fewest events of one on average.
  private static let (mostParts, fewestEvents) = (16, 1000)
  /// How far events are averaged in the flow of a part, and in flow that is held against one that is smoother.
  private static let (partRadius, smoothRadius) = (3, 4)

  init(
    network: STEFlowNet, layout: EventFlowLayout, options: FlowEstimatorOptions, passes: Int, spanCount: Int,
    workers: Workers
  ) {
    self.network = STEFlowNetEstimator(
      network: network, layout: layout, options: options, spanCount: spanCount, workers: workers)
    encoder = STEFlowNetEstimator.encoder(layout: layout, options: options, workers: workers)
    (self.passes, stopUpdate) = (passes, options.stopUpdate)
  }

  var layout: EventFlowLayout { network.layout }
  var workspaceByteCount: Int { network.workspaceByteCount }

  func input(of spans: [EventWindow]) -> Input? {
    guard let splits = network.input(of: spans) else { return nil }
    return Input(splits: splits, spans: spans.map { $0.counted(from: layout) })
  }

  func flow(of input: Input) -> EventFlowEstimate {
    guard input.start < input.end else { return network.flow(of: input.splits) }
    let sharpness = EventSharpness(
      input.spans.map(\.events), over: input.start..<input.end, width: layout.width, height: layout.height)
    var refinement = FlowRefinement()
    let rest = Tensor<Float>(zeros: [2, layout.height, layout.width])
    var candidates = [estimate(input.splits, &refinement)]
    let parts = addParts(of: input, to: &candidates, sharpness, &refinement)
    var choice = FlowChoice(sharpness, from: rest, sharpness.score(of: rest), margin: 1, among: candidates)
    let multiples = parts == 1 ? Self.multiples : Self.multiplesOfParts
    // What is averaged over parts is as coarse as its flow is long.
    let radii = parts == 1 ? [Self.smoothRadius] : [Self.smoothRadius, 12, 4 * parts]
    var pass = 2
    while pass <= passes {
      let correction = correction(of: input, along: choice.flow, parts: max(1, parts / 2), &refinement)
      let corrected = multiples.map { choice.flow.adding(correction, times: $0) }
      let next = FlowChoice(sharpness, from: choice.flow, choice.score, margin: 1, among: corrected)
      let corrects = next.score.total > choice.score.total
      let before = corrects ? next : choice
      let smoothed = radii.map { EventWeightedFlow.mean(of: [(before.flow, sharpness.counts)], radius: $0) }
      let smooth = FlowChoice(sharpness, from: before.flow, before.score, margin: Self.smoothMargin, among: smoothed)
      let smooths = smooth.score.total > before.score.total
      let update = choice.flow.meanDistance(to: smooths ? smooth.flow : before.flow)
      choice = smooths ? smooth : before
      if !corrects || stopUpdate.map({ update < $0 }) ?? false { break }
      pass += 1
    }
    return EventFlowEstimate(
      flows: flows(choice.flow, of: input), refinement: refinement, isAtRest: choice.flow.meanDistance(to: rest) < 0.01)
  }

  /// Adds the flows of a window that is cut into ever more parts, as long as most events want twice of them.
  ///
  /// - Returns: The parts at last.
  private func addParts(
    of input: Input, to candidates: inout [Tensor<Float>], _ sharpness: EventSharpness,
    _ refinement: inout FlowRefinement
  ) -> Int {
    var parts = 1
    while wantsMore(than: candidates[candidates.count - 1], sharpness), input.spans.count == 1,
      2 * parts <= Self.mostParts, sharpness.count >= 2 * parts * Self.fewestEvents
    {
      parts *= 2
      candidates.append(estimate(parts, of: input.spans[0], &refinement))
    }
    if parts > 1 {
      candidates.append(candidates[candidates.count - 1].adding(candidates[candidates.count - 1], times: 0.5))
    }
    return parts
  }

  /// Whether most events get sharper by twice a flow than by it.
  private func wantsMore(than flow: Tensor<Float>, _ sharpness: EventSharpness) -> Bool {
    let (once, twice) = (sharpness.score(of: flow), sharpness.score(of: flow.adding(flow, times: 1)))
    var (more, all): (Float, Float) = (0, 0)
    for (tile, weight) in sharpness.weights.enumerated() {
      all += weight
      if twice.tiles[tile] > once.tiles[tile] { more += weight }
    }
    return 2 * more > all
  }

  private func estimate(_ splits: Tensor<UInt8>, _ refinement: inout FlowRefinement) -> Tensor<Float> {
    let estimate = network.flow(of: splits)
    for update in estimate.refinement.updates { refinement.add(update: update) }
    return estimate.flows[estimate.flows.count - 1]
  }

  /// The flow of a window as its parts say: what each moves, as often as there are parts.
  private func estimate(_ parts: Int, of window: EventWindow, _ refinement: inout FlowRefinement) -> Tensor<Float> {
    let start = window.interval.startMicroseconds
    let length = window.interval.endMicroseconds - start
    var flows: [(flow: Tensor<Float>, counts: [UInt32])] = []
    for index in 0..<parts {
      let (from, to) = (start + length * Int64(index) / Int64(parts), start + length * Int64(index + 1) / Int64(parts))
      let part = window.part(from: from, to: to)
      guard from < to, let splits = encoder.encode(counted: [part]) else { continue }
      let flow = estimate(splits, &refinement)
      flows.append(
        (
          flow.adding(flow, times: Float(parts - 1)),
          EventSharpness([part.events], over: from..<to, width: layout.width, height: layout.height).counts
        ))
    }
    if flows.isEmpty { return Tensor(zeros: [2, layout.height, layout.width]) }
    return EventWeightedFlow.mean(of: flows, radius: Self.partRadius)
  }

  /// What a flow lacks: the flow of the events moved back along it.
  private func correction(
    of input: Input, along flow: Tensor<Float>, parts: Int, _ refinement: inout FlowRefinement
  ) -> Tensor<Float> {
    let moved = input.spans.map { span in
      EventWindow(
        index: span.index, interval: span.interval,
        events: span.events.moved(along: flow, over: input.start..<input.end))
    }
    if parts > 1 { return estimate(parts, of: moved[0], &refinement) }
    guard let splits = encoder.encode(counted: moved) else {
      return Tensor(zeros: [2, layout.height, layout.width])
    }
    return estimate(splits, &refinement)
  }

  /// The flow to the end of each span: what moves keeps its speed.
  private func flows(_ flow: Tensor<Float>, of input: Input) -> [Tensor<Float>] {
    let length = Double(microsecondsFrom: input.start, to: input.end)
    return input.spans.map { span in
      let end = Float(Double(microsecondsFrom: input.start, to: span.interval.endMicroseconds) / length)
      return end == 1 ? flow : flow.adding(flow, times: end - 1)
    }
  }
}

extension Tensor<Float> {
  /// The sum with a multiple of another of the same shape.
  fileprivate func adding(_ other: Tensor, times factor: Float) -> Tensor {
    var sum = self
    sum.withUnsafeMutableBufferPointer { sum in
      other.withUnsafeBufferPointer { other in for index in sum.indices { sum[index] += factor * other[index] } }
    }
    return sum
  }

  /// The mean over pixels of the length of the difference of two flows `[2, height, width]`.
  fileprivate func meanDistance(to other: Tensor) -> Float {
    let pixels = count / 2
    return withUnsafeBufferPointer { own in
      other.withUnsafeBufferPointer { other in
        var sum = 0.0
        for pixel in 0..<pixels {
          let (u, v) = (own[pixel] - other[pixel], own[pixels + pixel] - other[pixels + pixel])
          sum += Double((u * u + v * v).squareRoot())
        }
        return Float(sum / Double(Swift.max(pixels, 1)))
      }
    }
  }
}
