import Tensors

/// Follows a shape through the layers of a classifier.
struct ArchitectureSurvey {
  /// Longer axes than any network's; products of a few of them still fit a number.
  static let largestExtent = 1 << 20
  /// The most values in a map of one sample: 2²⁴, five times the largest of a VGG on pictures of 224 x 224.
  static let largestCount = 1 << 24
  /// More products than one layer of any network.
  private static let largestWork = 1 << 48

  private(set) var accounts: [LayerAccount] = []
  private var names: Set<String> = []
  /// The outputs of the layer before, where that is a product that normalisation can be folded into.
  private var foldableOutputs: Int?

  mutating func visit(_ layers: [ClassifierLayer], shape: inout [Int]) throws(ArchitectureFault) {
    for layer in layers { try visit(layer, shape: &shape) }
  }

  mutating func visit(_ layer: ClassifierLayer, shape: inout [Int]) throws(ArchitectureFault) {
    let foldable = foldableOutputs
    foldableOutputs = nil
    switch layer {
    case .convolution(let convolution):
      try visit(convolution, shape: &shape)
      foldableOutputs = shape[0]
    case .batchNormalization(let name, let channels, let epsilon):
      try take(name)
      try require(foldable != nil, name, "normalises no convolution and no linear layer before it")
      try require(foldable == channels, name, "normalises \(channels) channels, not the \(shape[0]) before it")
      try require(epsilon >= 0 && epsilon.isFinite, name, "has the epsilon \(epsilon)")
      try add(layer, shape, shape)
    case .activation(let name, let activation):
      try take(name)
      if let fault = activation.fault { throw ArchitectureFault(layer: name, problem: fault) }
      try add(layer, shape, shape, neurons: Shape.count(shape))
    case .averagePool(let kernel, let stride):
      try pool(layer, kernel: kernel, stride: stride, padding: 0, shape: &shape)
    case .maxPool(let kernel, let stride, let padding):
      try pool(layer, kernel: kernel, stride: stride, padding: padding, shape: &shape)
    case .globalAveragePool:
      let before = shape
      shape = [shape[0], 1, 1]
      try add(layer, before, shape)
    case .flatten:
      let before = shape
      shape = [Shape.count(shape), 1, 1]
      try add(layer, before, shape)
    case .linear(let name, let inputs, let outputs, _):
      try take(name)
      try require(shape == [inputs, 1, 1], name, "takes \(inputs) values, not the shape \(shape)")
      try requireExtent(outputs, name, "outputs")
      let before = shape
      shape = [outputs, 1, 1]
      try add(layer, before, shape, multiplyAccumulates: inputs * outputs)
      foldableOutputs = outputs
    case .residual(let body, let shortcut):
      let before = shape
      try visit(body, shape: &shape)
      let short = try visit(shortcut, shape: before)
      foldableOutputs = nil
      try require(
        short == shape, body.last?.name ?? "residual", "ends in the shape \(shape), its shortcut in \(short)")
    }
  }

  private mutating func visit(_ shortcut: ShortcutDescription, shape: [Int]) throws(ArchitectureFault) -> [Int] {
    var result = shape
    foldableOutputs = nil
    switch shortcut {
    case .identity: break
    case .layers(let layers): try visit(layers, shape: &result)
    case .subsampled(let stride, let zerosBefore, let zerosBehind):
      try requireExtent(stride, "shortcut", "pixels from one to the next")
      try require(
        (0...Self.largestExtent).contains(zerosBefore) && (0...Self.largestExtent).contains(zerosBehind), "shortcut",
        "has \(zerosBefore) channels of zeros before and \(zerosBehind) behind")
      result = [
        zerosBefore + shape[0] + zerosBehind, (shape[1] + stride - 1) / stride, (shape[2] + stride - 1) / stride,
      ]
    }
    return result
  }

  private mutating func visit(
    _ convolution: ConvolutionDescription, shape: inout [Int]
  ) throws(ArchitectureFault) {
    let name = convolution.name
    try take(name)
    try require(
      shape[0] == convolution.inputs, name, "takes \(convolution.inputs) channels, not the \(shape[0]) before it")
    try requireExtent(convolution.outputs, name, "outputs")
    let before = shape
    shape =
      [convolution.outputs]
      + (try windowed(
        shape, name: name, kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding))
    let taps = convolution.inputs.multipliedReportingOverflow(by: convolution.kernel * convolution.kernel)
    let products = taps.partialValue.multipliedReportingOverflow(by: Shape.count(shape))
    try require(!taps.overflow && !products.overflow, name, "is larger than any memory")
    try add(.convolution(convolution), before, shape, multiplyAccumulates: products.partialValue)
  }

  private mutating func pool(
    _ layer: ClassifierLayer, kernel: Int, stride: Int, padding: Int, shape: inout [Int]
  ) throws(ArchitectureFault) {
    let before = shape
    let name = layer.name
    try require(padding * 2 <= kernel, name, "has windows of \(kernel) pixels with a padding of \(padding)")
    shape =
      [shape[0]] + (try windowed(shape, name: name, kernel: kernel, stride: stride, padding: padding))
    try add(layer, before, shape)
  }

  /// Rows and columns that windows over a shape give.
  private func windowed(
    _ shape: [Int], name: String, kernel: Int, stride: Int, padding: Int
  ) throws(ArchitectureFault) -> [Int] {
    try require((1...1024).contains(kernel), name, "has a kernel of \(kernel) pixels")
    try requireExtent(stride, name, "pixels from one to the next")
    try require((0...1024).contains(padding), name, "has a padding of \(padding) pixels")
    var extents: [Int] = []
    for extent in shape.dropFirst() {
      let places = extent + 2 * padding - kernel
      try require(places >= 0, name, "has a kernel of \(kernel) pixels, larger than its input \(shape)")
      extents.append(places / stride + 1)
    }
    return extents
  }

  private mutating func add(
    _ layer: ClassifierLayer, _ input: [Int], _ output: [Int], multiplyAccumulates: Int = 0, neurons: Int = 0
  ) throws(ArchitectureFault) {
    let count = Shape.checkedCount(output) ?? .max
    try require(
      count <= Self.largestCount, layer.name,
      "makes \(output) values of one sample, and at most \(Self.largestCount) are computed")
    try require(
      multiplyAccumulates <= Self.largestWork, layer.name,
      "takes \(multiplyAccumulates) products for one sample, and at most \(Self.largestWork) are computed")
    accounts.append(
      LayerAccount(
        layer: layer, inputShape: input, outputShape: output, multiplyAccumulates: multiplyAccumulates,
        neurons: neurons))
  }

  private mutating func take(_ name: String) throws(ArchitectureFault) {
    try require(!name.isEmpty && names.insert(name).inserted, name, "shares its name with another")
  }

  private func requireExtent(_ value: Int, _ name: String, _ what: String) throws(ArchitectureFault) {
    try require((1...Self.largestExtent).contains(value), name, "has \(value) \(what)")
  }

  private func require(
    _ condition: Bool, _ name: String, _ problem: @autoclosure () -> String
  ) throws(ArchitectureFault) {
    if !condition { throw ArchitectureFault(layer: name, problem: problem()) }
  }
}

extension ActivationDescription {
  /// What is wrong with it, where it came from a file.
  var fault: String? {
    switch self {
    case .relu: nil
    case .qcfs(let levels), .lsq(let levels):
      (1...1 << 20).contains(levels) ? nil : "has \(levels) levels"
    case .spiking(let neuron):
      if !(neuron.decay > 0 && neuron.decay <= 1) {
        "keeps \(neuron.decay) of its membrane"
      } else if !neuron.initialPotential.isFinite {
        "starts at \(neuron.initialPotential) thresholds"
      } else if neuron.refractorySteps < 0 || neuron.refractorySteps > 1 << 20 {
        "rests for \(neuron.refractorySteps) steps"
      } else if let count = neuron.largestCount, count < 1 {
        "sends at most \(count) spikes"
      } else {
        nil
      }
    }
  }
}
