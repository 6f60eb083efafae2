import Tensors

/// The products of a linear layer, on BLAS: `out[n, o] = bias[o] + Σ weight[o, i] · in[n, i]`.
///
/// Samples lie in rows: maps are `[batch, channels, 1, 1]`, or of any size whose channels, rows and columns together are
/// the inputs in that order. Work is cut into bands of rows or columns that depend on the shape alone.
public enum LinearProduct {
  private static let rowsPerItem = 32
  private static let columnsPerItem = 256

  /// Writes the outputs.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  public static func run(
    _ input: FeatureMap, weight: Tensor<Float>, bias: Tensor<Float>?, into output: FeatureMap, workers: Workers
  ) {
    let (outputs, inputs) = check(weight, input, output)
    let bands = RowBands(rows: input.batch, perBand: rowsPerItem)
    weight.withUnsafeBufferPointer { weight in
      bias.withUnsafePointer { bias in
        guard let weight = weight.baseAddress else { return }
        workers.forEach(bands.count) { item in
          let rows = bands[item]
          if let bias {
            for row in rows { output.plane(sample: row).update(from: bias, count: outputs) }
          }
          workers.blas.multiply(
            rows: rows.count, columns: outputs, inner: inputs, a: input.plane(sample: rows.lowerBound),
            aStride: inputs, b: weight, bStride: inputs, transposeB: true, beta: bias == nil ? 0 : 1,
            c: output.plane(sample: rows.lowerBound), cStride: outputs)
        }
      }
    }
  }

  /// The gradient of the inputs, written or added.
  public static func inputGradient(
    _ upstream: FeatureMap, weight: Tensor<Float>, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    let (outputs, inputs) = check(weight, gradient, upstream)
    let bands = RowBands(rows: upstream.batch, perBand: rowsPerItem)
    weight.withUnsafeBufferPointer { weight in
      guard let weight = weight.baseAddress else { return }
      workers.forEach(bands.count) { item in
        let rows = bands[item]
        workers.blas.multiply(
          rows: rows.count, columns: inputs, inner: outputs, a: upstream.plane(sample: rows.lowerBound),
          aStride: outputs, b: weight, bStride: inputs, beta: isAdded ? 1 : 0,
          c: gradient.plane(sample: rows.lowerBound), cStride: inputs)
      }
    }
  }

  /// The gradient of the weights, summed over the samples, written or added to a map `[outputs, inputs, 1, 1]`.
  public static func weightGradient(
    _ input: FeatureMap, _ upstream: FeatureMap, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    let (outputs, inputs) = (upstream.channelCount * upstream.planeCount, input.channelCount * input.planeCount)
    precondition(
      gradient.shape == [outputs, inputs, 1, 1] && input.batch == upstream.batch,
      "A gradient of shape \(gradient.shape) is not that of weights [\(outputs), \(inputs)].")
    precondition(input.isWhole && upstream.isWhole && gradient.isWhole, "Linear layers work on whole maps.")
    let bands = RowBands(rows: inputs, perBand: columnsPerItem)
    workers.forEach(bands.count) { item in
      let columns = bands[item]
      workers.blas.multiply(
        rows: outputs, columns: columns.count, inner: input.batch, a: upstream.plane(sample: 0), aStride: outputs,
        transposeA: true, b: input.plane(sample: 0) + columns.lowerBound, bStride: inputs, beta: isAdded ? 1 : 0,
        c: gradient.plane(sample: 0) + columns.lowerBound, cStride: inputs)
    }
  }

  private static func check(
    _ weight: Tensor<Float>, _ input: FeatureMap, _ output: FeatureMap
  ) -> (outputs: Int, inputs: Int) {
    let (outputs, inputs) = (output.channelCount * output.planeCount, input.channelCount * input.planeCount)
    precondition(
      weight.shape == [outputs, inputs] && input.batch == output.batch,
      "Weights of shape \(weight.shape) do not lead from \(input.shape) to \(output.shape).")
    precondition(input.isWhole && output.isWhole, "Linear layers work on whole maps.")
    precondition(!input.overlaps(output), "A product cannot take the place of its factor.")
    return (outputs, inputs)
  }
}
