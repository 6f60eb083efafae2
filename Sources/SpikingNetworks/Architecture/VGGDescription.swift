/// A chain of convolutions of 3 x 3 in five stages, each ended by pooling, then three linear layers (Simonyan and
/// Zisserman, ICLR 2015) with the parameter names of the QCFS repository (Bu et al., ICLR 2022): `layer1.0`,
/// `layer1.1`, `layer1.2.thresh`, then every fourth, and `classifier.1`, `.2.thresh`, `.4`, `.5.thresh`, `.7`.
public struct VGGDescription: Sendable, Hashable {
  /// The channels of the convolutions in each of the five stages.
  public var widths: [[Int]]
  /// The outputs of the two inner linear layers.
  public var hidden: [Int]
  /// Whether convolutions are normalised. Where they are not, an activation is the member after its convolution.
  public var isNormalized: Bool
  /// The number of classes.
  public var classes: Int
  /// Channels, rows and columns of an input.
  public var inputShape: [Int]
  /// What follows the sums.
  public var activation: ActivationDescription

  /// Describes a network.
  public init(
    widths: [[Int]], hidden: [Int] = [4096, 4096], isNormalized: Bool = true, classes: Int = 10,
    inputShape: [Int] = [3, 32, 32], activation: ActivationDescription = .relu
  ) {
    precondition(widths.count == 5 && widths.allSatisfy { !$0.isEmpty }, "A VGG has five stages, not \(widths).")
    precondition(hidden.count == 2, "A VGG has two inner linear layers, not \(hidden.count).")
    self.widths = widths
    self.hidden = hidden
    self.isNormalized = isNormalized
    self.classes = classes
    self.inputShape = inputShape
    self.activation = activation
  }

  /// The convolutions of each stage, by the number of layers with weights that a network is called by.
  public static let convolutions: [Int: [Int]] = [
    11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4],
  ]

  /// The channels of a stage as published.
  public static let publishedWidths = [64, 128, 256, 512, 512]

  /// The layers with weights: 16 for thirteen convolutions.
  public var depth: Int { widths.reduce(0) { $0 + $1.count } + 3 }

  /// The name, as `saccade models` lists it: `qcfs-vgg16`.
  public var name: String { "qcfs-vgg\(depth)" + (isNormalized ? "" : "-wobn") }

  /// The distance of two members that are convolutions: normalisation, activation and dropout lie between.
  var memberStride: Int { isNormalized ? 4 : 3 }

  /// The network's layers. Normalised ones pool by means, the others by the largest, as in that repository.
  public var architecture: ClassifierArchitecture {
    var layers: [ClassifierLayer] = []
    var channels = inputShape[0]
    for (stage, stageWidths) in widths.enumerated() {
      for (index, width) in stageWidths.enumerated() {
        let first = index * memberStride
        func name(_ member: Int) -> String { "layer\(stage + 1).\(first + member)" }
        layers.append(
          .convolution(ConvolutionDescription(name: name(0), inputs: channels, outputs: width, hasBias: true)))
        if isNormalized { layers.append(.batchNormalization(name: name(1), channels: width)) }
        layers.append(.activation(name: name(isNormalized ? 2 : 1), activation))
        channels = width
      }
      layers.append(isNormalized ? .averagePool(kernel: 2, stride: 2) : .maxPool(kernel: 2, stride: 2))
    }
    let flattened = channels * (inputShape[1] / 32) * (inputShape[2] / 32)
    layers += [
      .flatten, .linear(name: "classifier.1", inputs: flattened, outputs: hidden[0]),
      .activation(name: "classifier.2", activation),
      .linear(name: "classifier.4", inputs: hidden[0], outputs: hidden[1]),
      .activation(name: "classifier.5", activation),
      .linear(name: "classifier.7", inputs: hidden[1], outputs: classes),
    ]
    return ClassifierArchitecture(name: name, inputShape: inputShape, classes: classes, layers: layers)
  }
}
