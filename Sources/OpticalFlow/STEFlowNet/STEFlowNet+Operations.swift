import Kernels
import NeuralNetworks

extension STEFlowNet {
  /// The floating-point operations of one window at `height` x `width` (multiples of 16), counted as the published
  /// network computes it: direct convolutions and correlations, every split's features anew in every iteration, flows
  /// predicted through the head's channels. Warps and gates are left out.
  public func operations(
    height: Int, width: Int, splits: Int, iterations: Int = STEFlowNet.publishedIterationCount
  ) -> Int {
    var step = 0
    for (level, channels) in configuration.widths.enumerated() {
      let input = (rows: height >> level, columns: width >> level)
      let size = (rows: input.rows / 2, columns: input.columns / 2)
      let pixels = size.rows * size.columns
      step += features[level].operations(height: input.rows, width: input.columns)
      if level > 0 { step += encoder[level - 1].operations(height: input.rows, width: input.columns) }
      step += recurrence[level].operations(height: size.rows, width: size.columns)
      step += 2 * Correlation.displacementCount * channels * pixels
      step += decoder[level].operations(height: size.rows, width: size.columns)
      if level == Self.levelCount - 1 {
        step += bottleneck.reduce(0) { $0 + $1.operations(height: size.rows, width: size.columns) }
      }
    }
    return splits * iterations * step
  }
}
