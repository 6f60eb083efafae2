/// How an event that lands between pixels is shared among them.
public enum EventSplat: String, Sendable, CaseIterable {
  /// Among the four around by the area of the opposite corner; what falls outside of the picture is lost.
  case bilinear
  /// All to the nearest, halves to the even one, as Hagenaars et al. evaluate; outside of the picture it is lost.
  case nearest

  /// Calls `body` with the index, counted through the rows, and the weight of each pixel that has a part.
  @inline(__always)
  func spread(x: Double, y: Double, width: Int, height: Int, _ body: (Int, Double) -> Void) {
    guard x > -1, y > -1, x < Double(width), y < Double(height) else { return }
    switch self {
    case .nearest:
      let (column, row) = (Int(x.rounded(.toNearestOrEven)), Int(y.rounded(.toNearestOrEven)))
      if column >= 0, row >= 0, column < width, row < height { body(row * width + column, 1) }
    case .bilinear:
      let (left, top) = (x.rounded(.down), y.rounded(.down))
      let (fx, fy) = (x - left, y - top)
      let (column, row) = (Int(left), Int(top))
      let place = row * width + column
      let (hasLeft, hasRight) = (column >= 0, column + 1 < width && fx > 0)
      if row >= 0 {
        if hasLeft { body(place, (1 - fx) * (1 - fy)) }
        if hasRight { body(place + 1, fx * (1 - fy)) }
      }
      if row + 1 < height && fy > 0 {
        if hasLeft { body(place + width, (1 - fx) * fy) }
        if hasRight { body(place + width + 1, fx * fy) }
      }
    }
  }
}
