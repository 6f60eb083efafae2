import Files
import Runtime

/// The arrays of an `.npz` file, read one by one when they are asked for.
///
/// Opening reads the archive's table only. An entry whose type cannot be read hurts only who asks for it. Checksums
/// are compared. An archive belongs to one thread at a time.
public final class NumpyArchive {
  /// The names of the arrays in the order of the file.
  public let names: [String]
  private let archive: ZipReader
  private let entries: [String: ZipReader.Entry]

  /// Opens an archive, stored or deflated.
  ///
  /// - Throws: `FileError` where the file is no archive.
  public convenience init(path: String) throws {
    try self.init(ZipReader(path: path))
  }

  init(_ archive: ZipReader) {
    self.archive = archive
    var names: [String] = []
    var entries: [String: ZipReader.Entry] = [:]
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      let name = String(entry.name.dropLast(4))
      if entries.updateValue(entry, forKey: name) == nil { names.append(name) }
    }
    self.names = names
    self.entries = entries
  }

  /// The path as given.
  public var path: String { archive.path }

  /// The type and the shape of an array. Cost: its first few hundred bytes are read.
  public func header(_ name: String) throws -> NumpyHeader { try stream(name).header }

  /// An array that is to be read piece by piece.
  public func stream(_ name: String) throws -> NumpyStream {
    try NumpyStream(source(name))
  }

  /// Calls `body` with the bytes of an array's `.npy`, piece by piece, its checksum compared: for arrays of types that are
  /// not read here, as records.
  ///
  /// - Parameter most: How many bytes are wanted; the checksum is compared where these are all.
  public func content(
    _ name: String, atMost most: Int = .max, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let source = try source(name)
    let chunk = AlignedMemory(uninitializedByteCount: 1 << 16)
    while source.remaining > 0 && source.position < most {
      let part = UnsafeMutableRawBufferPointer(
        start: chunk.baseAddress, count: min(chunk.byteCount, source.remaining, most - source.position))
      try source.read(into: part)
      try body(UnsafeRawBufferPointer(part))
    }
    if source.remaining == 0 { try source.finish() }
  }

  /// An array, or why its type cannot be read; throws where the archive is damaged.
  func readable(_ name: String) throws -> Result<AnyTensor, FileError> {
    let source = try source(name)
    switch try NumpyHeader.parse(source) {
    case .success(let header): return .success(try NumpyStream(source, header: header).readTensor())
    case .failure(let error): return .failure(error)
    }
  }

  private func source(_ name: String) throws -> ZipEntryStream {
    guard let entry = entries[name] else {
      let known = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
      throw FileError(
        .badContent, path: path, problem: "it holds no array named \(name)",
        remedy: names.isEmpty ? "it holds none at all" : "it holds \(known)")
    }
    return try archive.open(entry)
  }

  /// An array, of whatever type it is.
  ///
  /// - Throws: `FileError` also where it is packed so well that it takes more than `UnpackedLimit`; ``stream(_:)``
  ///   reads such an array piece by piece.
  public func tensor(_ name: String) throws -> AnyTensor { try modestStream(name).readTensor() }

  private func modestStream(_ name: String) throws -> NumpyStream {
    let stream = try stream(name)
    try UnpackedLimit.check(
      entries[name]?.byteCount ?? 0, inFileOf: archive.fileByteCount, path: path, place: "entry \(name)")
    return stream
  }

  /// An array of a type that is known.
  ///
  /// - Throws: `FileError` where its scalars are of another type; nothing is converted.
  public func tensor<Scalar: TensorScalar>(_ name: String, of: Scalar.Type) throws -> Tensor<Scalar> {
    let array = try modestStream(name)
    guard array.header.scalarType == Scalar.scalarType, let tensor = try array.readTensor().tensor(of: Scalar.self)
    else {
      throw FileError(
        .badContent, path: path,
        problem: "\(Scalar.scalarType.rawValue) is needed but the dtype is \(array.header.dtype)",
        place: "entry \(name)", remedy: "convert the array")
    }
    return tensor
  }

  /// An array of any type as single-precision numbers: ``AnyTensor/float32``.
  public func float32(_ name: String) throws -> Tensor<Float> { try tensor(name).float32 }

  /// An array as 64-bit integers: ``AnyTensor/int64``.
  ///
  /// - Throws: `FileError` where a scalar is no such integer.
  public func int64(_ name: String) throws -> Tensor<Int64> {
    guard let integers = try tensor(name).int64 else {
      throw FileError(
        .badContent, path: path, problem: "whole numbers are needed but some are not", place: "entry \(name)",
        remedy: "round the array")
    }
    return integers
  }
}
