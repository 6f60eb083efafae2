import Runtime

/// A texture at all sizes: texels of 16 bits, each size half of the one before and blurred to one texel of its own.
final class TextureRaster: Sendable {
  /// One size. What is beyond its last row and column repeats the first.
  struct Level: Sendable {
    let width: Int
    let height: Int
    let texels: RasterTexels
  }

  /// The sizes, the largest first.
  let levels: [Level]
  /// The map from the layer's pixels, before the texture is moved on it, to texels of the largest size.
  let placement: ScenePose
  /// The number that 65535 stands for.
  let brightest: Float

  var byteCount: Int { levels.reduce(0) { $0 + $1.texels.byteCount } }

  /// Makes all sizes of numbers in 0...`brightest`.
  init(values: [Float], width: Int, height: Int, placement: ScenePose, brightest: Float, isAlone: Bool = false) {
    self.placement = placement
    self.brightest = brightest
    var levels: [Level] = []
    var (values, width, height) = (values, width, height)
    let scale = brightest > 0 ? 65535 / brightest : 0
    while true {
      levels.append(Self.level(values, width, height, scale: scale))
      if isAlone || (width == 1 && height == 1) { break }
      values = TextureFilter.binomial12.apply(to: values, width: width, height: height, step: 2)
      (width, height) = (max(1, width / 2), max(1, height / 2))
    }
    self.levels = levels
  }

  /// A pattern: two texels are a pixel.
  convenience init(_ choice: ScenePatternChoice) {
    let field = TexturePattern.field(choice)
    self.init(
      values: field.values, width: field.side, height: field.side, placement: .scaling(2, 2), brightest: 1)
  }

  private static func level(_ values: [Float], _ width: Int, _ height: Int, scale: Float) -> Level {
    let texels = RasterTexels(width: width, height: height) { column, row in
      // Sides are powers of two.
      let value = values[(row & (height - 1)) * width + (column & (width - 1))] * scale
      return UInt16(min(max(value.rounded(), 0), 65535))
    }
    return Level(width: width, height: height, texels: texels)
  }
}
