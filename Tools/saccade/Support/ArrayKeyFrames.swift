import Media
import Recordings
import Tensors

/// The frames of a `.npy` array `[frames, height, width]`.
final class ArrayKeyFrames: KeyFrameSource {
  private let path: String
  private let stream: NumpyStream
  private let fit: SensorFit
  private let shape: [Int]
  private let frameRate: Rational
  private let isGamma: Bool
  private var index = 0

  init(path: String, frameRate: Rational, size: SpikeGeometry?, options: VideoInputOptions) throws {
    self.path = path
    self.frameRate = frameRate
    stream = try NumpyStream(path: path)
    let header = stream.header
    shape = header.shape
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), [.uint8, .float32].contains(header.scalarType),
      !header.isFortranOrder
    else {
      throw FileError(
        .badContent, path: path,
        problem: "pictures are uint8 or float32 [frames, height, width], this is \(header.dtype) \(shape)",
        remedy: "save them in that form, in C order")
    }
    guard SpikeGeometry(checkedWidth: shape[2], height: shape[1]) != nil else {
      throw FileError(.badContent, path: path, problem: "no sensor has \(shape[2]) x \(shape[1]) pixels")
    }
    isGamma = options.gamma == .srgb
    fit = SensorFit(width: shape[2], height: shape[1], size: size, fit: options.fit)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { shape[0] }

  func next() throws -> KeyFrame? {
    if index == shape[0] { return nil }
    let size = [shape[1], shape[2]]
    var picture: Tensor<Float>
    if stream.header.scalarType == .uint8 {
      let bytes = try Tensor<UInt8>(unsafeUninitializedShape: size) { try stream.read(into: $0) }
      picture = bytes.map { Float($0) }
    } else {
      picture = try Tensor<Float>(unsafeUninitializedShape: size) { try stream.read(into: $0) }
    }
    if isGamma { picture = picture.map { LinearLight.gray(ofSRGB: $0) } }
    let time = Rational(Int64(index) * frameRate.denominator, frameRate.numerator)
    index += 1
    return KeyFrame(gray: fit.fitted(picture), time: time)
  }

  var summary: String {
    "array of \(stream.header.dtype), \(shape[2])x\(shape[1]) at \(Text.number(frameRate.doubleValue)) frames a second"
  }

  func passWarnings() {}
}
