import Recordings

/// The edges of an x-y-t box, with its lengths in pixels and time.
struct CloudAxes {
  let projection: CloudProjection
  let sensor: (width: Int, height: Int)
  let interval: EventInterval
  let colors: EventColors

  /// Draws edges and words; points are drawn over them.
  func draw(on canvas: inout Canvas) {
    let edge = colors.mixed(0.35)
    for (index, corner) in CloudProjection.corners.enumerated() {
      for axis in 0..<3 where index >> axis & 1 == 0 {
        var end = corner
        end[axis] = 1
        canvas.drawLine(
          from: projection.point(corner).place, to: projection.point(end).place, width: 1, color: edge)
      }
    }
    // x along the lower edge of the first picture, y along its left one, t along the lower edge that is near.
    label("x", from: [0, 1, 0], to: [1, 1, 0], ends: ("0", "\(sensor.width) px"), outwards: [0, 1], on: &canvas)
    label("y", from: [0, 0, 0], to: [0, 1, 0], ends: ("0", "\(sensor.height) px"), outwards: [-1, 0], on: &canvas)
    let length = DurationText.short(microseconds: interval.durationMicroseconds)
    label("t", from: [1, 1, 0], to: [1, 1, 1], ends: ("", length), outwards: [0, 1], on: &canvas)
  }

  private func label(
    _ name: String, from start: SIMD3<Float>, to end: SIMD3<Float>, ends: (String, String), outwards: SIMD2<Float>,
    on canvas: inout Canvas
  ) {
    let (first, last) = (projection.point(start).place, projection.point(end).place)
    // The ends stay clear of the corner, where another axis has a word of its own.
    write(ends.0, at: first + (last - first) * 0.06, outwards, size: 13, on: &canvas)
    write(name, at: (first + last) / 2, outwards, size: 18, on: &canvas)
    write(ends.1, at: first + (last - first) * 0.9, outwards, size: 13, on: &canvas)
  }

  private func write(
    _ text: String, at place: SIMD2<Float>, _ outwards: SIMD2<Float>, size: Int, on canvas: inout Canvas
  ) {
    let extent = SIMD2(Float(Typeface.width(of: text, size: size)), Float(Typeface.lineHeight(size: size)))
    let center = place + outwards * (extent / 2 + 6)
    canvas.drawText(
      text, x: Int(center.x - extent.x / 2), y: Int(center.y - extent.y / 2), size: size, color: colors.ink)
  }
}
