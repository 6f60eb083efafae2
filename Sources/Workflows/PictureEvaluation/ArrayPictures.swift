import Files
import Tensors

/// The pictures of a `.npy`, `[pictures, height, width]` or one `[height, width]`, of numbers of any type.
final class ArrayPictures: PictureStream {
  let count: Int?
  var times: [Int64]? { nil }
  private let stream: NumpyStream
  private let path: String
  private let shape: [Int]
  private let white: Double
  private var index = 0

  /// Above this, numbers of floating point are gray levels up to 255 where white is not said: networks and firing rates
  /// overshoot 1 by less.
  private static let mostOfUnitWhite = 2.0

  /// Opens an array.
  ///
  /// - Parameter white: The value of white; nil for 255 of 8 bits. Others need it said.
  init(path: String, white: Double?) throws {
    self.path = path
    stream = try NumpyStream(path: path)
    let header = stream.header
    shape = header.shape.count == 2 ? [1] + header.shape : header.shape
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), !header.isFortranOrder else {
      throw FileError(
        .badContent, path: path,
        problem: "pictures are numbers [pictures, height, width], this is \(header.dtype) \(header.shape)",
        remedy: header.isFortranOrder ? "save it again after numpy.ascontiguousarray" : "save them in that form")
    }
    count = shape[0]
    self.white = try white ?? Self.white(of: path, header)
  }

  private static func white(of path: String, _ header: NumpyHeader) throws -> Double {
    func error(_ problem: Message) -> JobError {
      JobError(
        .badContent, path: path, problem: problem,
        remedy: "say which with \(Setting.whiteLevel, to: "1") or \(Setting.whiteLevel, to: "255")")
    }
    let usual = 255.0
    switch header.scalarType {
    case .uint8 where !header.dtype.hasSuffix("b1"): return usual
    case .float32, .float64:
      let greatest = try greatest(of: path)
      guard greatest > mostOfUnitWhite else {
        throw error("its greatest value is \(Text.number(greatest)), so that white may be 1 as well as 255")
      }
      return usual
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64:
      throw error("\(header.dtype) does not say which value is white")
    }
  }

  private static func greatest(of path: String) throws -> Double {
    let pictures = try ArrayPictures(path: path, white: 1)
    var greatest = -Double.infinity
    while greatest <= mostOfUnitWhite, let picture = try pictures.next() {
      greatest = max(greatest, picture.values.withUnsafeBufferPointer { Double($0.max() ?? 0) })
    }
    return greatest
  }

  func next() throws -> StreamedPicture? {
    if index == count { return nil }
    let values: Tensor<Float> =
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
    if let place = values.withUnsafeBufferPointer({ $0.firstIndex { !$0.isFinite } }) {
      throw FileError(
        .badContent, path: path, problem: "the picture holds a value that is infinite or no number",
        place: "picture \(index), pixel (y \(place / shape[2]), x \(place % shape[2]))", remedy: "mend the array")
    }
    defer { index += 1 }
    return StreamedPicture(index: index, values: values)
  }

  private func next<Scalar: TensorScalar>(_: Scalar.Type, _ value: (Scalar) -> Double) throws -> Tensor<Float> {
    let picture = try Tensor<Scalar>(unsafeUninitializedShape: Array(shape.dropFirst())) { try stream.read(into: $0) }
    return picture.map { Float(value($0) / white) }
  }
}
