import Foundation
import Tensors

extension Reference {
  /// See ``BatchNormalization``: the output for `[batch, channels, rows, columns]`.
  package static func batchNormalization(
    _ x: Tensor<Float>, weight: [Double], bias: [Double], epsilon: Double
  ) -> [Double] {
    let planes = Planes(x)
    let (count, height, width) = (x.shape[0], x.shape[2], x.shape[3])
    var out = [Double](repeating: 0, count: x.count)
    for channel in 0..<x.shape[1] {
      var values: [Double] = []
      for n in 0..<count {
        for y in 0..<height { for column in 0..<width { values.append(planes[n, channel, y, column]) } }
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      for (index, value) in values.enumerated() {
        let (n, pixel) = index.quotientAndRemainder(dividingBy: height * width)
        out[(n * x.shape[1] + channel) * height * width + pixel] =
          weight[channel] * (value - mean) / (variance + epsilon).squareRoot() + bias[channel]
      }
    }
    return out
  }

  /// See ``Pooling``.
  package static func pool(_ x: Tensor<Float>, by pooling: Pooling) -> [Double] {
    let planes = Planes(x)
    let size = pooling.outputSize(height: x.shape[2], width: x.shape[3])
    var out: [Double] = []
    for n in 0..<x.shape[0] {
      for channel in 0..<x.shape[1] {
        for y in 0..<size.height {
          for column in 0..<size.width {
            var square: [Double] = []
            for ky in 0..<pooling.kernel {
              for kx in 0..<pooling.kernel {
                let (row, place) = (
                  y * pooling.stride + ky - pooling.padding, column * pooling.stride + kx - pooling.padding
                )
                guard 0..<x.shape[2] ~= row, 0..<x.shape[3] ~= place else { continue }
                square.append(planes[n, channel, row, place])
              }
            }
            let largest = square.reduce(-Double.infinity, max)
            out.append(pooling.kind == .maximum ? largest : square.reduce(0, +) / Double(square.count))
          }
        }
      }
    }
    return out
  }

  /// See ``QuantizedActivation``, for one value; with the derivatives by value and step.
  package static func quantize(
    _ x: Double, step: Double, by activation: QuantizedActivation
  ) -> (value: Double, byValue: Double, byStep: Double) {
    let (ratio, levels) = (x / step, Double(activation.levels))
    let rounded = activation.halves == .up ? (ratio + 0.5).rounded(.down) : ratio.rounded(.toNearestOrEven)
    let whole = min(max(rounded, 0), levels)
    let isInside = ratio >= 0 && ratio <= levels
    return (whole * step, isInside ? 1 : 0, isInside ? whole - ratio : whole)
  }

  /// See ``SurrogateGradient``.
  package static func slope(_ surrogate: SurrogateGradient, at u: Double) -> Double {
    switch surrogate {
    case .piecewiseLinear(let a): return Double(a) * max(0, 1 - abs(Double(a) * u))
    case .arctan(let a): return Double(a) / 2 / (1 + pow(.pi / 2 * Double(a) * u, 2))
    case .sigmoid(let a):
      let s = apply(.sigmoid, to: Double(a) * u)
      return Double(a) * s * (1 - s)
    }
  }

  /// See ``NeuronsThroughTime``, for one neuron: the output of each step and the membrane before its reset.
  package static func neuron(
    _ currents: [Double], threshold: Double, of neurons: NeuronsThroughTime
  ) -> (outputs: [Double], membranes: [Double]) {
    var left = Double(neurons.initialPotential) * threshold
    var (outputs, membranes): ([Double], [Double]) = ([], [])
    for current in currents {
      let v = Double(neurons.decay) * left + current
      membranes.append(v)
      outputs.append(v >= threshold ? threshold : 0)
      left = v < threshold ? v : neurons.isResetHard ? 0 : v - threshold
    }
    return (outputs, membranes)
  }

  /// The gradients of ``neuron(_:threshold:of:)`` by currents and threshold.
  package static func neuronGradients(
    _ upstream: [Double], membranes: [Double], threshold: Double, of neurons: NeuronsThroughTime
  ) -> (currents: [Double], threshold: Double) {
    var (carry, ofThreshold) = (0.0, 0.0)
    var currents = upstream
    for step in upstream.indices.reversed() {
      let v = membranes[step]
      let spike = v >= threshold ? 1.0 : 0
      let slope = slope(neurons.surrogate, at: v / threshold - 1)
      // The output is θ · H(v/θ − 1), H with the slope as derivative.
      ofThreshold += upstream[step] * (spike - slope * v / threshold)
      if !neurons.isResetHard { ofThreshold -= carry * spike }
      currents[step] = upstream[step] * slope + carry * (neurons.isResetHard ? 1 - spike : 1)
      carry = currents[step] * Double(neurons.decay)
    }
    return (currents, ofThreshold + carry * Double(neurons.initialPotential))
  }
}
