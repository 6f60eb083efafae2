import Foundation
import Recordings
import Runtime

/// The kinds of shapes that a law draws.
public enum SceneShapeKind: String, Sendable, CaseIterable {
  case ellipse, rectangle, star, blob, polygon
}

/// The kinds of paths that things take.
public enum ScenePathKind: String, Sendable, CaseIterable {
  /// A line at a constant speed, through a random point of the middle 90 % of the sensor's sides at a random time.
  case line
  /// A spline through random points of that part of the sensor, whose greatest speed is the one that is drawn.
  case curve
}

/// From which things of a kind are drawn, each number evenly from a range.
public struct SceneMotionLaw: Sendable, Equatable {
  /// Pixels a second.
  public var speed: ClosedRange<Double>
  /// Degrees a second, to either side: of layers about the line of sight, of meshes about any axis.
  public var turning: ClosedRange<Double>
  /// The size; from the first to the second end of a recording it goes from one number to another. Meshes come nearer or go
  /// away for it.
  public var scale: ClosedRange<Double>
  /// How far a layer is sheared, to either side.
  public var shear: ClosedRange<Double>
  /// The kind of path.
  public var path: ScenePathKind
  /// The seconds between two points of a curve.
  public var curveSeconds: Double

  /// Describes a law.
  public init(
    speed: ClosedRange<Double>, turning: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1,
    shear: ClosedRange<Double> = 0...0, path: ScenePathKind = .line, curveSeconds: Double = 0.01
  ) {
    (self.speed, self.turning, self.scale) = (speed, turning, scale)
    (self.shear, self.path, self.curveSeconds) = (shear, path, curveSeconds)
  }
}

/// A picture of the user's that a law cuts things out by, and paints them with.
public struct SceneLawCutout: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// The pixels of its longer side.
  public var side: Int

  /// Describes a cut-out.
  public init(name: String, side: Int) { (self.name, self.side) = (name, side) }
}

/// Random scenes: things before a background, all numbers drawn evenly from ranges.
public struct SceneLaw: Sendable, Equatable {
  /// How many things are before the background.
  public var objects: ClosedRange<Int>
  /// What they are, each as likely as the others. With ``SceneThingKind/layers`` alone scenes are those of a law that knows no
  /// other.
  public var kinds: [SceneThingKind] = [.layers]
  /// What layers are cut out by, each as likely as the others.
  public var shapes: [SceneShapeKind]
  /// The forms of meshes, each as likely as the others.
  public var forms: [SceneFormKind] = SceneFormKind.allCases
  /// Half their extent, as a share of the sensor's shorter side.
  public var radius: ClosedRange<Double>
  /// What everything is painted with, each as likely as the others.
  public var patterns: [ScenePattern]
  /// How many different drawings there are of each pattern: textures are made once for all scenes.
  public var drawings: Int
  /// How much of a pattern is noise, in 0...1.
  public var grain: ClosedRange<Double>
  /// Pictures that things are painted with as they are, each as likely as a pattern.
  public var pictures: [String] = []
  /// Pictures that things are cut out by and painted with, as large as other things, each as likely as a shape.
  public var cutouts: [SceneLawCutout] = []
  /// How much larger a pattern is than described.
  public var patternScale: ClosedRange<Double>
  /// The gray level of the darkest parts.
  public var darkest: ClosedRange<Double>
  /// How much brighter the brightest are, at most up to white.
  public var spread: ClosedRange<Double>
  /// How things move.
  public var motion: SceneMotionLaw
  /// How the background moves.
  public var background: SceneMotionLaw
  /// What all speeds and turns are multiplied by; below 1 things grow slower too.
  public var pace: Double

  /// Describes a law.
  public init(
    objects: ClosedRange<Int>, shapes: [SceneShapeKind] = SceneShapeKind.allCases,
    radius: ClosedRange<Double> = 0.08...0.25, patterns: [ScenePattern] = ScenePattern.allCases, drawings: Int = 8,
    grain: ClosedRange<Double> = 0.3...0.5, patternScale: ClosedRange<Double> = 0.8...1.4,
    darkest: ClosedRange<Double> = 5...60, spread: ClosedRange<Double> = 120...195, motion: SceneMotionLaw,
    background: SceneMotionLaw, pace: Double = 1
  ) {
    (self.objects, self.shapes, self.radius, self.patterns) = (objects, shapes, radius, patterns)
    (self.drawings, self.grain, self.patternScale) = (drawings, grain, patternScale)
    (self.darkest, self.spread, self.motion, self.background) = (darkest, spread, motion, background)
    self.pace = pace
  }

  /// Checks the ranges; `ClosedRange` itself refuses one that is turned round.
  ///
  /// - Throws: ``SceneError/badLaw(key:_:)``.
  public func check() throws {
    func demand(_ isPossible: Bool, _ key: String, _ fault: String) throws {
      if !isPossible { throw SceneError.badLaw(key: key, fault) }
    }
    try demand(objects.lowerBound >= 0 && objects.upperBound < Scene.mostThings, "objects", "is no possible number")
    try demand(!kinds.isEmpty, "kinds", "names none")
    try demand(!forms.isEmpty, "forms", "names none")
    try demand(!shapes.isEmpty || !cutouts.isEmpty, "shapes", "names none")
    try demand(!patterns.isEmpty || !pictures.isEmpty, "patterns", "names none")
    try demand(cutouts.allSatisfy { $0.side > 0 }, "cutouts", "names a picture without a size")
    try demand(drawings > 0 && drawings <= 1 << 20, "drawings", "is no possible number")
    try demand(radius.lowerBound > 0 && radius.upperBound <= 10, "radius", "is above 0 and at most 10")
    try demand(grain.lowerBound >= 0 && grain.upperBound <= 1, "grain", "lies in 0 to 1")
    try demand(
      patternScale.lowerBound >= 0.01 && patternScale.upperBound <= 100, "pattern_scale", "lies in 0.01 to 100")
    try demand(darkest.lowerBound >= 0 && darkest.upperBound < 255, "darkest", "lies in 0 to 255")
    try demand(spread.lowerBound >= 0 && spread.upperBound <= 255, "spread", "lies in 0 to 255")
    try demand(pace > 0 && pace.isFinite, "pace", "is above 0")
    for (part, law) in [("objects", motion), ("background", background)] {
      try demand(law.speed.lowerBound >= 0 && law.speed.upperBound <= 1e9, "\(part) speed", "is not negative")
      try demand(law.turning.lowerBound >= 0 && law.turning.upperBound <= 1e9, "\(part) turning", "is not negative")
      try demand(law.scale.lowerBound >= 0.01 && law.scale.upperBound <= 100, "\(part) scale", "lies in 0.01 to 100")
      try demand(law.shear.lowerBound >= 0 && law.shear.upperBound <= 10, "\(part) shear", "lies in 0 to 10")
      try demand(law.curveSeconds > 0 && law.curveSeconds.isFinite, "\(part) curve_seconds", "is above 0")
    }
  }
}
