import CKernels

/// Which triangles may be seen in the cells of a grid.
struct MeshBins: Sendable {
  /// What finds the lists, as long as this lives.
  let cells: MeshCells
  /// Where the list of each cell starts, and where that of the last ends.
  private let starts: MeshMemory<Int32>
  /// The lists, each in rising order.
  private let lists: MeshMemory<Int32>

  /// Sorts boxes into cells.
  ///
  /// - Precondition: There are less than 2³¹ entries.
  init(
    _ triangles: UnsafeBufferPointer<SaccadeSceneTriangle>, left: Double, top: Double, width: Double, height: Double,
    cellWidth: Double,
    cellHeight: Double
  ) {
    let columns = max(1, Int((width / cellWidth).rounded(.up)))
    let rows = max(1, Int((height / cellHeight).rounded(.up)))
    let (across, down) = (1 / cellWidth, 1 / cellHeight)
    func cell(_ place: Float, _ first: Double, _ cellsAPixel: Double, _ count: Int) -> Int {
      Int(min(max((Double(place) - first) * cellsAPixel, 0), Double(count - 1)))
    }
    func forEachCell(_ box: SaccadeSceneBox, _ body: (Int) -> Void) {
      let (from, to) = (cell(box.low_x, left, across, columns), cell(box.high_x, left, across, columns))
      for row in cell(box.low_y, top, down, rows)...cell(box.high_y, top, down, rows) {
        for column in from...to { body(row * columns + column) }
      }
    }
    let starts = MeshMemory<Int32>(count: columns * rows + 1) { starts in
      starts.initialize(repeating: 0)
      for triangle in triangles { forEachCell(triangle.box) { starts[$0 + 1] += 1 } }
      for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    }
    lists = MeshMemory(count: Int(starts.start[columns * rows])) { lists in
      var next = Array(starts.buffer)
      next.withUnsafeMutableBufferPointer { next in
        for index in triangles.indices {
          forEachCell(triangles[index].box) { cell in
            lists[Int(next[cell])] = Int32(index)
            next[cell] += 1
          }
        }
      }
    }
    self.starts = starts
    cells = MeshCells(
      job: SaccadeSceneCells(
        left: left, top: top, across: across, down: down, columns: Int32(columns), rows: Int32(rows),
        starts: UnsafePointer(starts.start), lists: UnsafePointer(lists.start)))
  }
}

/// Pointers into bins, which hold as long as they: what is read for single places without counting references.
struct MeshCells: @unchecked Sendable, BitwiseCopyable {
  /// What the kernel takes.
  let job: SaccadeSceneCells

  /// What may be seen at a place; nothing is beyond the grid.
  @inline(__always)
  func list(at place: SIMD2<Double>) -> UnsafeBufferPointer<Int32> {
    let (x, y) = ((place.x - job.left) * job.across, (place.y - job.top) * job.down)
    guard x >= 0, y >= 0, x <= Double(job.columns), y <= Double(job.rows) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return list(min(Int(y), Int(job.rows) - 1) * Int(job.columns) + min(Int(x), Int(job.columns) - 1))
  }

  /// What may be seen in rows, where cells are as wide as the picture.
  func lists(fromRow first: Double, to last: Double) -> [UnsafeBufferPointer<Int32>] {
    func row(_ place: Double) -> Int { Int(min(max((place - job.top) * job.down, 0), Double(job.rows - 1))) }
    return (row(first)...row(last)).map { list($0 * Int(job.columns)) }
  }

  @inline(__always)
  private func list(_ cell: Int) -> UnsafeBufferPointer<Int32> {
    let (from, to) = (Int(job.starts[cell]), Int(job.starts[cell + 1]))
    return UnsafeBufferPointer(start: job.lists + from, count: to - from)
  }
}
