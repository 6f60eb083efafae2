import Kernels
import NeuralNetworks

extension SCFlow {
  /// The floating-point operations of one run at `height` x `width` (multiples of 8), counted as direct convolutions
  /// and correlations; warps and enlargements are left out.
  public func operations(height: Int, width: Int) -> Int {
    var window = representation.reduce(0) { $0 + $1.operations(height: height, width: width) }
    var refinement = 0
    for (level, layers) in encoder.enumerated() {
      let size = (rows: height >> level, columns: width >> level)
      let input = level == 0 ? size : (rows: height >> (level - 1), columns: width >> (level - 1))
      window += layers.0.operations(height: input.rows, width: input.columns)
      window += layers.1.operations(height: size.rows, width: size.columns)
      refinement += reduction[level].operations(height: size.rows, width: size.columns)
      refinement += estimator.reduce(0) { $0 + $1.operations(height: size.rows, width: size.columns) }
      refinement += 2 * Correlation.displacementCount * Self.encoderWidths[level] * size.rows * size.columns
    }
    return 2 * window + refinement
  }
}
