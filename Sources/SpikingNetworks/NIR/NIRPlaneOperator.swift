import Tensors

/// A convolution or a pooling over the planes of channels, by definition: no trick, in double precision.
struct NIRPlaneOperator {
  private let channels: (inputs: Int, outputs: Int)
  private let size: (rows: Int, columns: Int)
  private let result: (rows: Int, columns: Int)
  private let kernel: [Int]
  private let stride: [Int]
  private let dilation: [Int]
  private let before: [Int]
  /// The weight `[outputs, inputs of a group, rows, columns]`; nil for a pooling, which sums times `factor`.
  private let weight: [Double]?
  private let bias: [Double]
  private let groups: Int
  private let factor: Double

  /// A convolution; along one axis it is one of planes with a single row.
  init(_ convolution: NIRConvolution, _ shape: NIRShapes.Pair) {
    func pair(_ lengths: [Int], _ first: Int) -> [Int] { lengths.count == 1 ? [first] + lengths : lengths }
    let lengths = pair(Array(shape.input.dropFirst()), 1)
    let results = pair(Array(shape.output.dropFirst()), 1)
    channels = (shape.input[0], shape.output[0])
    (size, result) = ((lengths[0], lengths[1]), (results[0], results[1]))
    kernel = pair(convolution.kernel, 1)
    stride = pair(convolution.stride, 1)
    dilation = pair(convolution.dilation, 1)
    before = pair(convolution.geometry(of: Array(shape.input.dropFirst())).map(\.before), 0)
    weight = convolution.weight.scalars
    bias = convolution.bias.scalars
    groups = convolution.groups
    factor = 1
  }

  /// A pooling: each channel by itself.
  init(_ pool: NIRPool, _ shape: NIRShapes.Pair) {
    channels = (shape.input[0], shape.input[0])
    (size, result) = ((shape.input[1], shape.input[2]), (shape.output[1], shape.output[2]))
    (kernel, stride, dilation, before) = (pool.kernel, pool.stride, [1, 1], pool.padding)
    (weight, bias, groups) = (nil, [Double](repeating: 0, count: shape.input[0]), shape.input[0])
    factor = pool.isMean ? 1 / Double(pool.kernel[0] * pool.kernel[1]) : 1
  }

  func compute(_ input: [Double], _ output: inout [Double]) {
    let (inputsOfGroup, outputsOfGroup) = (channels.inputs / groups, channels.outputs / groups)
    for channel in 0..<channels.outputs {
      let firstInput = channel / outputsOfGroup * inputsOfGroup
      for row in 0..<result.rows {
        for column in 0..<result.columns {
          var sum = 0.0
          for inner in 0..<inputsOfGroup {
            for tapRow in 0..<kernel[0] {
              let y = row * stride[0] + tapRow * dilation[0] - before[0]
              guard y >= 0, y < size.rows else { continue }
              for tapColumn in 0..<kernel[1] {
                let x = column * stride[1] + tapColumn * dilation[1] - before[1]
                guard x >= 0, x < size.columns else { continue }
                let value = input[((firstInput + inner) * size.rows + y) * size.columns + x]
                let place = ((channel * inputsOfGroup + inner) * kernel[0] + tapRow) * kernel[1] + tapColumn
                sum += value * (weight?[place] ?? 1)
              }
            }
          }
          output[(channel * result.rows + row) * result.columns + column] = sum * factor + bias[channel]
        }
      }
    }
  }
}
