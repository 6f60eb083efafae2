import Foundation
import Kernels
import NeuralNetworks
import Tensors

extension SCFlowObjective {
  /// Where a training of SCFlow starts, so that it leaves the flow 0 behind.
  ///
  /// From He's parameters it does not: 25 frames of spikes are noise as long as they are not summed, features of noise do not
  /// match, and the gradient through correlations that tell nothing is 0 on average. So two layers start as what they are
  /// found to become:
  /// - the first sums over time, a bell of one of four lengths for each output, times one pixel or a drawn pattern of sum 0;
  /// - the last reads the correlations: the flow is corrected towards the displacement at which features match.
  public static func startingParameters(_ list: ParameterList, seed: UInt64) -> [String: Tensor<Float>] {
    var values = list.values(from: StartingParameters(seed: seed))
    let (first, last) = ("spike_representation.conv_s1.0.weight", "flow_estimators.conv4.0.weight")
    if let weight = values[first] { values[first] = summing(weight) }
    if let weight = values[last] { values[last] = reading(weight) }
    return values
  }

  /// The deviations of the bells, in frames.
  private static let bells = [2.5, 5, 8, 12]

  /// Of `[outputs, 25, 3, 3]` drawn weights, those that sum over time.
  private static func summing(_ drawn: Tensor<Float>) -> Tensor<Float> {
    let (outputs, frames, taps) = (drawn.shape[0], drawn.shape[1], drawn.shape[2] * drawn.shape[3])
    var weights = [Float](repeating: 0, count: drawn.count)
    for output in 0..<outputs {
      let deviation = bells[output % bells.count]
      let bell = (0..<frames).map { frame in
        let distance = Double(frame - frames / 2) / deviation
        return exp(-distance * distance / 2)
      }
      let sum = bell.reduce(0, +)
      let pattern = pattern(of: output, outputs: outputs, drawn, taps: taps)
      for frame in 0..<frames {
        for tap in 0..<taps {
          weights[(output * frames + frame) * taps + tap] = Float(bell[frame] / sum * pattern[tap])
        }
      }
    }
    return Tensor(shape: drawn.shape, scalars: weights)
  }

  /// One pixel for a quarter of the outputs; what was drawn for the first frame, less its mean, for the others.
  private static func pattern(of output: Int, outputs: Int, _ drawn: Tensor<Float>, taps: Int) -> [Double] {
    if output < outputs / 4 { return (0..<taps).map { $0 == taps / 2 ? 1 : 0 } }
    let values = drawn.slice(at: output).scalars.prefix(taps).map { Double($0) }
    let mean = values.reduce(0, +) / Double(taps)
    return values.map { $0 - mean }
  }

  /// The flow in pixels that a correlation of 1 at a displacement of one pixel adds.
  private static let gain = 0.2
  /// What is kept of drawn weights of the last layer, whose inputs mean nothing yet.
  private static let kept: Float = 0.05
  /// The deviation, in pixels, of the bell over displacements: far ones match by chance as often.
  private static let reach = 1.5

  /// Of `[2, inputs, 3, 3]` drawn weights, those that read the correlations, too.
  private static func reading(_ drawn: Tensor<Float>) -> Tensor<Float> {
    let (inputs, taps) = (drawn.shape[1], drawn.shape[2] * drawn.shape[3])
    // What the estimator's inner layers made lies before what it was given.
    let first = SCFlow.estimatorWidths.reduce(0, +)
    var weights = drawn.scalars.map { kept * $0 }
    for displacement in 0..<Correlation.displacementCount {
      let (dx, dy) = Correlation.displacement(displacement)
      let bell = exp(-Double(dx * dx + dy * dy) / (2 * reach * reach))
      for (axis, distance) in [dx, dy].enumerated() {
        let place = (axis * inputs + first + displacement) * taps + taps / 2
        weights[place] += Float(gain * bell * Double(distance))
      }
    }
    return Tensor(shape: drawn.shape, scalars: weights)
  }
}
