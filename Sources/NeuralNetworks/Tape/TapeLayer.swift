import Kernels
import Tensors

/// What a cached layer of a tape is known by.
struct TapeLayerKey: Hashable {
  enum Kind: Hashable { case convolution, transposedConvolution }
  var kind: Kind
  var weight: String
  var stride: Int
  var padding: Int
}

/// A kernel that holds a parameter in a form of its own.
protocol TapeLayer: AnyObject {
  /// The version of the parameters that it holds.
  var version: Int { get set }
  /// The bytes of that form.
  var byteCount: Int { get }
  func replaceWeights(by weight: Tensor<Float>)
}

extension Tape {
  /// The layer of a key, with the parameters' present values.
  func layer<Layer: TapeLayer>(_ key: TapeLayerKey, make: (Tensor<Float>) -> Layer) -> Layer {
    if let layer = layers[key] as? Layer {
      if layer.version != parameters.version {
        layer.replaceWeights(by: parameters[key.weight].value)
        layer.version = parameters.version
      }
      return layer
    }
    let layer = make(parameters[key.weight].value)
    layer.version = parameters.version
    layers[key] = layer
    return layer
  }
}

/// A convolution with its gradients.
final class ConvolutionOfTape: TapeLayer {
  var version = 0
  let forward: Convolution2D
  let inputGradient: ConvolutionInputGradient
  let weightGradient: ConvolutionWeightGradient

  /// More weights belong to wide layers, whose maps are small: Winograd's transformed weights, four times as many for each
  /// direction, then take longer to read than their products save, and most of the memory of a training.
  private static let mostTransformedWeights = 1 << 21

  init(weight: Tensor<Float>, stride: Int, padding: Int) {
    let isDirect = weight.count > Self.mostTransformedWeights
    forward = Convolution2D(weight: weight, stride: stride, padding: padding, isDirect: isDirect)
    inputGradient = ConvolutionInputGradient(weight: weight, stride: stride, padding: padding, isDirect: isDirect)
    weightGradient = ConvolutionWeightGradient(
      outputs: weight.shape[0], inputs: weight.shape[1], rows: weight.shape[2], columns: weight.shape[3],
      stride: stride, padding: padding)
  }

  var byteCount: Int { forward.packedByteCount + inputGradient.packedByteCount }

  func replaceWeights(by weight: Tensor<Float>) {
    forward.replaceWeights(by: weight)
    inputGradient.replaceWeights(by: weight)
  }
}

/// A transposed convolution with its gradients.
final class TransposedConvolutionOfTape: TapeLayer {
  var version = 0
  let forward: TransposedConvolution2D
  let inputGradient: TransposedConvolutionInputGradient
  let weightGradient: TransposedConvolutionWeightGradient

  init(weight: Tensor<Float>, stride: Int, padding: Int) {
    forward = TransposedConvolution2D(weight: weight, stride: stride, padding: padding)
    inputGradient = TransposedConvolutionInputGradient(weight: weight, stride: stride, padding: padding)
    weightGradient = TransposedConvolutionWeightGradient(
      inputs: weight.shape[0], outputs: weight.shape[1], rows: weight.shape[2], columns: weight.shape[3],
      stride: stride, padding: padding)
  }

  var byteCount: Int { forward.packedByteCount + inputGradient.packedByteCount }

  func replaceWeights(by weight: Tensor<Float>) {
    forward.replaceWeights(by: weight)
    inputGradient.replaceWeights(by: weight)
  }
}
