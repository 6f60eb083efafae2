import Kernels
import Recordings
import Runtime
import Tensors

/// Flow from windows of events by contrast maximisation, at any size of the sensor.
public final class ContrastEstimator: EventFlowEstimator {
  /// The events of a window that are used, and where any is.
  public struct Input: Sendable {
    var events: ContrastSolver.Events
    /// The events of the window on the layout's part.
    var count: Int
    /// 1 within ``ContrastMaximization/reach`` of an event, `[height, width]`.
    var nearEvents: Tensor<UInt8>
    /// The parts of the window, from 0 to 1, where its spans end.
    var spanEnds: [Double]
  }

  /// The part of the sensor that is seen.
  public let layout: EventFlowLayout
  private let options: FlowEstimatorOptions
  private let solver: ContrastSolver
  private let workers: Workers
  /// The flow of the window before, to start from.
  private var before: FlowTiles?
  private var motionsBefore: [LayerMotion] = []

  /// Prepares it for windows of one size.
  public init(layout: EventFlowLayout, options: FlowEstimatorOptions, spanCount: Int, workers: Workers) {
    (self.layout, self.options, self.workers) = (layout, options, workers)
    var solver = ContrastSolver(
      scales: (options.tiles ?? ContrastMaximization.usualTiles).scales(options.scales), workers: workers)
    solver.variationWeight = Double(options.variationWeight ?? ContrastMaximization.usualVariationWeight)
    solver.mostSteps = options.iterations ?? ContrastMaximization.usualIterations
    self.solver = solver
  }

  /// The bytes that any window takes: its flow and three pictures.
  public var workspaceByteCount: Int { 28 * layout.width * layout.height }

  /// The events of a window, at most as many as the options say, drawn evenly over them by the seed.
  public func input(of spans: [EventWindow]) -> Input? {
    guard let first = spans.first, let last = spans.last, spans.contains(where: { !$0.events.isEmpty }) else {
      return nil
    }
    let start = first.interval.startMicroseconds
    let length = Double(microsecondsFrom: start, to: last.interval.endMicroseconds)
    var events = ContrastSolver.Events(x: [], y: [], time: [], width: layout.width, height: layout.height)
    var near = Tensor<UInt8>(zeros: [layout.height, layout.width])
    for span in spans {
      let part = span.events.counted(from: layout)
      part.withColumns { columns in
        for index in 0..<part.count where columns.x[index] < layout.width && columns.y[index] < layout.height {
          events.x.append(columns.x[index])
          events.y.append(columns.y[index])
          let time = Double(microsecondsFrom: start, to: columns.t[index]) / length
          events.time.append(Float(min(max(time, 0), 1)))
        }
      }
    }
    Self.mark(events, in: &near)
    let count = events.x.count
    if let most = options.mostEvents, count > most {
      events = Self.drawn(most, of: events, seed: options.seed, window: first.index)
    }
    let ends = spans.map { Double(microsecondsFrom: start, to: $0.interval.endMicroseconds) / length }
    return Input(events: events, count: count, nearEvents: near, spanEnds: ends)
  }

  /// The flow of a window. Windows are expected in the order of time.
  public func flow(of input: Input) -> EventFlowEstimate {
    let zero = Tensor<Float>(zeros: [2, layout.height, layout.width])
    var refinement = FlowRefinement()
    func without(_ problem: String) -> EventFlowEstimate {
      (before, motionsBefore) = (nil, [])
      return EventFlowEstimate(
        flows: input.spanEnds.map { _ in zero }, refinement: refinement,
        valid: Tensor(zeros: [layout.height, layout.width]), problem: problem)
    }
    if input.count < ContrastMaximization.fewestEvents {
      let number = input.count == 1 ? "1 event" : "\(input.count) events"
      return without("holds \(number), fewer than the \(ContrastMaximization.fewestEvents) that contrast needs")
    }
    if let first = input.events.time.first, input.events.time.allSatisfy({ $0 == first }) {
      return without("holds events of a single moment, which say nothing of motion")
    }
    if let most = options.layers { return layeredFlow(of: input, most: most) }
    guard let solution = solver.solve(input.events, start: options.startsWarm ? before : nil) else {
      return without("holds events that make an even picture, which says nothing of motion")
    }
    before = solution.tiles
    for update in solution.updates { refinement.add(update: update) }
    let field = VectorField(width: layout.width, height: layout.height)
    TileSpreading(
      columns: solution.tiles.columns, rows: solution.tiles.rows, width: layout.width, height: layout.height,
      workers: workers
    ).spread(solution.tiles, into: field)
    return EventFlowEstimate(
      flows: flows(field, input.spanEnds), refinement: refinement, valid: input.nearEvents,
      isAtRest: solution.updates.isEmpty)
  }

  /// The flow of things that move over each other, at the window's start.
  private func layeredFlow(of input: Input, most: Int) -> EventFlowEstimate {
    let solution = LayerSolver(most: most, workers: workers).solve(
      input.events, known: options.startsWarm ? motionsBefore : [])
    motionsBefore = Array(solution.motions.dropFirst())
    let field = VectorField(width: layout.width, height: layout.height)
    LayerSpreading(workers: workers).spread(solution, into: field)
    return EventFlowEstimate(
      flows: flows(field, input.spanEnds), valid: input.nearEvents, isAtRest: solution.motions.count == 1)
  }

  /// The flow to the end of each span: what moves keeps its speed.
  private func flows(_ field: VectorField, _ ends: [Double]) -> [Tensor<Float>] {
    ends.map { end in
      Tensor<Float>(unsafeUninitializedShape: [2, layout.height, layout.width]) { target in
        for (index, value) in field.u.enumerated() { target.initializeElement(at: index, to: Float(end) * value) }
        for (index, value) in field.v.enumerated() {
          target.initializeElement(at: field.u.count + index, to: Float(end) * value)
        }
      }
    }
  }

  /// Marks the pixels around events: first along rows, then along columns.
  private static func mark(_ events: ContrastSolver.Events, in near: inout Tensor<UInt8>) {
    let (width, height, reach) = (events.width, events.height, ContrastMaximization.reach)
    near.withUnsafeMutableBufferPointer { near in
      for index in events.x.indices { near[Int(events.y[index]) * width + Int(events.x[index])] = 1 }
      for y in 0..<height { widen(near, from: y * width, count: width, step: 1, reach: reach) }
      for x in 0..<width { widen(near, from: x, count: height, step: width, reach: reach) }
    }
  }

  /// Marks what lies within `reach` of a mark in one row or column.
  private static func widen(
    _ values: UnsafeMutableBufferPointer<UInt8>, from start: Int, count: Int, step: Int, reach: Int
  ) {
    var (last, next) = (-reach - 1, 0)
    for place in 0..<count {
      if next <= place {
        next = place
        while next < count && values[start + next * step] != 1 { next += 1 }
      }
      if values[start + place * step] == 1 {
        (last, next) = (place, place)
      } else if place - last <= reach || next - place <= reach && next < count {
        // 2 for now, so that it does not count as a mark.
        values[start + place * step] = 2
      }
    }
    for place in 0..<count where values[start + place * step] == 2 { values[start + place * step] = 1 }
  }

  /// One event of each of `most` runs of about as many.
  private static func drawn(
    _ most: Int, of events: ContrastSolver.Events, seed: UInt64, window: Int
  ) -> ContrastSolver.Events {
    var result = ContrastSolver.Events(x: [], y: [], time: [], width: events.width, height: events.height)
    let random = CounterRandom(seed: seed)
    let count = events.x.count
    for run in 0..<most {
      let (from, to) = (run * count / most, (run + 1) * count / most)
      let index =
        from + Int(random.integer(below: UInt64(to - from), for: .eventSubset, frame: window, pixel: run))
      result.x.append(events.x[index])
      result.y.append(events.y[index])
      result.time.append(events.time[index])
    }
    return result
  }
}
