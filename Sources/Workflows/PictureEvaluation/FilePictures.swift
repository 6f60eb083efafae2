import Datasets
import Files
import Foundation
import Media
import Tensors

/// The pictures of a folder, of a video or of one picture's file, as their gray levels are stored.
///
/// A folder says its pictures' times in `images.txt` (a time in seconds and a name a line, in the folder or above it) or in
/// the `index.json` of a reconstruction.
final class FilePictures: PictureStream {
  let count: Int?
  let times: [Int64]?
  private let reader: VideoReader
  private let log: JobLog
  private var index = 0
  private static let stillEndings = ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "pgm", "ppm"]

  init(path: String, log: JobLog) throws {
    self.log = log
    let folder = Self.folder(path)
    reader = try VideoReader(path: folder ?? path)
    let times = try folder.flatMap { try Self.times(ofFolder: $0, log: log) }
    self.times = times
    let isStill = Self.stillEndings.contains((path.lowercased() as NSString).pathExtension)
    count = folder != nil ? reader.estimatedFrameCount : isStill ? 1 : nil
    if let times, times.count != count {
      throw FileError(
        .badContent, path: path,
        problem: "it lists the times of \(times.count) pictures, but there are \(count ?? 0)",
        remedy: "take the pictures that were written with the list")
    }
  }

  /// The folder that holds the pictures: `images` of one that has none itself.
  private static func folder(_ path: String) -> String? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    let inner = "\(path)/images"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let hasPictures = names.contains { stillEndings.contains(($0.lowercased() as NSString).pathExtension) }
    return !hasPictures && FileManager.default.fileExists(atPath: inner) ? inner : path
  }

  private static func times(ofFolder folder: String, log: JobLog) throws -> [Int64]? {
    if let index = try PictureIndex.read(folder: folder) {
      let times = index.pictures.compactMap(\.endUs)
      return times.count == index.pictures.count ? times : nil
    }
    // NSString's `deletingLastPathComponent` ends the program at a name of one letter (Foundation of Swift 6.3.1).
    let above = URL(fileURLWithPath: folder).deletingLastPathComponent().relativePath
    for list in ["\(folder)/images.txt", "\(above)/images.txt"]
    where FileManager.default.fileExists(atPath: list) {
      let times = try PictureTimesFile(path: list).microseconds
      log.detail("\(list): the times of \(Text.count(times.count, "picture"))")
      return times
    }
    return nil
  }

  func next() throws -> StreamedPicture? {
    guard let frame = try reader.next() else { return nil }
    defer { index += 1 }
    return StreamedPicture(
      index: index, timeMicroseconds: times?[index], values: try frame.grayLuma().map { $0 / 255 })
  }

  func passWarnings() throws {
    guard reader.damagedFrames > 0 else { return }
    try log.warn(
      kind: "damaged", path: reader.path, "\(Text.count(reader.damagedFrames, "frame")) lost or damaged in the file")
  }
}

/// A list of pictures: a time in seconds and a name a line, as the recordings of the University of Zurich have it.
struct PictureTimesFile {
  /// The times in the order of the names, in microseconds.
  let microseconds: [Int64]

  private static let mostBytes = 64 << 20

  init(path: String) throws {
    let file = try InputFile(path: path)
    guard file.byteCount <= Self.mostBytes else {
      throw FileError(.badContent, path: path, problem: "a list of pictures' times is not so long")
    }
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    var times: [Int64] = []
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() where !line.hasPrefix("#") {
      let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," })
      guard let first = parts.first, let seconds = Double(first), seconds.isFinite, seconds.magnitude < 9e12 else {
        throw FileError(
          .badContent, path: path, problem: "a line holds a time in seconds and a picture's name",
          place: "line \(number + 1)",
          remedy: "write them so, or take the list away")
      }
      times.append(Int64((seconds * 1e6).rounded()))
    }
    if let place = zip(times, times.dropFirst()).enumerated().first(where: { $1.0 > $1.1 })?.offset {
      throw FileError(
        .badContent, path: path, problem: "the times go back", place: "line \(place + 2)",
        remedy: "sort the list by time")
    }
    microseconds = times
  }
}
