import Files
import Tensors

/// The intensities of an array as gray levels, of which 255 is white.
final class ArrayIntensities {
  /// The value of white in the array.
  let white: Double
  /// The greatest value above a white that nobody stated; nil where there is none.
  private(set) var brightest: Double?
  private let stream: NumpyStream
  private let open: () throws -> NumpyStream
  private let path: String
  private let isStated: Bool
  private var frame = 0

  /// White where nothing else is said.
  private static let standardWhite = 255.0

  /// Opens an array of shape `[frames, height, width]`.
  ///
  /// Numbers of floating point that may be in 0…1 as well as in 0…255 are looked at until one is above 1.
  ///
  /// - Parameters:
  ///   - white: The value of white, or nil where the user does not say it.
  ///   - open: Opens the array from its start; it may be asked twice.
  /// - Throws: `FileError` where a value is no intensity, or where white has to be said.
  init(path: String, white: Double?, open: @escaping () throws -> NumpyStream) throws {
    (self.path, self.open) = (path, open)
    self.white = white ?? Self.standardWhite
    isStated = white != nil
    stream = try open()
    if white == nil { try requireLevels() }
  }

  /// NumPy's name of the type.
  var dtype: String { stream.header.dtype }

  /// The next frame, `[height, width]`.
  ///
  /// - Throws: `FileError` that names the frame and the pixel of a value that is no intensity.
  func next() throws -> Tensor<Float> {
    switch stream.header.scalarType {
    case .uint8: try next(UInt8.self) { Double($0) }
    case .int8: try next(Int8.self) { Double($0) }
    case .uint16: try next(UInt16.self) { Double($0) }
    case .int16: try next(Int16.self) { Double($0) }
    case .uint32: try next(UInt32.self) { Double($0) }
    case .int32: try next(Int32.self) { Double($0) }
    case .uint64: try next(UInt64.self) { Double($0) }
    case .int64: try next(Int64.self) { Double($0) }
    case .float32: try next(Float.self) { Double($0) }
    case .float64: try next(Double.self) { $0 }
    }
  }

  private func next<Scalar: TensorScalar>(_: Scalar.Type, _ value: (Scalar) -> Double) throws -> Tensor<Float> {
    let picture = try Self.frame(of: Scalar.self, from: stream)
    let highest = try highest(of: picture, value)
    if !isStated && highest > Self.standardWhite { try keep(highest) }
    frame += 1
    let scale = Self.standardWhite / white
    return picture.map { Float(value($0) * scale) }
  }

  /// The greatest value of a frame.
  private func highest<Scalar: TensorScalar>(
    of picture: Tensor<Scalar>, _ value: (Scalar) -> Double
  ) throws -> Double {
    var (highest, isFine) = (0.0, true)
    picture.withUnsafeBufferPointer { scalars in
      for scalar in scalars {
        let number = value(scalar)
        isFine = isFine && number >= 0 && number < .infinity
        highest = max(highest, number)
      }
    }
    if !isFine { throw misfit(picture.scalars.map(value)) }
    return highest
  }

  private static func frame<Scalar: TensorScalar>(
    of _: Scalar.Type, from stream: NumpyStream
  ) throws -> Tensor<Scalar> {
    try Tensor<Scalar>(unsafeUninitializedShape: Array(stream.header.shape.dropFirst())) { try stream.read(into: $0) }
  }

  /// The error of the first value that is negative or not finite.
  private func misfit(_ values: [Double]) -> FileError {
    let index = values.firstIndex { !($0.isFinite && $0 >= 0) } ?? 0
    let width = stream.header.shape[2]
    return FileError(
      .badContent, path: path, problem: "the intensity \(values[index]) is not a number from 0 on",
      place: "frame \(frame), pixel (y \(index / width), x \(index % width))",
      remedy: "mend the array; intensities are linear, 0 is black")
  }

  /// Notes values above 255 where white was not said: floats overshoot, wide integers have another white.
  private func keep(_ value: Double) throws {
    guard [.float32, .float64].contains(stream.header.scalarType) else {
      let whites = [1023.0, 4095, 16383, 65535].filter { $0 >= value }.prefix(1)
      let remedies = (whites + [255]).map { "\(Setting.whiteLevel, to: Text.number($0))" as Message }
      throw JobError(
        .badContent, path: path,
        problem: "it holds \(dtype) up to \(Text.number(value)) and more than 255, so that white may be any value",
        place: "frame \(frame)",
        remedy: "say the value of white: \(remedies.joined(separator: " or "))")
    }
    brightest = max(brightest ?? 0, value)
  }

  /// Refuses floats none of which is above 1, and truth values: white may be 1 as well as 255.
  private func requireLevels() throws {
    let isBool = stream.header.dtype.hasSuffix("b1")
    let highest: Double
    switch stream.header.scalarType {
    case .float32: highest = try highestLevel(Float.self) { Double($0) }
    case .float64: highest = try highestLevel(Double.self) { $0 }
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: highest = isBool ? 1 : 0
    }
    // Black is black, whatever white is.
    if highest == 0 || highest > 1 { return }
    throw JobError(
      .badContent, path: path,
      problem: isBool
        ? "truth values do not say which value is white"
        : "its greatest value is \(Text.number(highest)), so that white may be 1 as well as 255",
      remedy: "say which with \(Setting.whiteLevel, to: "1") or \(Setting.whiteLevel, to: "255")")
  }

  /// The greatest value up to the first frame that has one above 1.
  private func highestLevel<Scalar: TensorScalar>(_: Scalar.Type, _ value: (Scalar) -> Double) throws -> Double {
    let stream = try open()
    var level = 0.0
    defer { frame = 0 }
    while frame < stream.header.shape[0] && level <= 1 {
      level = max(level, try highest(of: Self.frame(of: Scalar.self, from: stream), value))
      frame += 1
    }
    return level
  }
}
