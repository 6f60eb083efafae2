/// A small network of Saccade's own: convolutions of 3 x 3, each followed by the mean of squares of 2 x 2, then two
/// linear layers.
///
/// Parameters are `conv1`, `norm1`, `act1`, `conv2`, …, `fc1`, `act_fc1`, `fc2`.
public struct SmallNetworkDescription: Sendable, Hashable {
  /// The name, as `saccade models` lists it.
  public var name: String
  /// Channels, rows and columns of an input.
  public var inputShape: [Int]
  /// The number of classes.
  public var classes: Int
  /// The channels of each convolution.
  public var widths: [Int]
  /// The outputs of the inner linear layer.
  public var hidden: Int
  /// Whether convolutions are normalised over the batch; else they have a bias.
  public var isNormalized: Bool
  /// What follows the sums.
  public var activation: ActivationDescription

  /// Describes a network.
  public init(
    name: String, inputShape: [Int], classes: Int = 10, widths: [Int], hidden: Int, isNormalized: Bool = true,
    activation: ActivationDescription
  ) {
    self.name = name
    self.inputShape = inputShape
    self.classes = classes
    self.widths = widths
    self.hidden = hidden
    self.isNormalized = isNormalized
    self.activation = activation
  }

  /// For the grey pictures of 28 x 28 of MNIST and Fashion-MNIST; 10⁵ parameters.
  public static func mnist(activation: ActivationDescription = .qcfs(levels: 4)) -> Self {
    Self(name: "cnn-mnist", inputShape: [1, 28, 28], widths: [16, 32], hidden: 64, activation: activation)
  }

  /// For N-MNIST's events of 34 x 34 pixels in two polarities, with leaky neurons.
  public static func nmnist(
    activation: ActivationDescription = .spiking(SpikingNeuron(decay: 0.9))
  ) -> Self {
    Self(name: "cnn-nmnist", inputShape: [2, 34, 34], widths: [16, 32], hidden: 128, activation: activation)
  }

  /// The network's layers.
  public var architecture: ClassifierArchitecture {
    var layers: [ClassifierLayer] = []
    var shape = inputShape
    for (index, width) in widths.enumerated() {
      layers.append(
        .convolution(
          ConvolutionDescription(name: "conv\(index + 1)", inputs: shape[0], outputs: width, hasBias: !isNormalized)))
      if isNormalized { layers.append(.batchNormalization(name: "norm\(index + 1)", channels: width)) }
      layers += [.activation(name: "act\(index + 1)", activation), .averagePool(kernel: 2, stride: 2)]
      shape = [width, shape[1] / 2, shape[2] / 2]
    }
    layers += [
      .flatten, .linear(name: "fc1", inputs: shape.reduce(1, *), outputs: hidden),
      .activation(name: "act_fc1", activation), .linear(name: "fc2", inputs: hidden, outputs: classes),
    ]
    return ClassifierArchitecture(name: name, inputShape: inputShape, classes: classes, layers: layers)
  }
}
