import Tensors

/// What a kernel applies to its sums before it stores them.
public enum Activation: Sendable, Hashable {
  /// The sum itself.
  case identity
  /// The value where it is positive, `slope` times the value elsewhere (Maas et al. 2013).
  case leakyReLU(slope: Float)

  /// The value where it is positive, 0 elsewhere.
  public static let relu = Activation.leakyReLU(slope: 0)

  /// The factor of negative values.
  var negativeSlope: Float {
    switch self {
    case .identity: 1
    case .leakyReLU(let slope): slope
    }
  }
}

/// What becomes of a kernel's sums: the activation, and whether they are added to what the output holds.
struct Finish {
  var activation = Activation.identity
  var isAdded = false

  var slope: Float { activation.negativeSlope }
  var accumulates: Int32 { isAdded ? 1 : 0 }
}

extension Workers {
  /// Adds a bias to every channel of a map and applies an activation, in place.
  ///
  /// - Parameter bias: `[channels]`.
  public func apply(bias: Tensor<Float>, _ activation: Activation, to map: FeatureMap) {
    precondition(
      bias.shape == [map.channelCount], "A bias of shape \(bias.shape) does not fit \(map.channelCount) channels.")
    bias.withUnsafeBufferPointer { bias in
      forEach(map.batch * map.channelCount) { item in
        let (sample, channel) = item.quotientAndRemainder(dividingBy: map.channelCount)
        kernels.networks.rows.bias_leaky_relu(
          map.plane(sample: sample, channel: channel), map.planeCount, bias[channel], activation.negativeSlope)
      }
    }
  }

  /// Applies an activation to every value of a map in place.
  public func apply(_ activation: Activation, to map: FeatureMap) {
    let planes = map.batch * map.channelCount
    run(planes) { item, _ in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: map.channelCount)
      kernels.networks.rows.bias_leaky_relu(
        map.plane(sample: sample, channel: channel), map.planeCount, 0, activation.negativeSlope)
    }
  }
}
