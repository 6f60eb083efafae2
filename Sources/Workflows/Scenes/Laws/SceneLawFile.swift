import Files
import Foundation
import Recordings
import Simulator

/// A law of random scenes with what a recording of them is: a file of the package or of the user's.
public struct SceneLawFile: Sendable, Equatable {
  /// What scenes are drawn from.
  public var law: SceneLaw
  /// The sensor.
  public var size: SensorSize
  /// Spike frames a second.
  public var rate: Rational
  /// The spike frames of a recording.
  public var frames: Int
  /// The share of pixels with an event in a recording to which speeds are scaled; nil for speeds as they are.
  public var eventShare: ClosedRange<Double>?
  /// The pictures of the user's that it names.
  public var pictures = ScenePictures()

  /// Reads a file.
  ///
  /// - Throws: `FileError` or ``JobError`` with the line of the mistake.
  public init(path: String) throws {
    try self.init(ConfigurationFile(path: path, example: Self.example))
  }

  /// Takes a text as that of a file.
  public init(text: String, path: String) throws {
    try self.init(ConfigurationFile(text, path: path, example: Self.example))
  }

  private static let example: Message = "the law \(SceneLawName.spift.name)"

  private init(_ file: ConfigurationFile) throws {
    var law = SceneLaw(
      objects: 8...12, motion: SceneMotionLaw(speed: 0...0), background: SceneMotionLaw(speed: 0...0))
    (size, rate, frames) = (SensorSize(width: 800, height: 500), 20_000, 500)
    var (size, rate, frames, share) = (size, rate, frames, ClosedRange<Double>?.none)
    var pictures = ScenePictures()
    try file.read([
      (
        "recording",
        { section in
          if let text = try section.text("size") {
            let sides = text.split(separator: "x").map { Int($0) ?? 0 }
            guard sides.count == 2, let geometry = SpikeGeometry(checkedWidth: sides[0], height: sides[1]) else {
              throw section.fault("size", "is `\(text)`, not a size as 800x500")
            }
            size = geometry.size
          }
          if let text = try section.text("rate") {
            guard let value = Rational(positive: text) else {
              throw section.fault("rate", "is `\(text)`, not a number above 0")
            }
            rate = value
          }
          frames = try section.integer("frames", in: 1...100_000_000) ?? frames
          share = try section.range("event-share", "in 0 to 1") { (0...1).contains($0) }
          law.pace = try section.number("pace", "above 0") { $0 > 0 } ?? law.pace
        }
      ),
      (
        "objects",
        { section in
          law.objects = try section.count("count") ?? law.objects
          law.kinds = try section.words("kinds", of: SceneThingKind.self) ?? law.kinds
          law.forms = try section.words("forms", of: SceneFormKind.self) ?? law.forms
          let shapes = try section.words("shapes", of: SceneShapeKind.self)
          if let cutouts = try section.pictures("cutouts", beside: file.path, mustHaveAlpha: true, in: &pictures) {
            law.cutouts = cutouts.map { SceneLawCutout(name: $0, side: pictures.side(of: $0)) }
            // Cut-outs alone are meant, unless shapes are named too.
            law.shapes = []
          }
          law.shapes = shapes ?? law.shapes
          law.radius = try section.range("radius", "above 0") { $0 > 0 } ?? law.radius
          try section.read(&law.motion)
        }
      ),
      ("background", { section in try section.read(&law.background) }),
      (
        "textures",
        { section in
          let patterns = try section.words("patterns", of: ScenePattern.self)
          if let names = try section.pictures("pictures", beside: file.path, in: &pictures) {
            law.pictures = names
            law.patterns = []
          }
          law.patterns = patterns ?? law.patterns
          law.drawings = try section.integer("drawings", in: 1...1 << 20) ?? law.drawings
          law.grain = try section.range("grain", "in 0 to 1") { (0...1).contains($0) } ?? law.grain
          law.patternScale = try section.range("scale", "above 0") { $0 > 0 } ?? law.patternScale
          law.darkest = try section.range("darkest", "in 0 to 255") { (0...255).contains($0) } ?? law.darkest
          law.spread = try section.range("spread", "in 0 to 255") { (0...255).contains($0) } ?? law.spread
        }
      ),
    ])
    do {
      try law.check()
    } catch let error as SceneError {
      throw FileError(.badContent, path: file.path, problem: "\(error)")
    }
    (self.law, self.size, self.rate, self.frames, eventShare) = (law, size, rate, frames, share)
    self.pictures = pictures
  }

  /// How long a recording is, in seconds.
  public var seconds: Double { Double(frames) / rate.doubleValue }
}

extension ConfigurationSection {
  fileprivate func count(_ key: String) throws -> ClosedRange<Int>? {
    let isWhole = { (number: Double) in number >= 0 && number <= 9999 && number == number.rounded() }
    return try range(key, "from 0 to 9999, whole", isWhole).map { Int($0.lowerBound)...Int($0.upperBound) }
  }

  /// The names of pictures whose files are listed, relative to the law's own.
  fileprivate func pictures(
    _ key: String, beside law: String, mustHaveAlpha: Bool = false, in pictures: inout ScenePictures
  ) throws -> [String]? {
    try texts(key).map { files in
      if files.isEmpty { throw fault(key, "names none") }
      let folder = URL(fileURLWithPath: law).deletingLastPathComponent().relativePath
      return try files.map { file in
        try pictures.add(file.hasPrefix("/") ? file : "\(folder)/\(file)", mustHaveAlpha: mustHaveAlpha)
      }
    }
  }

  fileprivate func read(_ motion: inout SceneMotionLaw) throws {
    motion.speed = try range("speed", "from 0 on") { $0 >= 0 } ?? motion.speed
    motion.turning = try range("turning", "from 0 on") { $0 >= 0 } ?? motion.turning
    motion.scale = try range("scale", "above 0") { $0 > 0 } ?? motion.scale
    motion.shear = try range("shear", "from 0 on") { $0 >= 0 } ?? motion.shear
    motion.path = try word("path", ScenePathKind.allCases.map { ($0.rawValue, $0) }) ?? motion.path
    motion.curveSeconds = try duration("curve").map { Double($0) * 1e-6 } ?? motion.curveSeconds
  }
}
