/// Where the scalars of a tensor lie in a row of stored scalars.
struct StridedView: Hashable, Sendable {
  /// The place of the first scalar.
  var offset: Int
  /// The lengths of the axes.
  var shape: [Int]
  /// The step along each axis, in scalars.
  var strides: [Int]

  /// Scalars one after another, the last axis fastest.
  init(rowMajor shape: [Int]) {
    self.init(offset: 0, shape: shape, strides: Shape.rowMajorStrides(shape))
  }

  /// Scalars one after another, the first axis fastest, as Fortran has it.
  init(columnMajor shape: [Int]) {
    self.init(offset: 0, shape: shape, strides: Shape.rowMajorStrides(shape.reversed()).reversed())
  }

  init(offset: Int, shape: [Int], strides: [Int]) {
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  /// One more than the last place that the view touches; nil where the numbers mean no view at all.
  var extent: Int? {
    guard shape.count == strides.count, offset >= 0, let count = Shape.countFromFile(shape) else { return nil }
    guard strides.allSatisfy({ $0 >= 0 }) else { return nil }
    if count == 0 { return 0 }
    var last = offset
    for (length, stride) in zip(shape, strides) {
      let (step, overflow) = (length - 1).multipliedReportingOverflow(by: stride)
      let (sum, sumOverflow) = last.addingReportingOverflow(step)
      if overflow || sumOverflow { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  /// The same places with neighbouring axes joined where one step follows from the other.
  ///
  /// Contiguous scalars become one axis with stride 1.
  var joined: StridedView {
    var axes: [(length: Int, stride: Int)] = []
    for (length, stride) in zip(shape, strides) where length != 1 {
      if let outer = axes.last {
        let (step, overflow) = stride.multipliedReportingOverflow(by: length)
        if !overflow && outer.stride == step {
          axes[axes.count - 1] = (outer.length * length, stride)
          continue
        }
      }
      axes.append((length, stride))
    }
    return StridedView(offset: offset, shape: axes.map(\.length), strides: axes.map(\.stride))
  }

  /// Calls `body` with the first place, the number and the step of the scalars of each innermost row, in order.
  func forEachRow(_ body: (_ start: Int, _ count: Int, _ stride: Int) -> Void) {
    guard let length = shape.last, let stride = strides.last else { return body(offset, 1, 1) }
    guard Shape.count(shape) > 0 else { return }
    var indices = [Int](repeating: 0, count: shape.count - 1)
    var start = offset
    while true {
      body(start, length, stride)
      var axis = indices.count - 1
      while axis >= 0 {
        indices[axis] += 1
        start += strides[axis]
        if indices[axis] < shape[axis] { break }
        start -= strides[axis] * shape[axis]
        indices[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
