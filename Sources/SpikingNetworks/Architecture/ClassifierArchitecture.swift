/// What a classifier consists of, before its parameters are known.
///
/// One description serves the network in floating point (`DenseClassifier`), as a spiking network
/// (`SpikingClassifier`) and in training: only the activations differ. It is stored beside the parameters of a
/// converted network, so that a file says what it holds.
public struct ClassifierArchitecture: Sendable, Hashable, Codable {
  /// The name, as `saccade models` lists it: `qcfs-resnet20`.
  public var name: String
  /// Channels, rows and columns of one input.
  public var inputShape: [Int]
  /// The number of classes, the last layer's outputs.
  public var classes: Int
  /// The layers in their order.
  public var layers: [ClassifierLayer]

  /// Describes a classifier.
  public init(name: String, inputShape: [Int], classes: Int, layers: [ClassifierLayer]) {
    precondition(inputShape.count == 3, "An input has channels, rows and columns, not the shape \(inputShape).")
    self.name = name
    self.inputShape = inputShape
    self.classes = classes
    self.layers = layers
  }
}

/// One layer of a classifier. Names are those of the layer's parameters in the published checkpoint, without the last
/// part (`weight`, `bias`, `thresh`, …).
public enum ClassifierLayer: Sendable, Hashable, Codable {
  /// A convolution `NAME.weight` `[outputs, inputs, kernel, kernel]`, with `NAME.bias` `[outputs]` where it has one.
  case convolution(ConvolutionDescription)
  /// Batch normalisation of the layer before: `NAME.weight`, `bias`, `running_mean`, `running_var`, each `[channels]`.
  case batchNormalization(name: String, channels: Int, epsilon: Float = 1e-5)
  /// What makes the sums values, or spikes.
  case activation(name: String, ActivationDescription)
  /// The mean of squares of pixels.
  case averagePool(kernel: Int, stride: Int)
  /// The largest of squares of pixels; of spikes those of the neuron of the square that spiked first.
  case maxPool(kernel: Int, stride: Int, padding: Int = 0)
  /// The mean of each channel: `[channels, 1, 1]`.
  case globalAveragePool
  /// Channels, rows and columns become one axis, in that order.
  case flatten
  /// A product with `NAME.weight` `[outputs, inputs]`, with `NAME.bias` `[outputs]` where it has one.
  case linear(name: String, inputs: Int, outputs: Int, hasBias: Bool = true)
  /// The sum of what two branches make of the same input; an activation follows as a layer of its own.
  indirect case residual(body: [ClassifierLayer], shortcut: ShortcutDescription)
}

/// A square convolution with zero padding.
public struct ConvolutionDescription: Sendable, Hashable, Codable {
  /// The parameters' name.
  public var name: String
  /// The number of input channels.
  public var inputs: Int
  /// The number of output channels.
  public var outputs: Int
  /// Rows and columns of the kernel.
  public var kernel: Int
  /// The distance of two outputs in input pixels.
  public var stride: Int
  /// The zeros added on every side.
  public var padding: Int
  /// Whether there is a `NAME.bias`.
  public var hasBias: Bool

  /// Describes a convolution; 3 x 3 with stride 1 that keeps the size where nothing else is said.
  public init(
    name: String, inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil,
    hasBias: Bool = false
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.padding = padding ?? kernel / 2
    self.hasBias = hasBias
  }
}

/// The short branch of a residual block.
public enum ShortcutDescription: Sendable, Hashable, Codable {
  /// The input itself.
  case identity
  /// Layers without an activation: a convolution with its normalisation.
  case layers([ClassifierLayer])
  /// Every `stride`-th pixel, with channels of zeros before and after (option A of He et al. 2016).
  case subsampled(stride: Int, zerosBefore: Int, zerosBehind: Int)
}
