import Files
import Foundation
import Media
import Recordings
import Simulator
import Tensors

/// How the frames of the light are stored beside what cameras made of them.
public enum IntensityFrameFormat: String, Sendable, CaseIterable {
  /// Gray PNGs of 8 bits, in sRGB.
  case png
  /// Gray PNGs of 16 bits, in sRGB.
  case png16
  /// One `.npy`, float32 `[frames, height, width]`: linear gray levels as the cameras see them, white 255.
  case npy
}

/// Writes the frames of light into a folder, with `images.txt`: a line holds the time of a frame in seconds and, of
/// pictures, its file.
///
/// A simulation of what was written, with these times, sees the same light, to the depth of the pictures.
final class IntensityFrameSink {
  private let folder: OutputFolder
  private let format: IntensityFrameFormat
  private let list: OutputFile
  private let array: NumpyFileWriter<Float>?
  private(set) var count = 0
  /// The times of the first and the last frame, in microseconds.
  private(set) var times: (first: Int64, last: Int64)?

  private static let arrayName = "frames.npy"

  init(_ format: IntensityFrameFormat, in folder: OutputFolder, geometry: SpikeGeometry) throws {
    (self.format, self.folder) = (format, folder)
    list = try OutputFile(path: folder.add(SampleFolderSink.listName))
    switch format {
    case .png, .png16: array = nil
    case .npy:
      array = try NumpyFileWriter(
        axesAfterFirst: [geometry.height, geometry.width], path: folder.add(Self.arrayName))
    }
  }

  /// What the index calls the frames.
  var file: String {
    switch format {
    case .png, .png16: SampleFolderSink.pictureFolder
    case .npy: Self.arrayName
    }
  }

  func append(_ frame: IntensityFrame) throws {
    var line = Self.seconds(frame.time)
    switch format {
    case .png: line += " " + (try write(.uint8(LinearLight.bytes(ofGray: frame.gray))))
    case .png16: line += " " + (try write(.uint16(LinearLight.words(ofGray: frame.gray))))
    case .npy: try array?.append(frame.gray)
    }
    try list.write(line + "\n")
    count += 1
    let microseconds = Int64((frame.time.doubleValue * 1e6).rounded())
    times = (times?.first ?? microseconds, microseconds)
  }

  func finish() throws {
    try list.commit()
    try array?.finish()
  }

  private func write(_ picture: StillPicture) throws -> String {
    let name = SampleFolderSink.pictureName(count)
    try picture.writePNG(path: folder.add(name))
    return name
  }

  /// A time with nine digits.
  private static func seconds(_ time: Rational) -> String {
    let (whole, rest) = time.numerator.quotientAndRemainder(dividingBy: time.denominator)
    let nanoseconds = (Double(rest) / Double(time.denominator) * 1e9).rounded()
    let isNext = nanoseconds >= 1e9
    return String(format: "%lld.%09lld", isNext ? whole + 1 : whole, isNext ? 0 : Int64(nanoseconds))
  }
}
