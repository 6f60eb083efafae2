import Kernels
import NeuralNetworks
import Recordings
import Tensors
import Testing

@testable import OpticalFlow

@Suite struct STEFlowNetObjectiveTests {
  private static let draw = ParameterInitializer(seed: 4)
  private static let configuration = STEFlowNet.Configuration(
    widths: [2, 3, 3, 4], decoderWidths: [2, 2, 3], headWidth: 3)

  /// Events of bright points that move to the right, and all else that losses want.
  private static func sample(truth: Bool = true) -> EventFlowSample {
    var (x, y, time) = ([UInt16](), [UInt16](), [Float]())
    for step in 0..<5 {
      for point in 0..<12 {
        x.append(UInt16((point * 5 + step) % 32))
        y.append(UInt16((point * 7) % 32))
        time.append(Float(step) / 4)
      }
    }
    return EventFlowSample(
      splits: draw.uniform("splits", shape: [2, 2, 32, 32]).map { UInt8(max(0, ($0 - 0.5) * 4)) },
      truth: truth ? FlowField(flow: draw.uniform("truth", shape: [2, 32, 32])) : nil,
      pictures: draw.uniform("pictures", shape: [2, 32, 32]).map { ($0 + 1) / 2 },
      events: .init(x: x, y: y, time: time, isOn: x.map { $0 % 3 != 0 }))
  }

  @Test(arguments: [
    STEFlowNetObjective.Loss.supervised, .selfSupervised(smoothness: 1), .contrast(variation: 0.01),
  ])
  func `Every loss becomes smaller in some steps`(loss: STEFlowNetObjective.Loss) throws {
    let trainer = Trainer(
      STEFlowNetObjective(Self.configuration, iterations: 1, loss: loss),
      parameters: STEFlowNet.declaredParameters(Self.configuration).values(from: Self.draw),
      settings: TrainingSettings(epochs: 1, largestNorm: 1), workers: try Workers(threads: 2))
    let samples = [Self.sample(), Self.sample().flipped(horizontally: false, vertically: true)]
    let losses = try (0..<10).map { _ in try trainer.step([samples], rate: 3e-3).loss }
    #expect(losses[9] < losses[0] && losses.allSatisfy(\.isFinite), "\(losses)")
  }

  @Test func `A second pass learns what the first lacks, from events moved back along it`() throws {
    let workers = try Workers(threads: 2)
    let objective = STEFlowNetObjective(Self.configuration, iterations: 1, loss: .supervised)
    let parameters = STEFlowNet.declaredParameters(Self.configuration).values(from: Self.draw)
    func trainer() throws -> Trainer<STEFlowNetObjective> {
      Trainer(
        objective, parameters: parameters, settings: TrainingSettings(epochs: 1, largestNorm: 1), workers: workers)
    }
    func flow(_ samples: [EventFlowSample]) throws -> Tensor<Float> {
      var flow: Tensor<Float>?
      try trainer().prepare { tape in flow = objective.flow(of: samples, on: tape).tensor }
      return try #require(flow)
    }
    var twice = Self.sample()
    twice.passes = 2
    let first = try flow([Self.sample()])
    var seen = Self.sample()
    let events = try #require(seen.events)
    let size = Array(first.shape.dropFirst())
    seen.splits = events.splits(2, movedAlong: first.reshaped(to: size), workers: workers)
    let second = try flow([seen])
    let both = try flow([twice, Self.sample()])
    for index in 0..<first.count {
      #expect(abs(both.scalars[index] - first.scalars[index] - second.scalars[index]) < 1e-5)
      #expect(abs(both.scalars[first.count + index] - first.scalars[index]) < 1e-5)
    }
    // The loss of two passes is that of the second's flow against what is left.
    let truth = try #require(seen.truth)
    let left = zip(truth.flow.scalars, first.scalars).map { $0 - $1 }
    seen.truth = FlowField(flow: Tensor(shape: truth.flow.shape, scalars: left))
    let losses = try [twice, seen].map { try trainer().step([[$0]], rate: 0).loss }
    #expect(abs(losses[0] - losses[1]) < 1e-5 * abs(losses[1]), "\(losses)")
    let learning = try trainer()
    let falling = try (0..<10).map { _ in try learning.step([[twice]], rate: 3e-3).loss }
    #expect(falling[9] < falling[0], "\(falling)")
  }

  @Test func `The gradient of contrast is that of finite differences`() throws {
    let workers = try Workers(threads: 2)
    let sample = Self.sample()
    guard let events = sample.events else { return }
    let loss = ContrastFlowLoss(
      [PixelEvents(x: events.x, y: events.y, time: events.time, width: 32, height: 32)], variationWeight: 0)
    let flow = Self.draw.uniform("flow", shape: [1, 2, 32, 32]).map { 2 * $0 }
    let gradient = FeatureMap(Tensor(zeros: flow.shape))
    #expect(loss.value(of: [FeatureMap(flow)], weight: 1, addingGradientsTo: [gradient], workers: workers) > 0)
    let slopes = gradient.tensor.scalars
    let places = slopes.indices.filter { slopes[$0] != 0 }
    var agreeing = 0
    for place in places {
      func value(_ step: Float) -> Double {
        var moved = flow
        moved.withUnsafeMutableBufferPointer { $0[place] += step }
        return loss.value(of: [FeatureMap(moved)], workers: workers)
      }
      let slope = (value(1.0 / 256) - value(-1.0 / 256)) * 128
      if abs(slope - Double(slopes[place])) <= 2e-3 + 0.02 * abs(slope) { agreeing += 1 }
    }
    #expect(places.count > 20 && agreeing >= places.count * 9 / 10, "\(agreeing) of \(places.count)")
  }

  @Test func `Contrast judges what two passes give together`() throws {
    let workers = try Workers(threads: 2)
    let sample = Self.sample()
    let events = try #require(sample.events)
    let pixels = PixelEvents(x: events.x, y: events.y, time: events.time, width: 32, height: 32)
    let parts = ["first", "second"].map { Self.draw.uniform($0, shape: [1, 2, 32, 32]) }
    let sum = Tensor(shape: parts[0].shape, scalars: zip(parts[0].scalars, parts[1].scalars).map(+))
    let gradients = (0..<2).map { _ in FeatureMap(Tensor<Float>(zeros: sum.shape)) }
    let whole = ContrastFlowLoss([pixels]).value(
      of: [FeatureMap(sum)], weight: 1, addingGradientsTo: [gradients[0]], workers: workers)
    let added = ContrastFlowLoss([pixels], prior: FeatureMap(parts[0])).value(
      of: [FeatureMap(parts[1])], weight: 1, addingGradientsTo: [gradients[1]], workers: workers)
    #expect(whole == added && gradients[0].tensor == gradients[1].tensor)
    var twice = sample
    twice.passes = 2
    let trainer = Trainer(
      STEFlowNetObjective(Self.configuration, iterations: 1, loss: .contrast()),
      parameters: STEFlowNet.declaredParameters(Self.configuration).values(from: Self.draw),
      settings: TrainingSettings(epochs: 1, largestNorm: 1), workers: workers)
    let losses = try (0..<10).map { _ in try trainer.step([[twice, sample]], rate: 3e-3).loss }
    #expect(losses[9] < losses[0] && losses.allSatisfy(\.isFinite), "\(losses)")
    let still = try #require(sample.sharpness(along: Tensor(zeros: [2, 32, 32]), workers: workers))
    #expect(abs(still.cost - 4) < 1e-6 && abs(still.blurredFWL - 1) < 1e-6 && still.picture.shape == [32, 32])
  }

  @Test func `Mirrors, signs and time turn round and back`() {
    let sample = Self.sample(truth: false)
    let moved = sample.flipped(horizontally: true, vertically: true)
    #expect(
      moved.splits[1, 0, 3, 4] == sample.splits[1, 0, 28, 27] && moved.events?.x[0] == 31 - (sample.events?.x[0] ?? 0))
    #expect(sample.negated.splits[0, 1, 2, 2] == sample.splits[0, 0, 2, 2])
    let back = sample.reversed
    #expect(
      back.splits[0, 1, 5, 6] == sample.splits[1, 0, 5, 6] && back.pictures?[0, 1, 1] == sample.pictures?[1, 1, 1])
    #expect(back.reversed.splits == sample.splits && back.reversed.events?.time == sample.events?.time)
    #expect(sample.eventMask.scalars.contains(1) && sample.eventMask.scalars.contains(0))
  }
}
