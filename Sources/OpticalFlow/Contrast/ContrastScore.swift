import Kernels
import Recordings
import Tensors

/// How sharp a flow, of whatever model, makes the events of a window, by the objective of contrast maximisation.
public enum ContrastScore {
  /// E0 / E(start) + 2 E0 / E(middle) + E0 / E(end): 4 for events at rest, less where the flow sharpens
  /// (``ContrastMaximization``). The total variation is left out: fields may have holes. Nil where the events make a picture
  /// without any gradient.
  ///
  /// - Parameters:
  ///   - flow: `[2, height, width]`, the displacement over the window in pixels; events where it is not finite stay put.
  ///   - events: Those outside of the flow or of the window are passed over.
  ///   - window: Its times in microseconds, from the first up to before the last.
  public static func cost(
    of flow: Tensor<Float>, events: EventBatch, window: Range<Int64>, workers: Workers
  ) -> Double? {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    let (height, width) = (flow.shape[1], flow.shape[2])
    guard width >= 3 && height >= 3 else { return nil }
    var (x, y, time) = ([UInt16](), [UInt16](), [Float]())
    let length = Double(microsecondsFrom: window.lowerBound, to: window.upperBound)
    events.withColumns { columns in
      for index in 0..<events.count
      where columns.x[index] < width && columns.y[index] < height && window.contains(columns.t[index]) {
        x.append(columns.x[index])
        y.append(columns.y[index])
        time.append(Float(Double(microsecondsFrom: window.lowerBound, to: columns.t[index]) / length))
      }
    }
    let contrast = EventContrast(
      events: PixelEvents(x: x, y: y, time: time, width: width, height: height),
      references: ContrastObjective.moments, workers: workers)
    let field = VectorField(width: width, height: height)
    let rest = contrast.energies(along: field)[0]
    guard rest > 0 else { return nil }
    flow.withUnsafeBufferPointer { flow in
      for row in 0..<height {
        var (least, most) = (Float.infinity, -Float.infinity)
        for pixel in row * width..<(row + 1) * width {
          let (u, v) = (flow[pixel], flow[width * height + pixel])
          let isFinite = u.isFinite && v.isFinite
          (field.u[pixel], field.v[pixel]) = isFinite ? (u, v) : (0, 0)
          (least, most) = (min(least, field.v[pixel]), max(most, field.v[pixel]))
        }
        field.rowBounds[row] = least...most
      }
    }
    return zip(contrast.energies(along: field), ContrastObjective.momentWeights).reduce(0) { cost, moment in
      cost + (moment.0 > 0 ? moment.1 * rest / moment.0 : .infinity)
    }
  }
}
