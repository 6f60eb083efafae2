import Kernels
import NeuralNetworks
import Tensors

/// The steps of one pass through a classifier, with the memory that each reads and writes.
///
/// Values live in slots of memory that are taken again as soon as nothing reads them any more: a chain takes two, a
/// residual network up to four.
struct ClassifierPlan: Sendable {
  /// A map in a slot.
  struct Value: Sendable {
    var slot: Int
    /// Channels, rows and columns.
    var shape: [Int]
  }

  enum Operation: Sendable {
    /// Sums of products, their negative values set to 0 where `isRectified`.
    case convolution(Convolution2D, isRectified: Bool)
    /// A convolution of 1 x 1 whose pixels are the samples.
    case linear(Convolution2D, isRectified: Bool)
    /// The first layer of a spiking network, whose output remains as it is until the pass is over.
    case first(PreciseConvolution)
    /// In place.
    case activation(index: Int)
    case averagePool(kernel: Int, stride: Int)
    /// `gate` numbers the pools that choose by the first spike; nil where the largest value is meant.
    case maxPool(kernel: Int, stride: Int, padding: Int, gate: Int?)
    case globalAveragePool
    /// Adds the input to the output.
    case add
    case copy
    case subsample(stride: Int, zerosBefore: Int)
  }

  struct Step: Sendable {
    var operation: Operation
    var input: Value
    var output: Value
    /// The activation that this step completes, also one that the products before it applied.
    var activation: Int?
  }

  /// An activation, in the order of the architecture.
  struct ActivationLayer: Sendable {
    var name: String
    var description: ActivationDescription
    var shape: [Int]
    /// Thresholds or steps, one or one a channel; nil for none.
    var thresholds: Tensor<Float>?

    /// The threshold or step of a channel.
    func threshold(_ channel: Int) -> Float {
      guard let thresholds else { return 1 }
      return thresholds[thresholds.count == 1 ? 0 : channel]
    }
  }

  let architecture: ClassifierArchitecture
  private(set) var steps: [Step] = []
  private(set) var activations: [ActivationLayer] = []
  /// The output shapes of pools that choose by the first spike.
  private(set) var gates: [[Int]] = []
  /// The scalars that each slot takes for one sample.
  private(set) var slotCounts: [Int] = []
  let input: Value
  private(set) var output: Value

  private let isDirect: Bool
  private var free: Set<Int> = []
  private var holds: [Int: Int] = [:]

  /// Plans a classifier whose normalisation is folded.
  ///
  /// - Parameter isDirect: Whether convolutions round as little as they can, since a neuron decides by it.
  /// - Throws: `ParameterError` where a parameter is missing or has another shape.
  init(_ classifier: FoldedClassifier, isDirect: Bool) throws {
    self.isDirect = isDirect
    architecture = classifier.architecture
    input = Value(slot: 0, shape: architecture.inputShape)
    output = input
    slotCounts = [MapMemory.scalarCount(ofMap: Shape.count(input.shape))]
    var isSpiking = false
    output = try build(architecture.layers, from: input, isSpiking: &isSpiking, parameters: classifier.parameters)
  }

  private mutating func build(
    _ layers: [ClassifierLayer], from start: Value, isSpiking: inout Bool, parameters: ParameterTree
  ) throws -> Value {
    var value = start
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .convolution(let it):
        try multiply(it, it.parameters, &value, isRectified: layers.isRectified(after: index), parameters: parameters)
        isSpiking = false
      case .linear(let name, let inputs, let outputs, let hasBias):
        let it = ConvolutionDescription(name: name, inputs: inputs, outputs: outputs, kernel: 1, hasBias: hasBias)
        let product = ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias)
        try multiply(it, product, &value, isRectified: layers.isRectified(after: index), parameters: parameters)
        isSpiking = false
      case .activation(let name, let description):
        try activate(name, description, &value, isDone: layers.isRectified(before: index), parameters: parameters)
        if case .spiking = description { isSpiking = true }
      case .averagePool(let kernel, let stride):
        emit(.averagePool(kernel: kernel, stride: stride), &value, shape: value.shape.pooled(kernel, stride, 0))
      case .maxPool(let kernel, let stride, let padding):
        let shape = value.shape.pooled(kernel, stride, padding)
        let gate = isSpiking ? gates.count : nil
        if isSpiking { gates.append(shape) }
        emit(.maxPool(kernel: kernel, stride: stride, padding: padding, gate: gate), &value, shape: shape)
      case .globalAveragePool: emit(.globalAveragePool, &value, shape: [value.shape[0], 1, 1])
      case .flatten: value.shape = [Shape.count(value.shape), 1, 1]
      case .residual(let body, let shortcut):
        value = try branch(body, shortcut, from: value, isSpiking: isSpiking, parameters: parameters)
        isSpiking = false
      case .batchNormalization(let name, _, _): preconditionFailure("The normalisation \(name) is not folded.")
      }
    }
    return value
  }

  private mutating func multiply(
    _ it: ConvolutionDescription, _ product: ProductParameters, _ value: inout Value, isRectified: Bool,
    parameters: ParameterTree
  ) throws {
    let isLinear = product.weight.shape.count == 2
    // As a convolution of one pixel.
    let weight = try parameters.tensor(product.weight).reshaped(to: it.parameters.weight.shape)
    let bias = try product.bias.map { try parameters.tensor($0) }
    if isDirect && steps.isEmpty {
      let convolution = PreciseConvolution(weight: weight, bias: bias, stride: it.stride, padding: it.padding)
      let size = convolution.outputSize(height: value.shape[1], width: value.shape[2])
      emit(.first(convolution), &value, shape: [it.outputs, size.height, size.width])
      return hold(value.slot)
    }
    let size = (value.shape[1] + 2 * it.padding - it.kernel) / it.stride + 1
    let convolution = Convolution2D(
      weight: weight, bias: bias, stride: it.stride, padding: it.padding, tiles: Self.tiles(forMapOf: size),
      isDirect: isDirect)
    let output = convolution.outputSize(height: value.shape[1], width: value.shape[2])
    emit(
      isLinear
        ? .linear(convolution, isRectified: isRectified) : .convolution(convolution, isRectified: isRectified),
      &value, shape: [it.outputs, output.height, output.width])
  }

  private mutating func activate(
    _ name: String, _ description: ActivationDescription, _ value: inout Value, isDone: Bool,
    parameters: ParameterTree
  ) throws {
    let part: String? =
      switch description {
      case .relu: nil
      case .lsq: "step"
      case .qcfs, .spiking: "thresh"
      }
    let thresholds = try part.map { part in
      let found = try parameters.shape("\(name).\(part)")
      return try parameters.tensor("\(name).\(part)", shape: found == [value.shape[0]] ? found : [1])
    }
    let index = activations.count
    activations.append(
      ActivationLayer(name: name, description: description, shape: value.shape, thresholds: thresholds))
    if isDone {
      steps[steps.count - 1].activation = index
    } else {
      if isHeld(value.slot) { emit(.copy, &value, shape: value.shape) }
      steps.append(Step(operation: .activation(index: index), input: value, output: value, activation: index))
    }
  }

  private mutating func branch(
    _ body: [ClassifierLayer], _ shortcut: ShortcutDescription, from start: Value, isSpiking: Bool,
    parameters: ParameterTree
  ) throws -> Value {
    hold(start.slot)
    var isBodySpiking = isSpiking
    var sum = try build(body, from: start, isSpiking: &isBodySpiking, parameters: parameters)
    if isHeld(sum.slot) { emit(.copy, &sum, shape: sum.shape) }
    var short = start
    switch shortcut {
    case .identity: break
    case .layers(let layers):
      var isShortSpiking = isSpiking
      short = try build(layers, from: start, isSpiking: &isShortSpiking, parameters: parameters)
    case .subsampled(let stride, let zerosBefore, _):
      emit(.subsample(stride: stride, zerosBefore: zerosBefore), &short, shape: sum.shape)
    }
    steps.append(Step(operation: .add, input: short, output: sum))
    release(short.slot)
    drop(start.slot)
    release(start.slot)
    return sum
  }

  /// Appends a step that writes into a slot of its own, and frees the one it read unless something else reads it.
  private mutating func emit(_ operation: Operation, _ value: inout Value, shape: [Int]) {
    let count = MapMemory.scalarCount(ofMap: Shape.count(shape))
    let slot: Int
    if let taken = free.min() {
      free.remove(taken)
      slot = taken
      slotCounts[slot] = max(slotCounts[slot], count)
    } else {
      slot = slotCounts.count
      slotCounts.append(count)
    }
    let result = Value(slot: slot, shape: shape)
    steps.append(Step(operation: operation, input: value, output: result))
    release(value.slot)
    value = result
  }

  private func isHeld(_ slot: Int) -> Bool { holds[slot, default: 0] > 0 }
  private mutating func hold(_ slot: Int) { holds[slot, default: 0] += 1 }
  private mutating func drop(_ slot: Int) { holds[slot, default: 0] -= 1 }
  private mutating func release(_ slot: Int) { if !isHeld(slot) { free.insert(slot) } }

  /// Winograd's tiles that waste least at the edges of a small square map; nil for what is fastest on large ones.
  private static func tiles(forMapOf extent: Int) -> WinogradTiles? {
    if extent > 48 { return nil }
    return extent <= 2 ? .two : .four
  }
}

extension [ClassifierLayer] {
  /// Whether the layer after `index` only sets negative values to 0, which products do as they store them.
  fileprivate func isRectified(after index: Int) -> Bool {
    guard index + 1 < count, case .activation(_, .relu) = self[index + 1] else { return false }
    return true
  }

  /// Whether the layer before `index` has done what that layer, a ReLU, would do.
  fileprivate func isRectified(before index: Int) -> Bool {
    guard index > 0, isRectified(after: index - 1) else { return false }
    switch self[index - 1] {
    case .convolution, .linear: return true
    case .batchNormalization, .activation, .averagePool, .maxPool, .globalAveragePool, .flatten, .residual:
      return false
    }
  }
}

extension [Int] {
  /// The shape after pooling.
  fileprivate func pooled(_ kernel: Int, _ stride: Int, _ padding: Int) -> [Int] {
    [self[0]] + dropFirst().map { ($0 + 2 * padding - kernel) / stride + 1 }
  }
}
