import Files
import Recordings

/// A YAML file that says what a simulated camera is; its kind decides which sections it has.
struct CameraFile {
  /// The two kinds.
  enum Kind: String, CaseIterable {
    case spikes, events

    fileprivate var section: String {
      switch self {
      case .spikes: "sensor"
      case .events: "pixels"
      }
    }
  }

  let path: String
  private let file: ConfigurationFile

  init(path: String, as kind: Kind) throws {
    self.path = path
    file = try ConfigurationFile(path: path, example: "what \(Work.calibrate) writes")
    guard let word = file.word(of: "kind", in: "camera") else {
      throw FileError(
        .badContent, path: path, problem: "camera.kind is missing", remedy: "it is spikes or events")
    }
    guard let found = Kind(rawValue: word) else {
      throw FileError(
        .badContent, path: path, problem: "camera.kind is `\(word)`, not one of spikes, events")
    }
    if found != kind {
      throw FileError(
        .badContent, path: path,
        problem: "this is a camera of \(found.rawValue); one of \(kind.rawValue) is needed here")
    }
  }

  /// What stands in the first section.
  struct Head {
    var size: SensorSize?
    var maps: CameraMaps?
  }

  /// Reads all sections: `camera`, that of the kind, and what follows them.
  func read(
    _ kind: Kind, camera: @escaping (ConfigurationSection) throws -> Void = { _ in },
    _ body: @escaping (ConfigurationSection, Head) throws -> Void,
    terms: ((ConfigurationSection, Head) throws -> Void)? = nil
  ) throws {
    var head = Head()
    var readers: [(name: String, read: (ConfigurationSection) throws -> Void)] = [
      (
        "camera",
        { section in
          _ = try section.text("kind")
          head = try self.head(section)
          try camera(section)
        }
      ), (kind.section, { try body($0, head) }),
    ]
    if let terms { readers.append(("terms", { try terms($0, head) })) }
    try file.read(readers)
  }

  private func head(_ section: ConfigurationSection) throws -> Head {
    let sides = 1...SpikeGeometry.largestSide
    let (width, height) = (try section.integer("width", in: sides), try section.integer("height", in: sides))
    guard (width == nil) == (height == nil) else {
      throw section.fault(width == nil ? "height" : "width", "stands alone; a size has both width and height")
    }
    var head = Head()
    if let width, let height {
      head.size = SensorSize(width: width, height: height)
      if width * height > Self.mostPixels { throw section.fault("width", "times height is more than any sensor has") }
    }
    if let name = try section.text("maps") {
      guard let size = head.size else { throw section.fault("maps", "need a camera with width and height") }
      head.maps = try CameraMaps(named: name, beside: path, size: size)
    }
    return head
  }

  /// The archive of maps that a camera file names; nil where it names none.
  static func mapsPath(of path: String) throws -> String? {
    try ConfigurationFile(path: path, example: "what \(Work.calibrate) writes").word(of: "maps", in: "camera").map {
      CameraMaps.path(named: $0, beside: path)
    }
  }

  static let mostPixels = 1 << 26

  /// Lets the sensor's size be the file's, and refuses another.
  static func size(
    _ own: SensorSize?, for light: inout VideoLight, namedSize: SpikeGeometry?, path: String
  ) throws {
    guard let own else { return }
    if let wanted = light.size ?? namedSize, wanted.size != own {
      throw JobError(
        .badContent, path: path,
        problem: "the camera is \(own.width)x\(own.height), a recording of \(wanted.text) is asked for",
        remedy: "leave out \(Setting.sensorSize), and a size in the output's name")
    }
    light.size = SpikeGeometry(width: own.width, height: own.height)
  }
}
