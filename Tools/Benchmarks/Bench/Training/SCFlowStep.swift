import Kernels
import NeuralNetworks
import OpticalFlow

/// The kernels of one training step of SCFlow, strung together by hand: forward, the gradient of the mean magnitude of
/// every level's flow, backward through every layer.
final class SCFlowStep {
  private typealias Pair = (first: StepLayer, second: StepLayer)

  /// What one window's encoder keeps for the way back, and the gradients of it; finest level first.
  private struct Window {
    var spikes: FeatureMap
    var slices: FeatureMap
    var representation: [FeatureMap]
    var encoding: [FeatureMap]
    var features: [FeatureMap]
  }

  /// What one level's estimator keeps, and the gradients of it.
  private struct Level {
    /// `[conv3, conv2, conv1, correlation, reduced features, estimate]`.
    var estimator: FeatureMap
    var estimatorGradient: FeatureMap
    var warped: FeatureMap
    var warpedGradient: FeatureMap
    var flow: FeatureMap
    var flowGradient: FeatureMap
    var enlarge: Upsampling2x
  }

  private let representation: [StepLayer]
  private let encoder: [Pair]
  private let reduction: [StepLayer]
  private let estimator: [StepLayer]
  private let windows: [Window]
  private let gradients: [Window]
  private let levels: [Level]
  private let prior: FeatureMap
  private let workers: Workers
  private let batch: Int
  private static let widths = [32, 64, 96, 128]
  private static let estimatorWidths = [96, 64, 32]
  private static let frames = 25
  private static let reduced = 32
  private static let slope: Activation = .leakyReLU(slope: 0.1)
  private static var estimatorInputs: Int { Correlation.displacementCount + reduced + 2 }

  init(height: Int, width: Int, batch: Int, workers: Workers) {
    self.workers = workers
    self.batch = batch
    let widths = Self.widths
    representation = [
      StepLayer("s1", inputs: Self.frames, outputs: widths[0]), StepLayer("s2", inputs: widths[0], outputs: widths[0]),
    ]
    encoder = widths.enumerated().map { level, outputs in
      (
        StepLayer(
          "encoder.\(level).0", inputs: widths[max(0, level - 1)], outputs: outputs, stride: level == 0 ? 1 : 2),
        StepLayer("encoder.\(level).1", inputs: outputs, outputs: outputs)
      )
    }
    reduction = widths.enumerated().map {
      StepLayer("reduction.\($0)", inputs: $1, outputs: Self.reduced, kernel: 1, activation: .identity)
    }
    var inputs = Self.estimatorInputs
    var layers: [StepLayer] = []
    for (index, outputs) in Self.estimatorWidths.enumerated() {
      layers.append(StepLayer("estimator.\(index)", inputs: inputs, outputs: outputs))
      inputs += outputs
    }
    layers.append(StepLayer("estimator.flow", inputs: inputs, outputs: 2, activation: .identity))
    estimator = layers
    func map(_ channels: Int, _ level: Int = 0) -> FeatureMap {
      FeatureMap(batch: batch, channels: channels, height: height >> level, width: width >> level)
    }
    func window() -> Window {
      Window(
        spikes: map(Self.frames), slices: map(Self.frames), representation: [map(widths[0]), map(widths[0])],
        encoding: widths.enumerated().map { map($1, $0) }, features: widths.enumerated().map { map($1, $0) })
    }
    windows = (0..<2).map { index in
      let window = window()
      window.spikes.copy(
        from: ParameterInitializer(seed: 1).uniform("window \(index)", shape: window.spikes.shape)
          .map { $0 > 0.2 ? 1 : 0 })
      return window
    }
    gradients = (0..<2).map { _ in window() }
    levels = widths.indices.map { level in
      Level(
        estimator: map(inputs, level), estimatorGradient: map(inputs, level), warped: map(widths[level], level),
        warpedGradient: map(widths[level], level), flow: map(2, level), flowGradient: map(2, level),
        enlarge: Upsampling2x(height: height >> level, width: width >> level))
    }
    prior = map(2)
  }

  /// One step.
  func run() {
    for layer in representation + encoder.flatMap({ [$0.first, $0.second] }) + reduction + estimator { layer.begin() }
    for window in windows { encode(window) }
    for level in levels.indices.reversed() { refine(level) }
    for level in levels.indices { refineBackward(level) }
    for (window, gradient) in zip(windows, gradients) { encodeBackward(window, gradient) }
  }

  private func encode(_ window: Window) {
    for frame in 0..<Self.frames {
      Warp.run(
        window.spikes[frame..<frame + 1], by: prior, scale: Float(frame - Self.frames / 2) / 10,
        into: window.slices[frame..<frame + 1], workers: workers)
    }
    representation[0].run(window.slices, into: window.representation[0], workers)
    representation[1].run(window.representation[0], into: window.representation[1], workers)
    var input = window.representation[1]
    for (level, layers) in encoder.enumerated() {
      layers.first.run(input, into: window.encoding[level], workers)
      layers.second.run(window.encoding[level], into: window.features[level], workers)
      input = window.features[level]
    }
  }

  private func encodeBackward(_ window: Window, _ gradient: Window) {
    for (level, layers) in encoder.enumerated().reversed() {
      let input = level == 0 ? window.representation[1] : window.features[level - 1]
      let inputGradient = level == 0 ? gradient.representation[1] : gradient.features[level - 1]
      layers.second.runBackward(
        window.encoding[level], window.features[level], outputGradient: gradient.features[level],
        inputGradient: gradient.encoding[level], isAdded: false, workers)
      layers.first.runBackward(
        input, window.encoding[level], outputGradient: gradient.encoding[level], inputGradient: inputGradient,
        isAdded: level > 0, workers)
    }
    representation[1].runBackward(
      window.representation[0], window.representation[1], outputGradient: gradient.representation[1],
      inputGradient: gradient.representation[0], isAdded: false, workers)
    representation[0].runBackward(
      window.slices, window.representation[0], outputGradient: gradient.representation[0], inputGradient: nil,
      isAdded: false, workers)
  }

  /// The parts of an estimator's map or of its gradient.
  private static func parts(
    _ map: FeatureMap
  ) -> (input: FeatureMap, correlation: FeatureMap, reduced: FeatureMap, estimate: FeatureMap) {
    let input = map[map.channelCount - estimatorInputs..<map.channelCount]
    let split = Correlation.displacementCount
    return (input, input[0..<split], input[split..<split + reduced], input[split + reduced..<estimatorInputs])
  }

  private func refine(_ index: Int) {
    let level = levels[index]
    let parts = Self.parts(level.estimator)
    var second = windows[1].features[index]
    if index == levels.count - 1 {
      parts.estimate.fill(0)
    } else {
      levels[index + 1].enlarge(levels[index + 1].flow, scale: 2, into: parts.estimate, workers: workers)
      Warp.run(second, by: parts.estimate, into: level.warped, workers: workers)
      second = level.warped
    }
    Correlation.run(
      windows[0].features[index], second, into: parts.correlation, activation: Self.slope, workers: workers)
    reduction[index].run(windows[0].features[index], into: parts.reduced, workers)
    var start = level.estimator.channelCount - Self.estimatorInputs
    for layer in estimator.dropLast() {
      layer.run(
        level.estimator[start..<level.estimator.channelCount], into: level.estimator[start - layer.outputs..<start],
        workers)
      start -= layer.outputs
    }
    estimator[estimator.count - 1].run(level.estimator, into: level.flow, workers)
    workers.add(parts.estimate, to: level.flow)
  }

  private func refineBackward(_ index: Int) {
    let level = levels[index]
    let (map, gradient) = (level.estimator, level.estimatorGradient)
    addLossGradient(level, isFirst: index == 0)
    estimator[estimator.count - 1].runBackward(
      map, level.flow, outputGradient: level.flowGradient, inputGradient: gradient, isAdded: false, workers)
    var start = 0
    for layer in estimator.dropLast().reversed() {
      let (output, input) = (start..<start + layer.outputs, start + layer.outputs..<map.channelCount)
      layer.runBackward(
        map[input], map[output], outputGradient: gradient[output], inputGradient: gradient[input], isAdded: true,
        workers)
      start += layer.outputs
    }
    let (parts, partGradients) = (Self.parts(map), Self.parts(gradient))
    workers.add(level.flowGradient, to: partGradients.estimate)
    let isCoarsest = index == levels.count - 1
    let second = isCoarsest ? windows[1].features[index] : level.warped
    let secondGradient = isCoarsest ? gradients[1].features[index] : level.warpedGradient
    Correlation.backward(
      partGradients.correlation, output: parts.correlation, of: windows[0].features[index], second,
      activation: Self.slope, aGradient: gradients[0].features[index], bGradient: secondGradient, workers: workers)
    reduction[index].runBackward(
      windows[0].features[index], parts.reduced, outputGradient: partGradients.reduced,
      inputGradient: gradients[0].features[index], isAdded: true, workers)
    if isCoarsest { return }
    Warp.backward(
      level.warpedGradient, of: windows[1].features[index], by: parts.estimate,
      inputGradient: gradients[1].features[index], flowGradient: nil, workers: workers)
    Warp.backward(
      level.warpedGradient, of: windows[1].features[index], by: parts.estimate, inputGradient: nil,
      flowGradient: partGradients.estimate, isAdded: true, workers: workers)
    levels[index + 1].enlarge.backward(
      partGradients.estimate, scale: 2, into: levels[index + 1].flowGradient, workers: workers)
  }

  /// The gradient of the mean magnitude of a level's flow, added to what the finer level sends.
  private func addLossGradient(_ level: Level, isFirst: Bool) {
    let weight = 1 / Float(batch * 2 * level.flow.planeCount)
    workers.forEach(batch * 2) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: 2)
      let flow = level.flow.plane(sample: sample, channel: channel)
      let gradient = level.flowGradient.plane(sample: sample, channel: channel)
      for pixel in 0..<level.flow.planeCount {
        let sign: Float = flow[pixel] > 0 ? weight : flow[pixel] < 0 ? -weight : 0
        gradient[pixel] = isFirst ? sign : gradient[pixel] + sign
      }
    }
  }
}
