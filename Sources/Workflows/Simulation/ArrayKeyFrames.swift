import Files
import Media
import Recordings
import Simulator
import Tensors

/// The frames of an array `[frames, height, width]` of numbers of any type: a `.npy`, or an entry of an `.npz`.
///
/// One frame is in memory at a time. Numbers above white are brighter than white: they fire more often, up to once a
/// readout.
final class ArrayKeyFrames: LightFile {
  private let path: String
  private let values: ArrayIntensities
  private let fit: SensorFit
  private let shape: [Int]
  private let times: KeyFrameTimes
  private let isGamma: Bool
  private var index = 0

  /// Opens an array.
  ///
  /// - Parameter open: Opens it from its start; it may be asked more than once.
  /// - Throws: `FileError` where it holds no frames of numbers, where it may be in 0…1 as well as in 0…255, or where there
  ///   is not a time for every frame.
  init(
    path: String, times: KeyFrameTimes, size: SpikeGeometry?, light: VideoLight,
    open: @escaping () throws -> NumpyStream
  ) throws {
    self.path = path
    self.times = times
    let header = try open().header
    shape = header.shape
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), !header.isFortranOrder else {
      throw FileError(
        .badContent, path: path,
        problem: "pictures are numbers [frames, height, width], this is \(header.dtype) \(shape)",
        remedy: header.isFortranOrder ? "save it again after numpy.ascontiguousarray" : "save them in that form")
    }
    guard SpikeGeometry(checkedWidth: shape[2], height: shape[1]) != nil else {
      throw FileError(.badContent, path: path, problem: "no sensor has \(shape[2]) x \(shape[1]) pixels")
    }
    if let count = times.count, count != shape[0] {
      throw FileError(.badContent, path: path, problem: "it has \(shape[0]) frames and \(count) times")
    }
    values = try ArrayIntensities(path: path, white: light.white, open: open)
    isGamma = light.gamma == .srgb
    fit = SensorFit(width: shape[2], height: shape[1], size: size, fit: light.fit)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { shape[0] }
  var estimatedSeconds: Double? { times.time(of: shape[0] - 1).doubleValue }

  func next() throws -> IntensityFrame? {
    if index == shape[0] { return nil }
    var picture = try values.next()
    if isGamma { picture = picture.map { LinearLight.gray(ofSRGB: $0) } }
    defer { index += 1 }
    return IntensityFrame(gray: fit.fitted(picture), time: times.time(of: index))
  }

  var summary: String {
    "array of \(values.dtype), white \(Text.number(values.white)), \(shape[2])x\(shape[1]) "
      + times.summary
  }

  func passWarnings(to observer: any JobObserver) throws {
    guard let brightest = values.brightest else { return }
    try observer.warn(
      kind: "above-white", path: path,
      "intensities up to \(Text.number(brightest)) are above the white of \(Text.number(values.white)) and fire more; "
        + "\(Setting.whiteLevel, to: "X") says another")
  }
}
