import Tensors

/// A colour picture to draw on.
public struct Canvas: Sendable {
  /// A colour: red, green, blue in 0...255.
  public struct Color: Sendable, Hashable {
    /// The red part.
    public var red: UInt8
    /// The green part.
    public var green: UInt8
    /// The blue part.
    public var blue: UInt8

    /// Mixes a colour.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// A gray.
    public init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }
  }

  /// The pixels `[height, width, 3]`.
  public private(set) var pixels: Tensor<UInt8>
  /// The rows.
  public var height: Int { pixels.shape[0] }
  /// The columns.
  public var width: Int { pixels.shape[1] }

  /// A picture of one colour.
  public init(width: Int, height: Int, color: Color = Color(gray: 255)) {
    pixels = Tensor(zeros: [height, width, 3])
    pixels.withUnsafeMutableBufferPointer { out in
      for index in 0..<height * width {
        out[3 * index] = color.red
        out[3 * index + 1] = color.green
        out[3 * index + 2] = color.blue
      }
    }
  }

  /// A copy of a picture: gray `[height, width]` or colour `[height, width, 3]`.
  public init(_ picture: Tensor<UInt8>) {
    if picture.rank == 3 {
      precondition(picture.shape[2] == 3, "A colour picture has three parts a pixel, not \(picture.shape[2]).")
      pixels = picture
    } else {
      precondition(picture.rank == 2, "A picture has two or three axes, not the shape \(picture.shape).")
      pixels = Tensor(unsafeUninitializedShape: picture.shape + [3]) { out in
        picture.withUnsafeBufferPointer { gray in
          for index in gray.indices {
            for part in 0..<3 { out.initializeElement(at: 3 * index + part, to: gray[index]) }
          }
        }
      }
    }
  }

  /// Calls `body` with the bytes of all pixels, for drawing many points.
  mutating func withUnsafeMutablePixels<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result
  ) -> Result {
    pixels.withUnsafeMutableBufferPointer(body)
  }

  /// Copies a picture in, its top left corner at column `x` and row `y`; what lies outside is left out.
  public mutating func draw(_ picture: Canvas, x: Int, y: Int) {
    let (width, height) = (width, height)
    pixels.withUnsafeMutableBufferPointer { out in
      picture.pixels.withUnsafeBufferPointer { from in
        for row in max(0, -y)..<max(max(0, -y), min(picture.height, height - y)) {
          for column in max(0, -x)..<max(max(0, -x), min(picture.width, width - x)) {
            for part in 0..<3 {
              out[3 * ((y + row) * width + x + column) + part] = from[3 * (row * picture.width + column) + part]
            }
          }
        }
      }
    }
  }

  /// Mixes a colour into a pixel.
  ///
  /// - Parameter coverage: 0 leaves the pixel, 1 replaces it.
  public mutating func blend(_ color: Color, x: Int, y: Int, coverage: Float = 1) {
    guard x >= 0, x < width, y >= 0, y < height, coverage > 0 else { return }
    let part = min(coverage, 1)
    let index = 3 * (y * width + x)
    pixels.withUnsafeMutableBufferPointer { out in
      func mix(_ old: UInt8, _ new: UInt8) -> UInt8 { UInt8(Float(old) + (Float(new) - Float(old)) * part + 0.5) }
      out[index] = mix(out[index], color.red)
      out[index + 1] = mix(out[index + 1], color.green)
      out[index + 2] = mix(out[index + 2], color.blue)
    }
  }

  /// Draws a straight line with smooth edges between two points, in pixels from the top left pixel's centre.
  public mutating func drawLine(
    from start: SIMD2<Float>, to end: SIMD2<Float>, width lineWidth: Float, color: Color
  ) {
    let margin = lineWidth / 2 + 1
    let low = pointwiseMin(start, end) - margin
    let high = pointwiseMax(start, end) + margin
    guard low.x.isFinite, low.y.isFinite, high.x.isFinite, high.y.isFinite else { return }
    let columns = clampedRange(low.x, high.x, count: width)
    let rows = clampedRange(low.y, high.y, count: height)
    let along = end - start
    let squared = (along * along).sum()
    for y in rows {
      // Of a row only what is near the part of the line that passes by.
      var near = columns
      if abs(along.y) > 1e-3 {
        let (before, after) = ((Float(y) - margin - start.y) / along.y, (Float(y) + margin - start.y) / along.y)
        let (first, last) = (max(min(before, after), 0), min(max(before, after), 1))
        let (left, right) = (start.x + along.x * first, start.x + along.x * last)
        if first > last { continue }
        near = clampedRange(min(left, right) - margin, max(left, right) + margin, count: width)
      }
      for x in near {
        let point = SIMD2(Float(x), Float(y)) - start
        let part = squared > 0 ? min(max((point * along).sum() / squared, 0), 1) : 0
        let away = point - along * part
        let distance = (away * away).sum().squareRoot()
        blend(color, x: x, y: y, coverage: lineWidth / 2 + 0.5 - distance)
      }
    }
  }

  /// Writes one line of text in ``Typeface``.
  ///
  /// - Parameters:
  ///   - x: The left edge of the first letter.
  ///   - y: The top edge of the line, ``Typeface/lineHeight(size:)`` rows high.
  ///   - size: The em in pixels.
  public mutating func drawText(
    _ text: String, x: Int, y: Int, size: Int = Typeface.usualSize, color: Color = Color(gray: 0)
  ) {
    let base = y + Typeface.ascent(size: size)
    Typeface.forEachGlyph(of: text, size: size) { glyph, pen in
      for (place, coverage) in glyph.coverage.enumerated() where coverage > 0 {
        blend(
          color, x: x + pen + glyph.left + place % glyph.columns, y: base - glyph.top + place / glyph.columns,
          coverage: Float(coverage) / 255)
      }
    }
  }

  /// Fills a rectangle; what lies outside is left out.
  public mutating func fill(_ color: Color, x: Int, y: Int, width: Int, height: Int, coverage: Float = 1) {
    for row in y..<max(y, y + height) {
      for column in x..<max(x, x + width) { blend(color, x: column, y: row, coverage: coverage) }
    }
  }

  private func clampedRange(_ low: Float, _ high: Float, count: Int) -> Range<Int> {
    let first = Int(min(max(low.rounded(.down), 0), Float(count)))
    let last = Int(min(max(high.rounded(.up) + 1, 0), Float(count)))
    return first..<max(first, last)
  }
}
