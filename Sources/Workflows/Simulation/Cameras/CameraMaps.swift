import Files
import Foundation
import Recordings
import Tensors

/// The maps of a camera file: float32 `[height, width]` arrays in an `.npz` beside it.
struct CameraMaps {
  /// The path of the archive as messages call it.
  let path: String
  private let archive: NumpyArchive
  private let size: SensorSize

  /// Opens the archive that a camera file names, relative to the file itself.
  init(named name: String, beside file: String, size: SensorSize) throws {
    path = Self.path(named: name, beside: file)
    self.size = size
    archive = try NumpyArchive(path: path)
  }

  /// The archive that a camera file names, relative to the file itself.
  static func path(named name: String, beside file: String) -> String {
    name.hasPrefix("/") ? name : URL(fileURLWithPath: file).deletingLastPathComponent().relativePath + "/" + name
  }

  /// A map; nil where there is none of that name.
  ///
  /// Its size is checked before memory is taken.
  func values(_ name: String, _ wanted: String, _ isValid: (Float) -> Bool) throws -> [Float]? {
    guard archive.names.contains(name) else { return nil }
    let shape = try archive.header(name).shape
    guard shape == [size.height, size.width] else {
      let found = shape.count == 2 ? "\(shape[1])x\(shape[0])" : "\(shape)"
      throw FileError(
        .badContent, path: path, problem: "the map is \(found), the camera \(size.width)x\(size.height)",
        place: "entry \(name)")
    }
    let values = try archive.float32(name).scalars
    if let place = values.firstIndex(where: { !$0.isFinite || !isValid($0) }) {
      throw FileError(
        .badContent, path: path,
        problem: "the value at (\(place % size.width), \(place / size.width)) is \(values[place]), not \(wanted)",
        place: "entry \(name)")
    }
    return values
  }

  /// The archive that goes beside a camera file.
  static func path(beside file: String) -> String {
    let url = URL(fileURLWithPath: file)
    return file.dropLast(url.lastPathComponent.count) + url.deletingPathExtension().lastPathComponent + ".npz"
  }

  /// Writes maps and the camera file that names them: both or neither.
  static func write(
    _ maps: [(name: String, values: AnyTensor)], text: String, to path: String, overwrite: Bool
  ) throws {
    let beside = Self.path(beside: path)
    let file = try OutputFile(path: path, overwrite: overwrite)
    let archive = try NumpyArchiveWriter(path: beside, compression: .deflated, overwrite: overwrite)
    for map in maps { try archive.add(map.values, named: map.name) }
    try file.write(text)
    let wasThere = FileManager.default.fileExists(atPath: beside)
    try archive.commit()
    do {
      try file.commit()
    } catch {
      // Maps without their camera would be in the way of the next run.
      if !wasThere { try? FileManager.default.removeItem(atPath: beside) }
      throw error
    }
  }
}
