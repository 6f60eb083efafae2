import ArgumentParser
import Media
import Recordings
import Tensors

/// One frame of a video as a camera's light.
struct KeyFrame {
  /// `[height, width]`, gray levels 0…255.
  var gray: Tensor<Float>
  /// Seconds.
  var time: Rational
}

/// Frames of a video or of an array, one after another, as gray levels of the sensor's size.
protocol KeyFrameSource: AnyObject {
  var geometry: SpikeGeometry { get }
  var estimatedCount: Int? { get }
  func next() throws -> KeyFrame?
  /// Says what was odd, after the last frame.
  func passWarnings() throws
}

/// How a video becomes light on a sensor.
struct VideoInputOptions: ParsableArguments {
  enum Gamma: String, ExpressibleByArgument, CaseIterable { case srgb, none }
  enum Fit: String, ExpressibleByArgument, CaseIterable { case stretch, crop }

  @Option(help: "WIDTHxHEIGHT of the sensor (default: that of the video).")
  var size: SizeArgument?

  @Option(help: "A video of another aspect is stretched to the sensor, or cropped in the centre.")
  var fit = Fit.stretch

  @Option(help: "srgb turns the video's values into linear light, none takes them as they are (default: srgb; none for .npy).")
  var gamma: Gamma?

  @Option(help: "Frames a second of a .npy or of a folder of pictures; for a video, instead of its own times.")
  var fps: RateArgument?

  /// Opens a video or an array.
  func open(_ path: String) throws -> any KeyFrameSource {
    if path.lowercased().hasSuffix(".npy") {
      guard let fps else { throw Failure.Usage("\(path): an array of pictures has no times; say its --fps") }
      return try ArrayKeyFrames(path: path, frameRate: fps.value, options: self)
    }
    return try VideoKeyFrames(path: path, options: self)
  }
}

/// Gray pictures brought to the sensor's size.
struct SensorFit {
  let geometry: SpikeGeometry
  private let crop: CropRegion?
  private let scaler: PictureScaler?

  init(width: Int, height: Int, options: VideoInputOptions) {
    let target = options.size?.geometry ?? SpikeGeometry(width: width, height: height)
    geometry = target
    let region =
      options.fit == .crop
      ? CropRegion.center(width: width, height: height, forAspectOf: (target.width, target.height)) : nil
    crop = region
    let (fromWidth, fromHeight) = (region?.width ?? width, region?.height ?? height)
    scaler =
      fromWidth == target.width && fromHeight == target.height
      ? nil
      : PictureScaler(sourceWidth: fromWidth, sourceHeight: fromHeight, width: target.width, height: target.height)
  }

  func fitted(_ picture: Tensor<Float>) -> Tensor<Float> {
    let cropped = crop.map { picture.cropped(to: $0) } ?? picture
    return scaler?.resize(cropped) ?? cropped
  }
}

/// The frames of a video.
private final class VideoKeyFrames: KeyFrameSource {
  private let reader: VideoReader
  private let fit: SensorFit
  private let isLinear: Bool
  private let frameRate: Rational?
  private var index: Int64 = 0

  init(path: String, options: VideoInputOptions) throws {
    reader = try VideoReader(path: path)
    fit = SensorFit(width: reader.width, height: reader.height, options: options)
    isLinear = options.gamma == VideoInputOptions.Gamma.none
    frameRate = options.fps?.value
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { reader.estimatedFrameCount }

  func next() throws -> KeyFrame? {
    guard let frame = try reader.next() else { return nil }
    defer { index += 1 }
    let gray = try isLinear ? frame.grayLuma() : frame.linearGray()
    let time = frameRate.map { Rational(index * $0.denominator, $0.numerator) } ?? Self.time(of: frame, tick: reader.tickDuration)
    return KeyFrame(gray: fit.fitted(gray), time: time)
  }

  /// The frame's time as the file says it, without rounding where that is possible.
  private static func time(of frame: VideoFrame, tick: (numerator: Int64, denominator: Int64)) -> Rational {
    if let ticks = frame.ticks, (1...Int64(Int32.max)).contains(tick.denominator) {
      let (product, overflow) = ticks.multipliedReportingOverflow(by: tick.numerator)
      if !overflow { return Rational(product, tick.denominator) }
    }
    return Rational(microseconds: frame.timeMicroseconds)
  }

  func passWarnings() throws {
    if reader.damagedFrames > 0 {
      try Console.warn(
        kind: "damaged", path: reader.path, "\(reader.damagedFrames) damaged frames were left out or shown as they are")
    }
  }
}

/// The frames of a `.npy` array `[frames, height, width]`.
private final class ArrayKeyFrames: KeyFrameSource {
  private let path: String
  private let stream: NumpyStream
  private let fit: SensorFit
  private let shape: [Int]
  private let frameRate: Rational
  private let isGamma: Bool
  private var index = 0

  init(path: String, frameRate: Rational, options: VideoInputOptions) throws {
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
    fit = SensorFit(width: shape[2], height: shape[1], options: options)
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

  func passWarnings() {}
}
