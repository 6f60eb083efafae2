import Files
import Foundation
import Media
import Recordings

/// Writes pictures as PNG files with a list of their times, and inertial samples as comma-separated lines.
///
/// The list is that of the data sets of Zürich's Robotics and Perception Group: a line holds the time in seconds and the
/// file's name from the folder on.
final class SampleFolderSink: SampleSink {
  static let (listName, inertialName) = ("images.txt", "imu.csv")
  static let pictureFolder = "images"
  static let inertialColumns =
    "t_us,ax_m_s2,ay_m_s2,az_m_s2,gx_rad_s,gy_rad_s,gz_rad_s,temperature_c,mx_ut,my_ut,mz_ut"

  private let folder: OutputFolder
  private let timeOrigin: Int64
  private var list: OutputFile?
  private var inertial: OutputFile?
  private var frameCount = 0

  init(_ folder: OutputFolder, timeOrigin: Int64) { (self.folder, self.timeOrigin) = (folder, timeOrigin) }

  func append(_ sample: RecordedSample) throws {
    switch sample {
    case .frame(let frame): try append(frame)
    case .inertial(let sample): try append(sample)
    case .frameTime: preconditionFailure("A time without its picture cannot be written.")
    }
  }

  /// Completes the lists.
  func finish() throws {
    try list?.commit()
    try inertial?.commit()
  }

  /// The path of a picture in the folder.
  static func pictureName(_ number: Int) -> String { String(format: "%@/frame_%08d.png", pictureFolder, number) }

  /// A time in seconds with nine digits, exactly.
  static func seconds(_ microseconds: Int64) -> String {
    let magnitude = microseconds.magnitude
    return String(
      format: "%@%llu.%06llu000", microseconds < 0 ? "-" : "", magnitude / 1_000_000, magnitude % 1_000_000)
  }

  private func append(_ frame: RecordedFrame) throws {
    let time = try less(frame.time.microseconds)
    let name = Self.pictureName(frameCount)
    let picture: StillPicture =
      switch frame.pixels {
      case .uint8(let samples): .uint8(samples)
      case .uint16(let samples): .uint16(samples)
      }
    try picture.writePNG(path: folder.add(name))
    frameCount += 1
    let list = try self.list ?? OutputFile(path: folder.add(Self.listName))
    self.list = list
    try list.write("\(Self.seconds(time)) \(name)\n")
  }

  private func append(_ sample: InertialSample) throws {
    let time = try less(sample.timeMicroseconds)
    if inertial == nil {
      let file = try OutputFile(path: folder.add(Self.inertialName))
      try file.write(Self.inertialColumns + "\n")
      inertial = file
    }
    let field = sample.magneticFieldMicrotesla
    var cells: [Double?] = []
    for vector in [sample.acceleration, sample.angularVelocity] { cells += (0..<3).map { vector[$0] } }
    cells.append(sample.temperatureCelsius)
    cells += (0..<3).map { axis in field.map { $0[axis] } }
    // Nine digits tell all numbers of single precision apart.
    let texts = cells.map { cell in cell.map { String(format: "%.9g", $0) } ?? "" }
    try inertial?.write("\(time),\(texts.joined(separator: ","))\n")
  }

  private func less(_ microseconds: Int64) throws -> Int64 {
    let (time, isOver) = microseconds.subtractingReportingOverflow(timeOrigin)
    guard !isOver else {
      throw FileError(
        .cannotCreate, path: folder.path,
        problem: "the time \(microseconds) us less the origin \(timeOrigin) us is beyond 64 bits",
        remedy: "choose a \(Setting.timeOrigin) within the recording")
    }
    return time
  }
}
