import Tensors

/// A rectangle of a flow field or a mask.
public struct FlowCrop: Sendable, Equatable {
  /// The first column.
  public let x: Int
  /// The first row, counted from the top.
  public let y: Int
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int

  /// Describes a rectangle of at least one pixel.
  public init(x: Int, y: Int, width: Int, height: Int) {
    precondition(x >= 0 && y >= 0 && width > 0 && height > 0, "A rectangle starts at a pixel and holds one.")
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The centre of a larger rectangle: `x = (width − side) / 2`, rounded down, and so for y.
  public init(center side: Int, ofWidth width: Int, height: Int) {
    precondition(side <= width && side <= height, "A square of \(side) does not fit into \(width)x\(height).")
    self.init(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
  }

  /// Whether the rectangle lies in one of that size.
  public func fits(width: Int, height: Int) -> Bool {
    x <= width - self.width && y <= height - self.height
  }

  /// The rectangle of planes: the last two axes are rows and columns. Cost: a copy of it.
  ///
  /// - Precondition: The rectangle ``fits(width:height:)``.
  public func apply<Scalar>(to planes: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(planes.rank >= 2, "Planes have rows and columns, not the shape \(planes.shape).")
    let (rows, columns) = (planes.shape[planes.rank - 2], planes.shape[planes.rank - 1])
    precondition(fits(width: columns, height: rows), "The rectangle \(self) lies outside of \(columns)x\(rows).")
    if width == columns && height == rows { return planes }
    let others = Array(planes.shape.dropLast(2))
    return planes.withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: others + [height, width]) { out in
        var place = 0
        for plane in 0..<others.reduce(1, *) {
          for row in y..<y + height {
            let start = (plane * rows + row) * columns + x
            for column in 0..<width { out.initializeElement(at: place + column, to: source[start + column]) }
            place += width
          }
        }
      }
    }
  }
}
