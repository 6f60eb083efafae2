import Tensors

/// What a node of a ``NIRGraph`` computes. Parameters are in double precision, as the `nir` package keeps them.
public enum NIRNode: Sendable, Equatable {
  /// Where values come in, of that shape.
  case input(shape: [Int])
  /// Where values go out, of that shape.
  case output(shape: [Int])
  /// `weight · x`, with `bias` where there is one: NIR's `Affine` and `Linear`. The weight is
  /// `[…, outputs, inputs]`; axes before are independent copies.
  case affine(weight: Tensor<Double>, bias: Tensor<Double>?)
  /// A convolution along one axis or two.
  case convolution(NIRConvolution)
  /// Axes `first` to `last` become one; −1 is the last axis. The shape of what comes in, where the file says it.
  case flatten(first: Int, last: Int, inputShape: [Int]?)
  /// The sum or mean of parts of a plane.
  case pool(NIRPool)
  /// The product of each value with its own factor.
  case scale(Tensor<Double>)
  /// 1 where a value is greater than its threshold, else 0.
  case threshold(Tensor<Double>)
  /// Each value a time of its own later.
  case delay(Tensor<Double>)
  /// A neuron, or an integrator without spikes.
  case neuron(NIRNeuron)

  /// The name of the type in NIR.
  public var type: String {
    switch self {
    case .input: "Input"
    case .output: "Output"
    case .affine(_, let bias): bias == nil ? "Linear" : "Affine"
    case .convolution(let convolution): convolution.axes == 1 ? "Conv1d" : "Conv2d"
    case .flatten: "Flatten"
    case .pool(let pool): pool.isMean ? "AvgPool2d" : "SumPool2d"
    case .scale: "Scale"
    case .threshold: "Threshold"
    case .delay: "Delay"
    case .neuron(let neuron): neuron.kind.rawValue
    }
  }

  var isInput: Bool { if case .input = self { true } else { false } }
  var isOutput: Bool { if case .output = self { true } else { false } }
}

/// A convolution of NIR, along one axis (`Conv1d`) or two (`Conv2d`).
public struct NIRConvolution: Sendable, Equatable {
  /// The zeros around what comes in.
  public enum Padding: Sendable, Equatable {
    /// So many on both sides of each axis.
    case zeros([Int])
    /// As many as keep the size at stride 1; the odd one lies after.
    case same
  }

  /// `[outputs, inputs / groups, kernel]` or `[outputs, inputs / groups, rows, columns]`.
  public var weight: Tensor<Double>
  /// `[outputs]`.
  public var bias: Tensor<Double>
  /// The distance of two outputs along each axis.
  public var stride: [Int]
  /// The zeros around.
  public var padding: Padding
  /// The distance of two taps along each axis.
  public var dilation: [Int]
  /// The parts of the channels that do not mix.
  public var groups: Int
  /// The lengths of the axes that come in, where the file says them.
  public var inputShape: [Int]?

  /// Describes a convolution.
  public init(
    weight: Tensor<Double>, bias: Tensor<Double>, stride: [Int], padding: Padding, dilation: [Int], groups: Int = 1,
    inputShape: [Int]? = nil
  ) {
    self.weight = weight
    self.bias = bias
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.inputShape = inputShape
  }

  /// 1 or 2.
  public var axes: Int { weight.rank - 2 }
  /// The lengths of the kernel.
  public var kernel: [Int] { Array(weight.shape.dropFirst(2)) }

  /// The zeros before each axis and the length of what comes out.
  func geometry(of lengths: [Int]) -> [(before: Int, length: Int)] {
    lengths.indices.map { axis in
      let span = dilation[axis] * (kernel[axis] - 1)
      switch padding {
      case .same: return (span / 2, lengths[axis])
      case .zeros(let zeros):
        let room = lengths[axis] + 2 * zeros[axis] - span - 1
        return (zeros[axis], room < 0 ? 0 : room / stride[axis] + 1)
      }
    }
  }
}

/// Pooling of NIR over the last two axes.
public struct NIRPool: Sendable, Equatable {
  /// Whether it is the mean of a part, zeros around the plane counted with it; else the sum.
  public var isMean: Bool
  /// Rows and columns of a part.
  public var kernel: [Int]
  /// The distance of two parts.
  public var stride: [Int]
  /// The zeros on every side.
  public var padding: [Int]

  /// Describes a pooling.
  public init(isMean: Bool, kernel: [Int], stride: [Int], padding: [Int] = [0, 0]) {
    self.isMean = isMean
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The length of what comes out along an axis.
  func length(of length: Int, axis: Int) -> Int {
    let room = length + 2 * padding[axis] - kernel[axis]
    return room < 0 ? 0 : room / stride[axis] + 1
  }
}
