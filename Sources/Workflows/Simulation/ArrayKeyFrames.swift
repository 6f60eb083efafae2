import Files
import Media
import Recordings
import Simulator
import Tensors

/// The frames of a `.npy` array `[frames, height, width]` of numbers of any type.
///
/// One frame is in memory at a time. Numbers above white are brighter than white: they fire more often, up to once a
/// readout.
final class ArrayKeyFrames: LightFile {
  private let path: String
  private let values: ArrayIntensities
  private let fit: SensorFit
  private let shape: [Int]
  private let frameRate: Rational
  private let isGamma: Bool
  private var index = 0

  /// Opens an array.
  ///
  /// - Throws: `FileError` where it holds no frames of numbers, or where it may be in 0…1 as well as in 0…255.
  init(path: String, frameRate: Rational, size: SpikeGeometry?, light: VideoLight) throws {
    self.path = path
    self.frameRate = frameRate
    let header = try NumpyStream(path: path).header
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
    values = try ArrayIntensities(path: path, white: light.white)
    isGamma = light.gamma == .srgb
    fit = SensorFit(width: shape[2], height: shape[1], size: size, fit: light.fit)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { shape[0] }

  func next() throws -> IntensityFrame? {
    if index == shape[0] { return nil }
    var picture = try values.next()
    if isGamma { picture = picture.map { LinearLight.gray(ofSRGB: $0) } }
    let time = Rational(Int64(index) * frameRate.denominator, frameRate.numerator)
    index += 1
    return IntensityFrame(gray: fit.fitted(picture), time: time)
  }

  var summary: String {
    "array of \(values.dtype), white \(Text.number(values.white)), \(shape[2])x\(shape[1]) "
      + "at \(Text.number(frameRate.doubleValue)) frames a second"
  }

  func passWarnings(to observer: any JobObserver) throws {
    guard let brightest = values.brightest else { return }
    try observer.warn(
      kind: "above-white", path: path,
      "intensities up to \(Text.number(brightest)) are above the white of \(Text.number(values.white)) and fire more; "
        + "\(Setting.whiteLevel, to: "X") says another")
  }
}
