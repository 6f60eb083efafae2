import Kernels

/// The memory of a classifier for a number of samples, and the passes through it.
///
/// Two passes through the same maps must not run at once.
struct ClassifierMaps {
  /// The samples of a pass.
  let batch: Int
  /// `[batch, channels, rows, columns]` of the architecture's input, written before every pass.
  let input: FeatureMap
  /// `[batch, classes, 1, 1]` after a pass.
  let output: FeatureMap
  private let plan: ClassifierPlan
  private let maps: [(input: FeatureMap, output: FeatureMap)]
  /// Samples as columns: what linear layers multiply, and what they give.
  private let columns: (input: MapMemory, output: MapMemory)?

  /// Takes the memory of a pass.
  init(_ plan: ClassifierPlan, batch: Int) {
    self.plan = plan
    self.batch = batch
    let slots = plan.slotCounts.map { MapMemory(scalarCount: $0 * batch) }
    func map(_ value: ClassifierPlan.Value) -> FeatureMap {
      var phase = MapMemory.Phase(in: slots[value.slot])
      return phase.map(batch: batch, channels: value.shape[0], height: value.shape[1], width: value.shape[2])
    }
    maps = plan.steps.map { (map($0.input), map($0.output)) }
    input = map(plan.input)
    output = map(plan.output)
    let linear = plan.steps.filter { if case .linear = $0.operation { true } else { false } }
    func memory(_ extents: [Int]) -> MapMemory? {
      extents.max().map { MapMemory(scalarCount: MapMemory.scalarCount(ofMap: $0 * batch)) }
    }
    if let from = memory(linear.map { $0.input.shape[0] }), let to = memory(linear.map { $0.output.shape[0] }) {
      columns = (from, to)
    } else {
      columns = nil
    }
  }

  /// The bytes of all maps.
  var byteCount: Int {
    let distinct = plan.slotCounts.reduce(0) { $0 + $1 * batch * MemoryLayout<Float>.stride }
    return distinct + (columns.map { $0.input.byteCount + $0.output.byteCount } ?? 0)
  }

  /// Computes the output from the input.
  ///
  /// - Parameters:
  ///   - isRepeated: Whether the input is that of the pass before, so that its first layer's sums are there already.
  ///   - activate: Applies the activation of that index to a map in place.
  ///   - pool: Pools spikes: the gate's index, the window, input and output.
  ///   - observe: Is shown the values after each activation.
  func pass(
    isRepeated: Bool = false, workers: Workers, activate: (Int, FeatureMap) -> Void,
    pool: (Int, PoolingWindow, FeatureMap, FeatureMap) -> Void = { _, _, _, _ in },
    observe: (Int, FeatureMap) -> Void = { _, _ in }
  ) {
    for (step, (input, output)) in zip(plan.steps, maps) {
      switch step.operation {
      case .convolution(let convolution, let isRectified):
        convolution(input, into: output, activation: Self.finish(isRectified), workers: workers)
      case .linear(let product, let isRectified):
        multiply(product, input, into: output, activation: Self.finish(isRectified), workers: workers)
      case .first(let convolution):
        if !isRepeated { convolution(input, into: output, workers: workers) }
      case .activation(let index): activate(index, output)
      case .averagePool(let kernel, let stride):
        PoolingWindow(kernel: kernel, stride: stride, padding: 0).average(input, into: output, workers: workers)
      case .maxPool(let kernel, let stride, let padding, let gate):
        let window = PoolingWindow(kernel: kernel, stride: stride, padding: padding)
        if let gate {
          pool(gate, window, input, output)
        } else {
          window.largest(input, into: output, workers: workers)
        }
      case .globalAveragePool: PoolingWindow.globalAverage(input, into: output, workers: workers)
      case .add: workers.add(input, to: output)
      case .copy: Self.copy(input, into: output, workers: workers)
      case .subsample(let stride, let zerosBefore):
        Self.subsample(input, into: output, stride: stride, zerosBefore: zerosBefore, workers: workers)
      }
      if let index = step.activation { observe(index, output) }
    }
  }

  private static func finish(_ isRectified: Bool) -> Activation { isRectified ? .leakyReLU(slope: 0) : .identity }

  /// One product for all samples: they are the columns.
  private func multiply(
    _ product: Convolution2D, _ input: FeatureMap, into output: FeatureMap, activation: Activation, workers: Workers
  ) {
    guard let columns else { preconditionFailure("A linear layer has memory for its columns.") }
    var from = MapMemory.Phase(in: columns.input)
    var to = MapMemory.Phase(in: columns.output)
    let turned = from.map(channels: input.channelCount, height: 1, width: batch)
    let products = to.map(channels: output.channelCount, height: 1, width: batch)
    workers.forEach(batch) { sample in
      let row = input.plane(sample: sample)
      for term in 0..<input.channelCount { turned.plane(sample: 0, channel: term)[sample] = row[term] }
    }
    product(turned, into: products, activation: activation, workers: workers)
    for sample in 0..<batch {
      let row = output.plane(sample: sample)
      for index in 0..<output.channelCount { row[index] = products.plane(sample: 0, channel: index)[sample] }
    }
  }

  private static func copy(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    workers.forEach(input.batch) { sample in
      output.plane(sample: sample).update(
        from: input.plane(sample: sample), count: input.channelCount * input.planeCount)
    }
  }

  private static func subsample(
    _ input: FeatureMap, into output: FeatureMap, stride: Int, zerosBefore: Int, workers: Workers
  ) {
    workers.forEach(input.batch) { sample in
      output.plane(sample: sample).update(repeating: 0, count: output.channelCount * output.planeCount)
      for channel in 0..<input.channelCount {
        let source = input.plane(sample: sample, channel: channel)
        let target = output.plane(sample: sample, channel: zerosBefore + channel)
        for row in 0..<output.height {
          for column in 0..<output.width {
            target[row * output.width + column] = source[stride * (row * input.width + column)]
          }
        }
      }
    }
  }
}
