import Files
import Recordings
import Simulator

/// Where scenes come from.
public enum SceneOrigin: Sendable, Equatable {
  /// A law, by which each is drawn.
  case law(SceneLawFile, name: String)
  /// A description of one.
  case description(SceneFile)
  /// One that comes with the package.
  case design(DesignedScene)

  /// The name of the law, or the path of the file.
  public var name: String {
    switch self {
    case .law(_, let name): name
    case .description(let file): file.path
    case .design(let designed): designed.design.rawValue
    }
  }

  /// The sensor.
  public var size: SensorSize {
    switch self {
    case .law(let law, _): law.size
    case .description(let file): file.scene.size
    case .design(let designed): designed.size
    }
  }

  /// Spike frames a second.
  public var rate: Rational {
    get {
      switch self {
      case .law(let law, _): law.rate
      case .description(let file): file.rate
      case .design(let designed): designed.rate
      }
    }
    set {
      switch self {
      case .law(var law, let name):
        law.rate = newValue
        self = .law(law, name: name)
      case .description(var file):
        file.rate = newValue
        self = .description(file)
      case .design(var designed):
        designed.rate = newValue
        self = .design(designed)
      }
    }
  }

  /// The spike frames of a recording.
  public var frames: Int {
    get {
      switch self {
      case .law(let law, _): law.frames
      case .description(let file): file.frames
      case .design(let designed): designed.frames
      }
    }
    set {
      switch self {
      case .law(var law, let name):
        law.frames = newValue
        self = .law(law, name: name)
      case .description(var file):
        file.frames = newValue
        self = .description(file)
      case .design(var designed):
        designed.frames = newValue
        self = .design(designed)
      }
    }
  }

  /// The seed of the first scene where nobody says another.
  public var seed: UInt64 {
    switch self {
    case .law, .design: 0
    case .description(let file): file.seed
    }
  }

  /// How long a recording is, in seconds.
  public var seconds: Double { Double(frames) / rate.doubleValue }

  /// The pictures that scenes may name.
  var pictures: ScenePictures {
    switch self {
    case .law(let law, _): law.pictures
    case .description(let file): file.pictures
    case .design: ScenePictures()
    }
  }

  /// Lets scenes have another sensor.
  ///
  /// - Throws: ``JobError`` where a description says another.
  public mutating func set(size: SensorSize) throws {
    switch self {
    case .law(var law, let name):
      law.size = size
      self = .law(law, name: name)
    case .design(var designed):
      designed.size = size
      self = .design(designed)
    case .description(let file):
      guard size == file.scene.size else {
        throw JobError(
          .badContent, path: file.path,
          problem: "the scene is \(file.scene.size), a recording of \(size) is asked for",
          remedy: "leave out \(Setting.sensorSize)")
      }
    }
  }

  /// Lets scenes have other kinds of things.
  ///
  /// - Precondition: They are drawn by a law.
  public mutating func set(kinds: [SceneThingKind]) {
    guard case .law(var law, let name) = self else { preconditionFailure("\(name) is no law.") }
    law.law.kinds = kinds
    self = .law(law, name: name)
  }

  /// A scene.
  func scene(seed: UInt64, objects: Int?, threads: Int, log: JobLog) throws -> Scene {
    switch self {
    case .description(let file): return file.scene
    case .design(let designed): return designed.design.scene(seed: seed, size: designed.size)
    case .law(let file, let name):
      do {
        var law = file.law
        if let share = file.eventShare {
          law.pace = try SceneDensity(
            law: law, seed: seed, size: file.size, seconds: file.seconds, objects: objects, threads: threads,
            pictures: file.pictures
          ).pace(for: share)
          log.detail("scene of seed \(seed): speeds times \(Text.number(law.pace))")
        }
        return try law.scene(seed: seed, size: file.size, seconds: file.seconds, objects: objects)
      } catch let error as SceneError {
        throw FileError(.badContent, path: name, problem: "\(error)")
      }
    }
  }
}
