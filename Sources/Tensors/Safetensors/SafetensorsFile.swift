import Files

/// The tensors of a `.safetensors` file, read one by one when they are asked for.
///
/// Opening reads and checks the table only: every tensor's bytes lie where they should and the file is whole. A tensor
/// of a type that cannot be read hurts only who asks for it.
public struct SafetensorsFile: Sendable {
  /// The names of the tensors in the order of their bytes.
  public var names: [String] { header.entries.map(\.name) }
  /// The strings that whoever wrote the file added to it.
  public var metadata: [String: String] { header.metadata }
  private let file: InputFile
  private let header: SafetensorsHeader
  private let indices: [String: Int]

  /// Opens a file.
  ///
  /// - Throws: `FileError` where its table is no table of tensors that fill the file.
  public init(path: String) throws {
    try self.init(InputFile(path: path))
  }

  init(_ file: InputFile) throws {
    self.file = file
    header = try SafetensorsHeader(file: file)
    indices = Dictionary(header.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A tensor; half precision and bfloat16 are widened to single precision, a Boolean becomes a byte of 0 or 1.
  ///
  /// Cost: its bytes are read once, straight into the tensor where their type is that of memory.
  public func tensor(_ name: String) throws -> AnyTensor { try readable(name).get() }

  /// A tensor, or why its type cannot be read; throws where the file is damaged.
  func readable(_ name: String) throws -> Result<AnyTensor, FileError> {
    guard let index = indices[name] else {
      throw FileError(.badContent, path: file.path, problem: "it holds no tensor named \(name)")
    }
    let entry = header.entries[index]
    guard let stored = entry.stored else {
      return .failure(
        FileError(
          .badContent, path: file.path, problem: "the dtype \(entry.dtype.prefix(60)) cannot be read",
          place: "entry \(name)", remedy: "convert the tensor to F32 and save it again"))
    }
    let stream = FileStream(file, from: header.dataOffset + entry.begin, count: entry.end - entry.begin)
    return .success(
      try stored.readTensor(shape: entry.shape, isColumnMajor: false, isBigEndian: false, from: stream))
  }

  /// Writes tensors.
  ///
  /// Wider scalars come first, so that every tensor is aligned to its scalars; among equals the order given is kept.
  ///
  /// - Parameters:
  ///   - tensors: The tensors with their names, which differ.
  ///   - metadata: Strings to add to the file.
  ///   - storesHalves: Whether single precision is rounded to half precision (`F16`): half the bytes, three digits.
  ///   - path: Where the file appears once it is complete.
  ///   - overwrite: Whether a file that is there may be replaced.
  public static func write(
    _ tensors: [(name: String, tensor: AnyTensor)], metadata: [String: String] = [:], storesHalves: Bool = false,
    to path: String, overwrite: Bool = false
  ) throws {
    try prepare(tensors, metadata: metadata, storesHalves: storesHalves, for: path, overwrite: overwrite).commit()
  }

  /// The same, whole but without its name until it is committed, for a file that comes together with others.
  public static func prepare(
    _ tensors: [(name: String, tensor: AnyTensor)], metadata: [String: String] = [:], storesHalves: Bool = false,
    for path: String, overwrite: Bool = false
  ) throws -> OutputFile {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "Two tensors have the same name.")
    precondition(!tensors.contains { $0.name == "__metadata__" }, "A tensor cannot be named __metadata__.")
    func width(_ tensor: AnyTensor) -> Int {
      storesHalves && tensor.scalarType == .float32 ? 2 : tensor.scalarType.byteCount
    }
    let ordered = ScalarType.widths.flatMap { bytes in tensors.filter { width($0.tensor) == bytes } }
    var lines: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      lines.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var place = 0
    for (name, tensor) in ordered {
      let end = place + tensor.count * width(tensor)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let isHalf = storesHalves && tensor.scalarType == .float32
      let type = isHalf ? "F16" : SafetensorsHeader.name(of: tensor.scalarType)
      lines.append(#"\#(quoted(name)):{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(place),\#(end)]}"#)
      place = end
    }
    var table = Array("{\(lines.joined(separator: ","))}".utf8)
    while table.count % 8 != 0 { table.append(UInt8(ascii: " ")) }

    let output = try OutputFile(path: path, overwrite: overwrite)
    try output.write((0..<8).map { UInt8(truncatingIfNeeded: table.count >> (8 * $0)) })
    try output.write(table)
    for (_, tensor) in ordered {
      if storesHalves, case .float32(let values) = tensor {
        // Little-endian, as the table's length.
        let halves = values.scalars.map { Float16Element.bits(of: $0).littleEndian }
        try halves.withUnsafeBytes { try output.write($0) }
      } else {
        try tensor.withUnsafeBytes { try output.write($0) }
      }
    }
    try output.complete()
    return output
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension ScalarType {
  /// The sizes that occur, the widest first.
  fileprivate static let widths = [8, 4, 2, 1]
}
