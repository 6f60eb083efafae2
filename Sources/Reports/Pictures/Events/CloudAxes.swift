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
    let length = Self.text(ofMicroseconds: interval.durationMicroseconds)
    label("t", from: [1, 1, 0], to: [1, 1, 1], ends: ("", length), outwards: [0, 1], on: &canvas)
  }

  private func label(
    _ name: String, from start: SIMD3<Float>, to end: SIMD3<Float>, ends: (String, String), outwards: SIMD2<Float>,
    on canvas: inout Canvas
  ) {
    let (first, last) = (projection.point(start).place, projection.point(end).place)
    // The ends stay clear of the corner, where another axis has a word of its own.
    write(ends.0, at: first + (last - first) * 0.06, outwards, scale: 1, on: &canvas)
    write(name, at: (first + last) / 2, outwards, scale: 2, on: &canvas)
    write(ends.1, at: first + (last - first) * 0.9, outwards, scale: 1, on: &canvas)
  }

  private func write(
    _ text: String, at place: SIMD2<Float>, _ outwards: SIMD2<Float>, scale: Int, on canvas: inout Canvas
  ) {
    let size = SIMD2(Float(BitmapFont.width(of: text) * scale), Float(BitmapFont.height * scale))
    let center = place + outwards * (size / 2 + 9)
    canvas.drawText(
      text, x: Int(center.x - size.x / 2), y: Int(center.y - size.y / 2), scale: scale, color: colors.ink)
  }

  /// A duration in the unit that suits it, with three significant digits.
  static func text(ofMicroseconds time: Int64) -> String {
    switch time {
    case ..<1000: "\(time) us"
    case ..<1_000_000: FlowPicture.number(Float(time) / 1e3) + " ms"
    default: FlowPicture.number(Float(Double(time) / 1e6)) + " s"
    }
  }
}
