import ArgumentParser
import Kernels
import NeuralNetworks
import Tensors

/// The rounding of each layer's convolution, against sums in double precision.
struct AccuracyBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "The error of the networks' convolutions against direct sums in double precision.",
    discussion: """
      Layers have drawn weights and inputs, as at the start of training; errors are told as parts of the outputs' root \
      mean square, over 4096 outputs drawn from a map of 64 x 96 pixels.
      """)

  @OptionGroup var options: BenchOptions

  private struct Layer {
    var network: String
    var inputs: Int
    var outputs: Int
    var kernel = 3
    var stride = 1
  }

  private static let layers: [Layer] = {
    var layers = [
      Layer(network: "scflow", inputs: 25, outputs: 32), Layer(network: "scflow", inputs: 32, outputs: 32),
      Layer(network: "scflow", inputs: 32, outputs: 64, stride: 2), Layer(network: "scflow", inputs: 64, outputs: 64),
      Layer(network: "scflow", inputs: 64, outputs: 96, stride: 2), Layer(network: "scflow", inputs: 96, outputs: 96),
      Layer(network: "scflow", inputs: 96, outputs: 128, stride: 2),
      Layer(network: "scflow", inputs: 128, outputs: 128),
      Layer(network: "scflow", inputs: 128, outputs: 32, kernel: 1),
      Layer(network: "scflow", inputs: 115, outputs: 96), Layer(network: "scflow", inputs: 211, outputs: 64),
      Layer(network: "scflow", inputs: 275, outputs: 32), Layer(network: "scflow", inputs: 307, outputs: 2),
    ]
    for width in [64, 128, 256, 512] {
      layers.append(Layer(network: "steflownet", inputs: 2 * (width + 81), outputs: width + 81))
    }
    layers.append(Layer(network: "steflownet", inputs: 593, outputs: 512))
    layers.append(Layer(network: "steflownet", inputs: 512, outputs: 512))
    return layers
  }()

  private static let height = 64
  private static let width = 96
  private static let samples = 4096

  func run() throws {
    let workers = try Workers(threads: options.threads)
    options.show(Self.layers.map { row($0, workers: workers) })
  }

  private func row(_ layer: Layer, workers: Workers) -> Row {
    let draw = ParameterInitializer(seed: 9)
    let weight = draw.weight(
      "weight", shape: [layer.outputs, layer.inputs, layer.kernel, layer.kernel],
      fanIn: layer.inputs * layer.kernel * layer.kernel)
    let input = draw.uniform("input", shape: [1, layer.inputs, Self.height, Self.width])
    let convolution = Convolution2D(weight: weight, stride: layer.stride, padding: layer.kernel / 2)
    let size = convolution.outputSize(height: Self.height, width: Self.width)
    let output = FeatureMap(channels: layer.outputs, height: size.height, width: size.width)
    convolution(FeatureMap(input), into: output, workers: workers)
    let result = output.tensor
    let count = result.count
    var (squares, errors, greatest) = (0.0, 0.0, 0.0)
    // A step that shares no factor with the number of outputs visits them in a scattered order.
    for sample in 0..<Self.samples {
      let index = sample * 7919 % count
      let (rest, x) = index.quotientAndRemainder(dividingBy: size.width)
      let (channel, y) = rest.quotientAndRemainder(dividingBy: size.height)
      let exact = exactSum(layer, input: input, weight: weight, channel: channel, y: y, x: x)
      let error = Double(result[0, channel, y, x]) - exact
      squares += exact * exact
      errors += error * error
      greatest = max(greatest, error.magnitude)
    }
    let scale = (squares / Double(Self.samples)).squareRoot()
    return Row(
      name: "\(layer.network) \(layer.inputs)->\(layer.outputs) k\(layer.kernel) s\(layer.stride), "
        + convolution.algorithm.rawValue,
      figures: [
        ("greatest_error_of_rms", greatest / scale),
        ("rms_error_of_rms", (errors / Double(Self.samples)).squareRoot() / scale),
      ])
  }

  private func exactSum(
    _ layer: Layer, input: Tensor<Float>, weight: Tensor<Float>, channel: Int, y: Int, x: Int
  ) -> Double {
    var sum = 0.0
    for c in 0..<layer.inputs {
      for ky in 0..<layer.kernel {
        for kx in 0..<layer.kernel {
          let (iy, ix) = (y * layer.stride + ky - layer.kernel / 2, x * layer.stride + kx - layer.kernel / 2)
          guard iy >= 0, iy < Self.height, ix >= 0, ix < Self.width else { continue }
          sum += Double(input[0, c, iy, ix]) * Double(weight[channel, c, ky, kx])
        }
      }
    }
    return sum
  }
}
