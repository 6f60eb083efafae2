import Recordings

/// Light on things in space.
public struct SceneSun: Sendable, Hashable, Codable {
  /// The way that its rays take, of any length above 0.
  public var direction: SIMD3<Double>
  /// How bright what it does not reach is, of 1: light from everywhere.
  public var ambient: Double
  /// Whether things throw shadows on each other.
  public var hasShadows: Bool

  /// Describes a light.
  public init(direction: SIMD3<Double> = [0.4, 0.7, 0.6], ambient: Double = 0.35, hasShadows: Bool = true) {
    (self.direction, self.ambient, self.hasShadows) = (direction, ambient, hasShadows)
  }
}

/// How things in space are seen and lit.
public struct SceneSpace: Sendable, Hashable, Codable {
  /// How far the camera is from the plane of layers, in pixels: a thing at z is seen `focal / (focal + z)` as large.
  public var focal: Double
  /// The light.
  public var sun: SceneSun
  /// At how many points of a pixel is seen what covers it: 1, 2, 4 or 8. With 1, edges jump from pixel to pixel.
  public var samples: Int

  /// What is nearer to the camera than so much of its distance from the plane is not seen.
  static let nearest = 0.02

  /// Describes a space.
  public init(focal: Double, sun: SceneSun = SceneSun(), samples: Int = 8) {
    (self.focal, self.sun, self.samples) = (focal, sun, samples)
  }

  /// That of a scene which does not say its own: a camera 1.5 times as far as the sensor's longer side is long.
  public init(size: SensorSize) { self.init(focal: 1.5 * Double(max(size.width, size.height))) }

  var fault: String? {
    if !(focal > 0 && focal <= 1e6) { return "a camera \(focal) pixels from the plane" }
    if !(sun.direction.isFinite && sun.direction.length > 0) { return "a light without a direction" }
    if !(0...1).contains(sun.ambient) { return "an ambient light of \(sun.ambient)" }
    return [1, 2, 4, 8].contains(samples) ? nil : "\(samples) samples a pixel, where 1, 2, 4 and 8 are possible"
  }
}
