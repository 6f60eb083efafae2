import Tensors

/// What a spiking classifier is shown.
public enum SpikingInput: Sendable {
  /// The same values in every step: `[samples, channels, rows, columns]`.
  case constant(Tensor<Float>)
  /// Values of their own for every step: `[steps, samples, channels, rows, columns]`. After the last they are zero.
  case sequence(Tensor<Float>)

  /// The number of samples.
  public var samples: Int {
    switch self {
    case .constant(let values): values.shape[0]
    case .sequence(let values): values.shape[1]
    }
  }
}
