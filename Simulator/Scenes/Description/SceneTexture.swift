/// A pattern that is computed.
public enum ScenePattern: String, Sendable, CaseIterable, Codable {
  /// Clouds of several sizes.
  case noise
  /// Squares of random gray levels, in turn darker and brighter.
  case checks
  /// Stripes of random gray levels.
  case stripes
  /// Rows of bricks with mortar between.
  case bricks
  /// Bent rings, and fibres along them.
  case wood
  /// Lines of letters.
  case text
}

/// What a layer is painted with.
public enum ScenePaint: Sendable, Hashable, Codable {
  /// A pattern drawn by a seed, which repeats itself after `side` / 2 pixels of the layer, a power of two. `grain` of 1 of it
  /// is noise.
  case pattern(ScenePatternChoice)
  /// A picture, whose middle is the layer's origin, a pixel of it one of the layer's; beyond its edges it is mirrored.
  case picture(name: String)
}

/// Which of all patterns of a kind.
public struct ScenePatternChoice: Sendable, Hashable, Codable {
  /// The kind.
  public var kind: ScenePattern
  /// The seed of its randomness.
  public var seed: UInt64
  /// How much of it is noise, in 0...1.
  public var grain: Double
  /// The texels of a side, a power of two up to ``largestSide``; two of them are a pixel of the layer.
  public var side: Int

  /// The most texels of a side.
  public static let largestSide = 4096

  /// Describes a pattern.
  public init(_ kind: ScenePattern, seed: UInt64 = 0, grain: Double = 0.35, side: Int = 512) {
    (self.kind, self.seed, self.grain, self.side) = (kind, seed, grain, side)
  }
}

/// A paint, how bright it is, and how it lies on the layer.
public struct SceneTexture: Sendable, Hashable, Codable {
  /// What it shows.
  public var paint: ScenePaint
  /// The linear gray level of its darkest parts, of which 255 is white.
  public var darkest: Double
  /// That of its brightest. Of a picture 0 becomes `darkest`, and 255 this.
  public var brightest: Double
  /// How much larger it lies on the layer than described.
  public var scale: Double
  /// How far it is turned on the layer, in radians.
  public var angle: Double
  /// Where its origin lies on the layer.
  public var x: Double
  /// See ``x``.
  public var y: Double

  /// Describes a texture.
  public init(
    _ paint: ScenePaint, darkest: Double = 0, brightest: Double = 255, scale: Double = 1, angle: Double = 0,
    x: Double = 0, y: Double = 0
  ) {
    (self.paint, self.darkest, self.brightest) = (paint, darkest, brightest)
    (self.scale, self.angle, self.x, self.y) = (scale, angle, x, y)
  }

  /// What is wrong with it, as a clause, or nil.
  var fault: String? {
    guard [darkest, brightest, scale, angle, x, y].allSatisfy(\.isFinite), darkest >= 0, brightest >= 0, scale > 0
    else { return "a texture with a number that is not possible" }
    guard case .pattern(let choice) = paint else { return nil }
    guard choice.side > 0, choice.side <= ScenePatternChoice.largestSide, choice.side.nonzeroBitCount == 1 else {
      return
        "a texture of \(choice.side) texels a side, which is no power of two up to \(ScenePatternChoice.largestSide)"
    }
    return (0...1).contains(choice.grain) ? nil : "a texture with \(choice.grain) of 1 of grain"
  }
}
