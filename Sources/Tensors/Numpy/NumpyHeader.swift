import Files

/// What a `.npy` array says of itself: the type and the shape of its scalars and where they begin.
///
/// Versions 1.0, 2.0 and 3.0 of the format are read, in both byte orders and both orders of axes; see
/// `numpy.lib.format`. Reading it costs a few hundred bytes, however long the array is.
public struct NumpyHeader: Sendable, Equatable {
  /// NumPy's name of the type in the file: `<f4`, `|b1`, `>i2`.
  public let dtype: String
  /// The lengths of the axes. An empty shape is a single scalar.
  public let shape: [Int]
  /// Whether the first axis is the fastest in the file, as in Fortran.
  public let isFortranOrder: Bool
  /// The number of bytes before the first scalar.
  public let dataOffset: Int
  let stored: StoredScalar
  let isBigEndian: Bool

  /// The type that the scalars have once they are read: `f2` becomes single precision, a Boolean a byte of 0 or 1.
  public var scalarType: ScalarType { stored.scalarType }
  /// The number of scalars.
  public var count: Int { Shape.count(shape) }
  /// The number of bytes that the scalars take in the file.
  public var byteCount: Int { count * stored.byteCount }

  /// Reads the header of an array in a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - offset: Where the array begins in it.
  /// - Throws: `FileError` where there is no array, where its type holds no plain numbers, or where the file is too
  ///   short for the shape.
  public init(file: InputFile, at offset: Int = 0) throws {
    try self.init(stream: FileStream(file, from: offset))
  }

  /// Reads a header from the front of a stream, and leaves the stream at the first scalar.
  init(stream: any ByteStream) throws {
    self = try Self.parse(stream).get()
  }

  /// Reads a header; the failure is a type that holds no plain numbers, in an array that is otherwise sound.
  static func parse(_ stream: any ByteStream) throws -> Result<NumpyHeader, FileError> {
    let start = stream.position
    guard let fields = NumpyLiteral.header(in: try text(stream)) else {
      throw stream.damage("the header is not the description of an array")
    }
    guard let (stored, isBigEndian) = storedType(fields.dtype) else {
      return .failure(
        stream.damage(
          "the dtype \(fields.dtype.prefix(60)) holds no plain numbers",
          remedy: "convert the array with .astype to float32 or an integer type and save it again"))
    }
    guard let count = Shape.countFromFile(fields.shape), count <= stream.remaining / stored.byteCount else {
      throw stream.damage(
        "an array of shape \(fields.shape) and dtype \(fields.dtype) needs more than the \(stream.remaining) bytes "
          + "that follow")
    }
    return .success(
      NumpyHeader(
        dtype: fields.dtype, shape: fields.shape, isFortranOrder: fields.isFortranOrder,
        dataOffset: stream.position - start, stored: stored, isBigEndian: isBigEndian))
  }

  /// The text of the header, which follows a magic number, a version and its own length.
  private static func text(_ stream: any ByteStream) throws -> [UInt8] {
    let notArray = "this is no NumPy array: it does not begin with \\x93NUMPY"
    guard stream.remaining >= 10 else { throw stream.damage(notArray) }
    let prefix = try stream.bytes(count: 8)
    guard Array(prefix[..<6]) == magic else {
      throw stream.damage(notArray, remedy: "give a .npy or .npz file that numpy.save or numpy.savez wrote")
    }
    let version = prefix[6]
    guard (1...3).contains(version), prefix[7] == 0 else {
      throw stream.damage(
        "version \(version).\(prefix[7]) of the .npy format is unknown", remedy: "save it again as version 1.0")
    }
    let length = try stream.bytes(count: version == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader else { throw stream.damage("a header of \(length) bytes is claimed") }
    return try stream.bytes(count: length)
  }

  private init(
    dtype: String, shape: [Int], isFortranOrder: Bool, dataOffset: Int, stored: StoredScalar, isBigEndian: Bool
  ) {
    self.dtype = dtype
    self.shape = shape
    self.isFortranOrder = isFortranOrder
    self.dataOffset = dataOffset
    self.stored = stored
    self.isBigEndian = isBigEndian
  }

  private static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  private static let longestHeader = 1 << 20

  private static func storedType(_ dtype: String) -> (StoredScalar, isBigEndian: Bool)? {
    guard let order = dtype.first, "<>|=".contains(order) else { return nil }
    let stored: StoredScalar
    switch dtype.dropFirst() {
    case "b1": stored = .bool
    case "u1": stored = .uint8
    case "i1": stored = .int8
    case "u2": stored = .uint16
    case "i2": stored = .int16
    case "u4": stored = .uint32
    case "i4": stored = .int32
    case "u8": stored = .uint64
    case "i8": stored = .int64
    case "f2": stored = .float16
    case "f4": stored = .float32
    case "f8": stored = .float64
    default: return nil
    }
    if order == "|" && stored.byteCount > 1 { return nil }
    return (stored, order == ">")
  }

  /// The bytes in front of the scalars of a tensor, the same as `numpy.save` writes.
  ///
  /// The data begins on a 64-byte boundary. Version 1.0, or 2.0 where the shape is too long for it.
  static func encoded(scalarType: ScalarType, shape: [Int]) -> [UInt8] {
    encoded(type: "'\(scalarType.numpyName)'", shape: shape)
  }

  /// The bytes in front of records with fields that follow each other without gaps.
  ///
  /// - Parameter comment: What stands behind the description, which is Python, for people; nil for nothing.
  static func encoded(fields: [(name: String, type: ScalarType)], count: Int, comment: String? = nil) -> [UInt8] {
    let list = fields.map { "('\($0.name)', '\($0.type.numpyName)')" }.joined(separator: ", ")
    return encoded(type: "[\(list)]", shape: [count], comment: comment)
  }

  static func encoded(type: String, shape: [Int], comment: String? = nil) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': \(type), 'fortran_order': False, 'shape': (\(axes)), }"
    // Room for the first axis to grow to 21 digits in place.
    if let first = shape.first { text += String(repeating: " ", count: max(21 - String(first).count, 0)) }
    if let comment { text += " # \(comment)" }
    func paddedLength(prefix: Int) -> Int { (prefix + text.utf8.count + 1 + 63) / 64 * 64 - prefix }
    let isShort = paddedLength(prefix: 10) <= Int(UInt16.max)
    let length = paddedLength(prefix: isShort ? 10 : 12)
    var bytes = magic + [isShort ? 1 : 2, 0]
    for index in 0..<(isShort ? 2 : 4) { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
    bytes += text.utf8
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }
}

extension ScalarType {
  /// The name that NumPy gives the little-endian type.
  fileprivate var numpyName: String {
    switch self {
    case .uint8: "|u1"
    case .int8: "|i1"
    case .uint16: "<u2"
    case .int16: "<i2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .uint64: "<u8"
    case .int64: "<i8"
    case .float32: "<f4"
    case .float64: "<f8"
    }
  }
}
