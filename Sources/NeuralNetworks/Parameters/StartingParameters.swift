import Tensors

/// Parameters that a training of a network of pictures starts from, drawn by name from a seed.
///
/// Weights have the variance 2 / inputs (He et al., ICCV 2015), those of a layer that predicts a picture or a flow, of one or
/// two outputs, a hundredth of it, so that the first predictions are near 0; vectors are 0.
public struct StartingParameters: ParameterSource {
  private let inner: ParameterInitializer
  private let last: ParameterInitializer

  /// Makes a source of parameters.
  public init(seed: UInt64) {
    let gain = Float(2).squareRoot()
    inner = ParameterInitializer(seed: seed, gain: gain)
    last = ParameterInitializer(seed: seed, gain: gain / 10)
  }

  /// Draws a parameter.
  public func tensor(of parameter: DeclaredParameter) -> Tensor<Float>? {
    switch parameter.role {
    case .weight: (parameter.shape[0] > 2 ? inner : last).tensor(of: parameter)
    case .vector: Tensor(zeros: parameter.shape)
    case .constant: inner.tensor(of: parameter)
    }
  }
}
