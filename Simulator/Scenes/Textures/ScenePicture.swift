import Tensors

/// A picture of the user's for a scene.
public struct ScenePicture: Sendable {
  /// Linear gray levels `[height, width]`, of which 255 is white; none is below 0.
  public var gray: Tensor<Float>
  /// The opacity of each pixel in 0...1, of the same shape; nil where it has none.
  public var alpha: Tensor<Float>?

  /// Takes a picture.
  public init(gray: Tensor<Float>, alpha: Tensor<Float>? = nil) { (self.gray, self.alpha) = (gray, alpha) }

  /// The most pixels of a side.
  public static let largestSide = 8192

  var isUsable: Bool {
    guard gray.rank == 2, gray.shape.allSatisfy({ (1...Self.largestSide).contains($0) }) else { return false }
    let isGray = gray.withUnsafeBufferPointer { $0.allSatisfy { $0.isFinite && $0 >= 0 } }
    guard let alpha else { return isGray }
    return isGray && alpha.shape == gray.shape
      && alpha.withUnsafeBufferPointer { $0.allSatisfy { (0...1).contains($0) } }
  }
}

/// A picture at all sizes.
struct PictureRasters {
  let gray: TextureRaster
  /// The opacity with a transparent edge around it, nil where the picture has none.
  let alpha: TextureRaster?

  /// Cost: some 100 ns a pixel.
  init(_ picture: ScenePicture) {
    let (height, width) = (picture.gray.shape[0], picture.gray.shape[1])
    let source = Self.filled(picture)
    // The picture and its mirror image on both sides repeat themselves without a seam.
    let (wide, high) = (Self.texels(2 * width), Self.texels(2 * height))
    let (stepX, stepY) = (Double(2 * width) / Double(wide), Double(2 * height) / Double(high))
    var values = Self.resampled(source, width, height, wide, high) { column, row in
      (Double(column) * stepX, Double(row) * stepY)
    } place: { index, count in
      let folded = ((index % (2 * count)) + 2 * count) % (2 * count)
      return folded < count ? folded : 2 * count - 1 - folded
    }
    values = TextureFilter.binomial4.apply(to: values, width: wide, height: high, step: 1)
    let middle = ScenePose.translation(Double(width - 1) / 2, Double(height - 1) / 2)
    gray = TextureRaster(
      values: values, width: wide, height: high, placement: .scaling(1 / stepX, 1 / stepY) * middle,
      brightest: max(1, values.max() ?? 1))
    alpha = picture.alpha.map { Self.opacity($0, width: width, height: height) }
  }

  /// A power of two with two texels a pixel or more, as long as that is not too many.
  private static func texels(_ pixels: Int) -> Int {
    var texels = 1
    while texels < 2 * pixels && texels < ScenePatternChoice.largestSide { texels *= 2 }
    return texels
  }

  /// The gray levels, with the mean of what can be seen where the picture is transparent.
  private static func filled(_ picture: ScenePicture) -> [Float] {
    var gray = picture.gray.scalars
    guard let alpha = picture.alpha?.scalars else { return gray }
    let weight = alpha.reduce(0.0) { $0 + Double($1) }
    guard weight > 0 else { return gray }
    let mean = Float(zip(gray, alpha).reduce(0.0) { $0 + Double($1.0 * $1.1) } / weight)
    for index in gray.indices where alpha[index] == 0 { gray[index] = mean }
    return gray
  }

  private static func opacity(_ alpha: Tensor<Float>, width: Int, height: Int) -> TextureRaster {
    let border = 4.0
    let (across, down) = (Double(width) + 2 * border, Double(height) + 2 * border)
    let (wide, high) = (texels(Int(across)), texels(Int(down)))
    let (stepX, stepY) = (across / Double(wide), down / Double(high))
    let values = resampled(alpha.scalars, width, height, wide, high) { column, row in
      (Double(column) * stepX - border, Double(row) * stepY - border)
    } place: { index, count in
      (0..<count).contains(index) ? index : nil
    }
    return TextureRaster(
      values: values, width: wide, height: high,
      placement: .scaling(1 / stepX, 1 / stepY)
        * .translation(border + Double(width - 1) / 2, border + Double(height - 1) / 2),
      brightest: 1)
  }

  /// Bilinear samples; a pixel for which there is no `place` counts as 0.
  private static func resampled(
    _ source: [Float], _ width: Int, _ height: Int, _ wide: Int, _ high: Int,
    at position: (_ column: Int, _ row: Int) -> (Double, Double), place: (_ index: Int, _ count: Int) -> Int?
  ) -> [Float] {
    var values = [Float](repeating: 0, count: wide * high)
    func pixel(_ x: Int, _ y: Int) -> Float {
      guard let column = place(x, width), let row = place(y, height) else { return 0 }
      return source[row * width + column]
    }
    for row in 0..<high {
      for column in 0..<wide {
        let (x, y) = position(column, row)
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        let (right, down) = (Float(x - left), Float(y - top))
        let (i, j) = (Int(left), Int(top))
        let above = pixel(i, j) + right * (pixel(i + 1, j) - pixel(i, j))
        let below = pixel(i, j + 1) + right * (pixel(i + 1, j + 1) - pixel(i, j + 1))
        values[row * wide + column] = above + down * (below - above)
      }
    }
    return values
  }
}
