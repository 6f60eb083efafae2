import Files
import Foundation
import Media
import Recordings

/// The pictures beside the events of a sequence of DSEC: rectified pictures of the colour camera, and their times.
///
/// They are of another camera than the events, of 1440x1080 pixels. Where the times of the exposures are there, they are
/// taken; the others are the mean of both cameras' middles.
final class DSECSampleSource: SampleSource {
  let contents: SampleContents
  private(set) var warnings: [RecordingWarning] = []
  private let pictures: [String]
  private let times: [FrameTime]
  private var position = 0

  init(_ file: InputFile, contents: SampleContents, options: EventReadOptions) throws {
    guard !contents.isDisjoint(with: [.frames, .frameTimes]), let place = Place(events: file.path) else {
      (self.contents, pictures, times) = ([], [], [])
      return
    }
    let (times, timesPath) = try place.times()
    let pictures = try place.pictures()
    if !pictures.isEmpty && pictures.count != times.count {
      warnings.append(
        RecordingWarning(
          path: timesPath, problem: "\(pictures.count) pictures have \(times.count) times",
          consequence: "the first \(min(pictures.count, times.count)) are read"))
    }
    if pictures.isEmpty && !times.isEmpty {
      warnings.append(
        RecordingWarning(
          path: timesPath, problem: "the times of \(times.count) pictures are there without the pictures",
          consequence: "there are times only"))
    }
    let isTimesOnly = !contents.contains(.frames)
    let count = pictures.isEmpty && isTimesOnly ? times.count : min(pictures.count, times.count)
    self.pictures = pictures
    self.times = Array(times.prefix(count))
    self.contents = count == 0 ? [] : contents.subtracting(.inertial)
  }

  func next() throws -> RecordedSample? {
    guard position < times.count, !contents.isEmpty else { return nil }
    defer { position += 1 }
    guard contents.contains(.frames) else { return .frameTime(times[position], SensorSize(width: 0, height: 0)) }
    let pixels: RecordedFrame.Pixels =
      switch try StillPicture(path: pictures[position]) {
      case .uint8(let samples): .uint8(samples)
      case .uint16(let samples): .uint16(samples)
      }
    return .frame(RecordedFrame(time: times[position], pixels: pixels))
  }

  /// Where the parts of a sequence lie, from the file of its events.
  private struct Place {
    let sequence: FolderListing
    let camera: String

    /// The largest list of times that is read.
    private static let mostListBytes = 64 << 20

    /// Nil where the file does not lie as DSEC has it: `events/left/events.h5` or `events_left/events.h5`.
    init?(events path: String) {
      let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
      let name = folder.lastPathComponent
      let above = folder.deletingLastPathComponent()
      for camera in ["left", "right"] {
        if name == "events_\(camera)", let sequence = FolderListing(above.path) {
          (self.sequence, self.camera) = (sequence, camera)
          return
        }
        if name == camera, above.lastPathComponent == "events",
          let sequence = FolderListing(above.deletingLastPathComponent().path)
        {
          (self.sequence, self.camera) = (sequence, camera)
          return
        }
      }
      return nil
    }

    private func first(_ names: [String]) -> String? { names.first(where: sequence.contains).map(sequence.path(of:)) }

    /// The rectified pictures in order.
    func pictures() throws -> [String] {
      let names = [
        "images/\(camera)/rectified", "images_rectified_\(camera)", "\(sequence.name)_images_rectified_\(camera)",
      ]
      guard let folder = first(names).flatMap({ FolderListing($0) }) else { return [] }
      return try folder.numberedFiles(endingIn: ".png").map { folder.path(of: $0.name) }
    }

    /// The times, and the file that holds them.
    func times() throws -> ([FrameTime], path: String) {
      let exposures = first([
        "images/\(camera)/exposure_timestamps.txt", "images/image_exposure_timestamps_\(camera).txt",
        "image_exposure_timestamps_\(camera).txt", "\(sequence.name)_image_exposure_timestamps_\(camera).txt",
      ])
      if let exposures {
        return (
          try rows(exposures, columns: 2).map { FrameTime(startMicroseconds: $0[0], endMicroseconds: $0[1]) }, exposures
        )
      }
      let middles = first([
        "images/timestamps.txt", "images/image_timestamps.txt", "image_timestamps.txt",
        "\(sequence.name)_image_timestamps.txt",
      ])
      return (try middles.map { try rows($0, columns: 1).map { FrameTime($0[0]) } } ?? [], middles ?? sequence.path)
    }

    private func rows(_ path: String, columns: Int) throws -> [[Int64]] {
      let file = try InputFile(path: path)
      guard file.byteCount <= Self.mostListBytes else {
        throw FileError(.badContent, path: path, problem: "\(file.byteCount) bytes are no list of pictures' times")
      }
      return try TimestampTable(text: file).rows.map { row in
        let numbers = row.numbers.compactMap { $0.microseconds(.microseconds) }
        guard numbers.count == columns else {
          throw FileError(
            .badContent, path: path, problem: "\(columns) whole numbers are needed, \(row.numbers.count) are there",
            place: "line \(row.place)", remedy: "is it a list of pictures' times of DSEC?")
        }
        return numbers
      }
    }
  }
}
