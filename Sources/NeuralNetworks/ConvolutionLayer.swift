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
      precondition(kernel % 2 == 1, "A kernel of \(kernel) pixels has no centre.")
      self.inputs = inputs
      self.outputs = outputs
      self.kernel = kernel
      self.stride = stride
      self.activation = activation
    }

    /// `[outputs, inputs, kernel, kernel]`.
    public var weightShape: [Int] { [outputs, inputs, kernel, kernel] }
  }

  /// The layer's shape.
  public let configuration: Configuration
  private let convolution: Convolution2D

  /// Reads `weight` and `bias` from a checkpoint.
  ///
  /// - Throws: ``FileError`` where one is missing or has another shape.
  public init(_ configuration: Configuration, parameters: ParameterTree) throws {
    self.configuration = configuration
    convolution = Convolution2D(
      weight: try parameters.tensor("weight", shape: configuration.weightShape),
      bias: try parameters.tensor("bias", shape: [configuration.outputs]), stride: configuration.stride,
      padding: configuration.kernel / 2)
  }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    convolution.outputSize(height: height, width: width)
  }

  /// The floating-point operations of one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int { convolution.operations(height: height, width: width) }

  /// Runs the layer on `input` into `output`.
  public func callAsFunction(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    convolution(input, into: output, activation: configuration.activation, workers: workers)
  }

  /// Runs the layer on the channels of several maps, one after another, into `output`.
  public func callAsFunction(_ input: ConcatenatedMaps, into output: FeatureMap, workers: Workers) {
    convolution(input, into: output, activation: configuration.activation, workers: workers)
  }
}
