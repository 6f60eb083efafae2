import Foundation
import Kernels
import NeuralNetworks
import Recordings
import Tensors
import TestSupport
import Testing

@testable import OpticalFlow

/// What passes over moved events consist of.
@Suite struct EventPassTests {
  private static let (width, height) = (96, 64)
  private static let window: Range<Int64> = 5000..<15000

  private static func flow(_ value: (_ x: Int, _ y: Int) -> (Float, Float)) -> Tensor<Float> {
    var flow = Tensor<Float>(zeros: [2, height, width])
    for y in 0..<height {
      for x in 0..<width { (flow[0, y, x], flow[1, y, x]) = value(x, y) }
    }
    return flow
  }

  /// Events of dots, drawn in a part of the columns, that move by (u, v) over the window.
  private static func dots(_ columns: Range<Int>, u: Float, v: Float, seed: UInt64) -> [Event] {
    var random = SeededRandom(seed: seed)
    return (0..<40).flatMap { _ -> [Event] in
      let x = Float(Int.random(in: columns, using: &random))
      let y = Float(Int.random(in: 8..<height - 8, using: &random))
      return (0..<40).compactMap { step -> Event? in
        let part = (Float(step) + 0.5) / 40
        let (column, row) = ((x + part * u).rounded(), (y + part * v).rounded())
        guard columns.contains(Int(column)), row >= 0, row < Float(height) else { return nil }
        let time = window.lowerBound + Int64(part * Float(window.count))
        return Event(timeMicroseconds: time, x: UInt16(column), y: UInt16(row), isOn: step % 2 == 0)
      }
    }
  }

  private static func batch(_ events: [Event]) -> EventBatch {
    EventBatch(events.sorted { $0.timeMicroseconds < $1.timeMicroseconds })
  }

  private static func sharpness(_ batch: EventBatch) -> EventSharpness {
    EventSharpness([batch], over: window, width: width, height: height)
  }

  @Test func `Events go back to where the window's start saw them`() {
    let events = [
      Event(timeMicroseconds: 5000, x: 10, y: 20, isOn: true),
      Event(timeMicroseconds: 10000, x: 12, y: 19, isOn: false),
      Event(timeMicroseconds: 14999, x: 14, y: 18, isOn: true), Event(timeMicroseconds: 14999, x: 1, y: 5, isOn: true),
      Event(timeMicroseconds: 14999, x: 50, y: 50, isOn: true), Event(timeMicroseconds: 14999, x: 96, y: 5, isOn: true),
    ]
    let flow = Self.flow { x, _ in x == 50 ? (.nan, 0) : (4, -2) }
    let moved = EventBatch(events).moved(along: flow, over: Self.window).events
    #expect(moved.map(\.x) == [10, 10, 10, .max, 50, 96])
    #expect(moved.map(\.y) == [20, 20, 20, .max, 50, 5])
    #expect(moved.map(\.timeMicroseconds) == events.map(\.timeMicroseconds))
    #expect(moved.map(\.isOn) == events.map(\.isOn))
  }

  @Test func `Sharpness is the energy of the blurred picture at the window's middle`() {
    let batch = Self.batch(Self.dots(0..<Self.width, u: 7, v: -3, seed: 1))
    let sharpness = Self.sharpness(batch)
    for (u, v) in [(Float(0), Float(0)), (7, -3), (2.3, 1.6)] {
      let flow = Self.flow { _, _ in (u, v) }
      var warped = WarpedEvents(flow: flow, window: Self.window, to: 0.5)
      warped.add(batch)
      let picture = warped.movedImage
      let outer = Float(exp(-0.5) / (1 + 2 * exp(-0.5)))
      func value(_ y: Int, _ x: Int) -> Float {
        func inside(_ place: Int, _ count: Int) -> Int {
          place < 0 ? -place : place < count ? place : 2 * count - 2 - place
        }
        return picture[inside(y, Self.height), inside(x, Self.width)]
      }
      var energy = 0.0
      for y in 0..<Self.height {
        for x in 0..<Self.width {
          var blurred: Float = 0
          for (dy, wy) in [(-1, outer), (0, 1 - 2 * outer), (1, outer)] {
            for (dx, wx) in [(-1, outer), (0, 1 - 2 * outer), (1, outer)] { blurred += wy * wx * value(y + dy, x + dx) }
          }
          energy += Double(picture[y, x] * blurred)
        }
      }
      let score = sharpness.score(of: flow)
      #expect(abs(score.total - energy) < 1e-4 * energy, "\(score.total) \(energy)")
    }
  }

  @Test func `Each part of the picture takes the flow that sharpens it`() {
    let middle = Self.width / 2
    let sharpness = Self.sharpness(
      Self.batch(
        Self.dots(0..<middle, u: 8, v: 0, seed: 2) + Self.dots(middle..<Self.width, u: 0, v: 8, seed: 3)))
    let rest = Self.flow { _, _ in (0, 0) }
    let (right, down) = (Self.flow { _, _ in (8, 0) }, Self.flow { _, _ in (0, 8) })
    let choice = FlowChoice(sharpness, from: rest, sharpness.score(of: rest), margin: 1, among: [right, down])
    #expect(abs(choice.shares.reduce(0, +) - 1) < 1e-6 && choice.shares[0] < 0.05)
    #expect(choice.shares[1] > 0.35 && choice.shares[2] > 0.35)
    #expect(choice.flow[0, 32, 8] > 7.9 && choice.flow[1, 32, 8] < 0.1)
    #expect(choice.flow[1, 32, Self.width - 8] > 7.9 && choice.flow[0, 32, Self.width - 8] < 0.1)
    for flow in [rest, right, down] { #expect(choice.score.total > sharpness.score(of: flow).total) }
    // Nothing is taken that does not sharpen by enough.
    let blurring = FlowChoice(
      sharpness, from: choice.flow, choice.score, margin: 1.02, among: [Self.flow { _, _ in (-8, -8) }])
    #expect(blurring.shares[0] > 0.98)
  }

  @Test func `A mean over events is that of three averages over squares`() {
    let draw = ParameterInitializer(seed: 3)
    let flow = draw.uniform("flow", shape: [2, Self.height, Self.width])
    let counts = draw.uniform("counts", shape: [Self.height, Self.width]).map { UInt32(max(0, 4 * $0 - 1)) }.scalars
    let mean = EventWeightedFlow.mean(of: [(flow, counts)], radius: 2)
    // A square three times over is a kernel of 13 x 13.
    let line = (0..<3).reduce([1.0]) { kernel, _ in
      (0..<kernel.count + 4).map { place in
        (0..<5).reduce(0.0) { $0 + (kernel.indices.contains(place - $1) ? kernel[place - $1] : 0) }
      }
    }
    for (y, x) in [(30, 40), (0, 0), (Self.height - 1, 12), (17, Self.width - 2)] {
      var (sum, weight) = (0.0, 0.0)
      for dy in -6...6 where (0..<Self.height).contains(y + dy) {
        for dx in -6...6 where (0..<Self.width).contains(x + dx) {
          let part = line[dy + 6] * line[dx + 6] * Double(counts[(y + dy) * Self.width + x + dx])
          sum += part * Double(flow[0, y + dy, x + dx])
          weight += part
        }
      }
      // Near a border the second average sees what the first left beyond it as nothing.
      let isInside = (6..<Self.height - 6).contains(y) && (6..<Self.width - 6).contains(x)
      #expect(abs(Double(mean[0, y, x]) - sum / weight) < (isInside ? 1e-5 : 0.1), "\(y) \(x)")
    }
    let none = [UInt32](repeating: 0, count: Self.height * Self.width)
    let plain = EventWeightedFlow.mean(
      of: [(Self.flow { _, _ in (2, 4) }, none), (Self.flow { _, _ in (4, 0) }, none)], radius: 3)
    #expect(plain[0, 9, 9] == 3 && plain[1, 9, 9] == 2)
  }

  private static func network() throws -> STEFlowNet {
    try STEFlowNet(
      parameters: STEFlowNet.initialParameters(
        ParameterInitializer(seed: 5),
        configuration: STEFlowNet.Configuration(widths: [4, 6, 8, 10], decoderWidths: [4, 5, 6], headWidth: 7)))
  }

  private static func estimate(
    _ events: [Event], passes: Int?, spans: Int = 1, threads: Int = 2
  ) throws -> EventFlowEstimate {
    let network = try network()
    var options = FlowEstimatorOptions(splits: 2, iterations: 1)
    options.passes = passes
    let whole = EventWindow(
      index: 0, interval: EventInterval(startMicroseconds: window.lowerBound, endMicroseconds: window.upperBound),
      events: batch(events))
    let windows = (0..<spans).map { span in
      whole.part(
        from: window.lowerBound + Int64(span * window.count / spans),
        to: window.lowerBound + Int64((span + 1) * window.count / spans))
    }
    func flow<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> EventFlowEstimate {
      estimator.flow(of: try #require(estimator.input(of: windows)))
    }
    return try flow(
      network.estimator(
        layout: network.layout(sensorWidth: width, sensorHeight: height), options: options, spanCount: spans,
        workers: try Workers(threads: threads)))
  }

  @Test func `Passes never end with events less sharp than the first flow leaves them`() throws {
    let events = Self.dots(0..<Self.width, u: 3, v: 2, seed: 4)
    let sharpness = Self.sharpness(Self.batch(events))
    let (once, more) = (try Self.estimate(events, passes: 1), try Self.estimate(events, passes: 4))
    #expect(once.refinement.iterations == 1 && more.refinement.iterations > 1)
    #expect(sharpness.score(of: more.flows[0]).total >= sharpness.score(of: once.flows[0]).total)
    #expect(more.flows[0].scalars == (try Self.estimate(events, passes: 4, threads: 1)).flows[0].scalars)
  }

  @Test func `Spans get their part of the window's flow`() throws {
    let flows = try Self.estimate(Self.dots(0..<Self.width, u: 3, v: 2, seed: 4), passes: 2, spans: 4).flows
    #expect(flows.count == 4)
    for (flow, part) in zip(flows, [Float(0.25), 0.5, 0.75, 1]) {
      for (own, whole) in zip(flow.scalars, flows[3].scalars) { #expect(abs(own - part * whole) < 1e-5) }
    }
  }
}
