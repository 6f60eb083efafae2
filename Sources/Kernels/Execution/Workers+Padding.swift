import CKernels

extension Workers {
  /// Copies a rectangle of a plane that may reach beyond it; what lies outside is zero.
  @inline(__always)
  func copyPadded(
    _ plane: UnsafePointer<Float>, height: Int, width: Int, firstRow: Int, rows: Int, firstColumn: Int,
    columns: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let y = firstRow + row
      let out = target + row * columns
      if y >= 0 && y < height {
        kernels.gather_row(out, plane + y * width, width, firstColumn, 1, columns)
      } else {
        out.update(repeating: 0, count: columns)
      }
    }
  }
}
