import Kernels
import NeuralNetworks
import Tensors

/// One convolution of a training step: its kernels forward and backward, and the memory of its gradients.
final class StepLayer {
  let inputs: Int
  let outputs: Int
  private let stride: Int
  private let activation: Activation
  private let weight: Tensor<Float>
  private let forward: Convolution2D
  private let inputGradient: ConvolutionInputGradient
  private let weightGradient: ConvolutionWeightGradient
  private let weightSum: FeatureMap
  private let biasSum: FeatureMap
  private var hasSums = false

  init(
    _ name: String, inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1,
    activation: Activation = .leakyReLU(slope: 0.1)
  ) {
    let draw = ParameterInitializer(seed: 5)
    weight = draw.weight(
      "\(name).weight", shape: [outputs, inputs, kernel, kernel], fanIn: inputs * kernel * kernel)
    self.inputs = inputs
    self.outputs = outputs
    self.stride = stride
    self.activation = activation
    let padding = kernel / 2
    forward = Convolution2D(
      weight: weight, bias: draw.vector("\(name).bias", shape: [outputs]), stride: stride, padding: padding)
    inputGradient = ConvolutionInputGradient(weight: weight, stride: stride, padding: padding)
    weightGradient = ConvolutionWeightGradient(
      outputs: outputs, inputs: inputs, rows: kernel, columns: kernel, stride: stride, padding: padding)
    weightSum = FeatureMap(batch: outputs, channels: inputs, height: kernel, width: kernel)
    biasSum = FeatureMap(channels: 1, height: 1, width: outputs)
  }

  /// The output's map for an input of `height` x `width`.
  func outputMap(batch: Int, height: Int, width: Int) -> FeatureMap {
    FeatureMap(batch: batch, channels: outputs, height: height / stride, width: width / stride)
  }

  /// What a step starts with: weights that the step before has changed, and no gradients.
  func begin() {
    forward.replaceWeights(by: weight)
    inputGradient.replaceWeights(by: weight)
    hasSums = false
  }

  func run(_ input: FeatureMap, into output: FeatureMap, _ workers: Workers) {
    forward(input, into: output, activation: activation, workers: workers)
  }

  /// Takes the gradient of the output back through the activation, in place, and on to weights, bias and input.
  ///
  /// - Parameter inputGradient: Where the input's gradient goes, or is added; nil where nobody needs it.
  func runBackward(
    _ input: FeatureMap, _ output: FeatureMap, outputGradient: FeatureMap, inputGradient target: FeatureMap?,
    isAdded: Bool, _ workers: Workers
  ) {
    if activation != .identity { workers.applyGradient(of: activation, output: output, to: outputGradient) }
    weightGradient(
      ConcatenatedMaps(input), outputGradient, into: weightSum, isAdded: hasSums, workers: workers)
    BiasGradient.run(outputGradient, into: biasSum, isAdded: hasSums, workers: workers)
    hasSums = true
    if let target { inputGradient(outputGradient, into: target, isAdded: isAdded, workers: workers) }
  }
}
