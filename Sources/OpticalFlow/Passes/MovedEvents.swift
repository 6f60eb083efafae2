import Recordings
import Tensors

extension EventBatch {
  /// The events of a window moved along a flow to where they were at the window's start.
  ///
  /// An event at (x, y) and the part τ in 0...1 of the window goes to the pixel nearest to (x, y) − τ · flow(x, y). Where the
  /// flow is right the events of an edge come together, and what remains of their motion is what the flow lacks. Events that
  /// leave the picture stay in the batch with a place outside of every sensor, so that events are still counted the same.
  ///
  /// - Parameters:
  ///   - flow: The displacement over the window in pixels, `[2, height, width]`. Events where it is not finite stay put.
  ///   - window: Its times in microseconds, from the first up to before the last.
  func moved(along flow: Tensor<Float>, over window: Range<Int64>) -> EventBatch {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    precondition(!window.isEmpty, "A window has a length.")
    let (height, width) = (flow.shape[1], flow.shape[2])
    let length = Float(Double(microsecondsFrom: window.lowerBound, to: window.upperBound))
    var moved = self
    flow.withUnsafeBufferPointer { flow in
      moved.edit { columns, count in
        for index in 0..<count {
          let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
          guard x < width, y < height else { continue }
          let (u, v) = (flow[y * width + x], flow[(height + y) * width + x])
          guard u.isFinite, v.isFinite else { continue }
          let part = Float(Double(microsecondsFrom: window.lowerBound, to: columns.t[index])) / length
          let (column, row) = ((Float(x) - part * u).rounded(), (Float(y) - part * v).rounded())
          let isSeen = column >= 0 && row >= 0 && column < Float(width) && row < Float(height)
          columns.x[index] = isSeen ? UInt16(column) : .max
          columns.y[index] = isSeen ? UInt16(row) : .max
        }
        return count
      }
    }
    return moved
  }
}
