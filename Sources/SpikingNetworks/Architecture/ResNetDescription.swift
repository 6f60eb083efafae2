/// A residual network (He, Zhang, Ren, Sun: Deep residual learning for image recognition; CVPR 2016) with the parameter
/// names of one of three publications.
public struct ResNetDescription: Sendable, Hashable {
  /// Whose parameter names it has.
  public enum Naming: String, Sendable, Hashable, CaseIterable {
    /// Those of the QCFS repository (Bu et al., ICLR 2022): `conv1.0`, `conv2_x.0.residual_function.3`, `fc`.
    case qcfs
    /// Those of the plain CIFAR-10 networks: `conv1`, `bn1`, `layer1.0.conv1`, `linear`.
    case plain
    /// Those of torchvision: `conv1`, `bn1`, `layer1.0.conv1`, `layer1.0.downsample.0`, `fc`.
    case torchvision
  }

  /// What comes before the blocks.
  public enum Stem: String, Sendable, Hashable, CaseIterable {
    /// A convolution of 3 x 3 that keeps the size.
    case cifar
    /// A convolution of 7 x 7 with stride 2, then the largest of 3 x 3 pixels with stride 2.
    case imageNet
  }

  /// Whose parameter names it has.
  public var naming: Naming
  /// What comes before the blocks.
  public var stem: Stem
  /// The blocks of each stage; every stage but the first halves the size.
  public var blocks: [Int]
  /// Whether a block is 1 x 1, 3 x 3, 1 x 1 with four times the outputs, instead of two of 3 x 3.
  public var isBottleneck: Bool
  /// The channels of the first convolution.
  public var stemWidth: Int
  /// The channels of the convolutions of 3 x 3 in each stage.
  public var widths: [Int]
  /// Whether a shortcut that changes its shape is a convolution; else it takes every second pixel and adds channels of
  /// zeros (option A).
  public var projectsShortcuts: Bool
  /// The number of classes.
  public var classes: Int
  /// Channels, rows and columns of an input.
  public var inputShape: [Int]
  /// What follows the sums.
  public var activation: ActivationDescription

  /// Describes a network; the widths published, doubled with every stage, where none are given.
  public init(
    naming: Naming, stem: Stem = .cifar, blocks: [Int], isBottleneck: Bool = false, stemWidth: Int? = nil,
    widths: [Int]? = nil, projectsShortcuts: Bool? = nil, classes: Int = 10, inputShape: [Int]? = nil,
    activation: ActivationDescription = .relu
  ) {
    precondition(!blocks.isEmpty && blocks.allSatisfy { $0 > 0 }, "A stage has one block or more, not \(blocks).")
    self.naming = naming
    self.stem = stem
    self.blocks = blocks
    self.isBottleneck = isBottleneck
    self.stemWidth = stemWidth ?? (blocks.count == 3 ? 16 : 64)
    let first = self.stemWidth
    self.widths = widths ?? blocks.indices.map { first << $0 }
    precondition(self.widths.count == blocks.count, "\(blocks.count) stages have as many widths, not \(self.widths).")
    self.projectsShortcuts = projectsShortcuts ?? (naming != .plain)
    self.classes = classes
    self.inputShape = inputShape ?? (stem == .cifar ? [3, 32, 32] : [3, 224, 224])
    self.activation = activation
  }

  /// The layers with weights, as networks are called by: 18 for two blocks of two in each of four stages.
  public var depth: Int { blocks.reduce(0, +) * (isBottleneck ? 3 : 2) + 2 }

  /// The name, as `saccade models` lists it: `qcfs-resnet20`.
  public var name: String { "\(naming.rawValue)-resnet\(depth)" + (stem == .imageNet ? "-imagenet" : "") }

  /// The network's layers.
  public var architecture: ClassifierArchitecture {
    var layers = stemLayers
    var channels = stemWidth
    for stage in blocks.indices {
      for block in 0..<blocks[stage] {
        let stride = stage > 0 && block == 0 ? 2 : 1
        layers += blockLayers(stage: stage, block: block, inputs: channels, stride: stride)
        channels = outputs(ofStage: stage)
      }
    }
    layers += [
      .globalAveragePool, .flatten,
      .linear(name: naming == .plain ? "linear" : "fc", inputs: channels, outputs: classes),
    ]
    return ClassifierArchitecture(name: name, inputShape: inputShape, classes: classes, layers: layers)
  }

  /// The channels after a stage.
  func outputs(ofStage stage: Int) -> Int { widths[stage] * (isBottleneck ? 4 : 1) }

  /// The name of a block: `conv2_x.0` or `layer1.0`.
  func blockName(stage: Int, block: Int) -> String {
    naming == .qcfs ? "conv\(stage + 2)_x.\(block)" : "layer\(stage + 1).\(block)"
  }

  private var stemLayers: [ClassifierLayer] {
    let names = naming == .qcfs ? ["conv1.0", "conv1.1", "conv1.2"] : ["conv1", "bn1", "act1"]
    let kernel = stem == .cifar ? 3 : 7
    return [
      .convolution(
        ConvolutionDescription(
          name: names[0], inputs: inputShape[0], outputs: stemWidth, kernel: kernel, stride: stem == .cifar ? 1 : 2)),
      .batchNormalization(name: names[1], channels: stemWidth), .activation(name: names[2], activation),
    ] + (stem == .cifar ? [] : [.maxPool(kernel: 3, stride: 2, padding: 1)])
  }

  private func blockLayers(stage: Int, block: Int, inputs: Int, stride: Int) -> [ClassifierLayer] {
    let name = blockName(stage: stage, block: block)
    let width = widths[stage]
    let outputs = outputs(ofStage: stage)
    // Kernel, outputs and stride of each convolution; the stride lies in the first of 3 x 3.
    let convolutions =
      isBottleneck ? [(1, width, 1), (3, width, stride), (1, outputs, 1)] : [(3, width, stride), (3, outputs, 1)]
    var body: [ClassifierLayer] = []
    var channels = inputs
    for (index, (kernel, convolved, step)) in convolutions.enumerated() {
      let names = partNames(block: name, index: index)
      body.append(
        .convolution(
          ConvolutionDescription(
            name: names.convolution, inputs: channels, outputs: convolved, kernel: kernel, stride: step)))
      body.append(.batchNormalization(name: names.normalization, channels: convolved))
      if index < convolutions.count - 1 { body.append(.activation(name: names.activation, activation)) }
      channels = convolved
    }
    let last = naming == .qcfs ? "\(name).act" : "\(name).act\(convolutions.count)"
    return [
      .residual(
        body: body, shortcut: shortcut(block: name, inputs: inputs, outputs: outputs, stride: stride)),
      .activation(name: last, activation),
    ]
  }

  private func partNames(
    block: String, index: Int
  ) -> (convolution: String, normalization: String, activation: String) {
    if naming == .qcfs {
      let function = "\(block).residual_function"
      return ("\(function).\(3 * index)", "\(function).\(3 * index + 1)", "\(function).\(3 * index + 2)")
    }
    return ("\(block).conv\(index + 1)", "\(block).bn\(index + 1)", "\(block).act\(index + 1)")
  }

  private func shortcut(block: String, inputs: Int, outputs: Int, stride: Int) -> ShortcutDescription {
    if stride == 1 && inputs == outputs { return .identity }
    if !projectsShortcuts && outputs >= inputs {
      let before = (outputs - inputs) / 2
      return .subsampled(stride: stride, zerosBefore: before, zerosBehind: outputs - inputs - before)
    }
    let name = "\(block).\(naming == .torchvision ? "downsample" : "shortcut")"
    return .layers([
      .convolution(
        ConvolutionDescription(name: "\(name).0", inputs: inputs, outputs: outputs, kernel: 1, stride: stride)),
      .batchNormalization(name: "\(name).1", channels: outputs),
    ])
  }
}
