import Kernels
import Tensors

/// A convolution with bias and activation, padded so that stride 1 keeps the size.
public struct ConvolutionLayer: Sendable {
  /// The shape of a convolution layer, before its parameters are known.
  public struct Configuration: Sendable, Hashable {
    /// The number of input channels.
    public var inputs: Int
    /// The number of output channels.
    public var outputs: Int
    /// The rows and columns of the kernel, odd.
    public var kernel: Int
    /// The distance of two outputs in input pixels.
    public var stride: Int
    /// What is applied to the sums.
    public var activation: Activation

    /// Describes a layer; 3 x 3, stride 1, leaky ReLU of slope 0.1 where nothing else is said.
    public init(
      inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1, activation: Activation = .leakyReLU(slope: 0.1)
    ) {
      precondition(kernel % 2 == 1, "A kernel of \(kernel) pixels has no center.")
      self.inputs = inputs
      self.outputs = outputs
      self.kernel = kernel
      self.stride = stride
      self.activation = activation
    }

    /// `[outputs, inputs, kernel, kernel]`.
    public var weightShape: [Int] { [outputs, inputs, kernel, kernel] }
    /// The zeros added on every side.
    public var padding: Int { kernel / 2 }
  }

  /// The layer's shape.
  public let configuration: Configuration
  let names: LayerNames
  private let convolution: Convolution2D?

  /// Declares `weight` and `bias`.
  ///
  /// - Throws: What the source throws where one is missing or has another shape.
  public init<Source>(_ configuration: Configuration, parameters: ParameterScope<Source>) throws(Source.Failure) {
    self.configuration = configuration
    names = LayerNames(parameters)
    let weight = try parameters.weight(
      shape: configuration.weightShape, fanIn: configuration.inputs * configuration.kernel * configuration.kernel)
    let bias = try parameters.vector(count: configuration.outputs)
    convolution = weight.map {
      Convolution2D(weight: $0, bias: bias, stride: configuration.stride, padding: configuration.padding)
    }
  }

  /// Declares `weight` and `bias`, and those of a batch normalisation that follows, which becomes part of the layer:
  /// `weight`, `bias`, `running_mean` and `running_var`.
  ///
  /// The layer cannot be trained: its normalisation takes the running statistics.
  ///
  /// - Throws: What the source throws where a parameter is missing or has another shape.
  public init<Source>(
    _ configuration: Configuration, parameters: ParameterScope<Source>, normalization: ParameterScope<Source>,
    epsilon: Float = 1e-5
  ) throws(Source.Failure) {
    self.configuration = configuration
    names = LayerNames(parameters)
    let outputs = configuration.outputs
    let weight = try parameters.weight(
      shape: configuration.weightShape, fanIn: configuration.inputs * configuration.kernel * configuration.kernel)
    let bias = try parameters.vector(count: outputs)
    let scale = try normalization.constant("weight", count: outputs, 1)
    let shift = try normalization.constant("bias", count: outputs, 0)
    let mean = try normalization.constant("running_mean", count: outputs, 0)
    let variance = try normalization.constant("running_var", count: outputs, 1)
    guard let weight, let bias, let scale, let shift, let mean, let variance else {
      convolution = nil
      return
    }
    let factors = (0..<outputs).map { Double(scale[$0]) / (Double(variance[$0]) + Double(epsilon)).squareRoot() }
    let terms = weight.count / outputs
    convolution = Convolution2D(
      weight: Tensor(
        shape: weight.shape, scalars: weight.scalars.enumerated().map { Float(factors[$0 / terms] * Double($1)) }),
      bias: Tensor(
        shape: [outputs],
        scalars: (0..<outputs).map { Float((Double(bias[$0]) - Double(mean[$0])) * factors[$0] + Double(shift[$0])) }),
      stride: configuration.stride, padding: configuration.padding)
  }

  /// The kernel, for layers whose source had values.
  var kernel: Convolution2D { names.kernel(convolution) }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    func size(_ length: Int) -> Int {
      (length + 2 * configuration.padding - configuration.kernel) / configuration.stride + 1
    }
    return (size(height), size(width))
  }

  /// The floating-point operations of one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int {
    let size = outputSize(height: height, width: width)
    return 2 * configuration.weightShape.reduce(1, *) * size.height * size.width
  }
}
