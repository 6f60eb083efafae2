/// Colours from early to late: violet, blue, green, yellow, each lighter than the one before.
enum TimePalette {
  private static let anchors: [SIMD3<Float>] = [
    [88, 36, 140], [58, 92, 190], [32, 152, 160], [104, 200, 96], [250, 226, 72],
  ]

  /// The colour at a part of the time, 0…1.
  static func color(at part: Float) -> Canvas.Color {
    let place = min(max(part, 0), 1) * Float(anchors.count - 1)
    let index = min(Int(place), anchors.count - 2)
    let mixed = anchors[index] + (anchors[index + 1] - anchors[index]) * (place - Float(index))
    return Canvas.Color(red: UInt8(mixed.x + 0.5), green: UInt8(mixed.y + 0.5), blue: UInt8(mixed.z + 0.5))
  }
}
