import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The table at the front of a `.safetensors` file.
struct SafetensorsHeader {
  /// One tensor's line in the table.
  struct Entry: Sendable {
    let name: String
    let dtype: String
    let shape: [Int]
    /// Where the scalars lie, counted from the end of the table.
    let begin: Int
    let end: Int
    /// The type of the scalars, or nil where it is none that a ``Tensor`` can hold.
    var stored: StoredScalar? { SafetensorsHeader.types[dtype] }
  }

  /// The tensors in the order of their bytes.
  let entries: [Entry]
  let metadata: [String: String]
  /// Where the scalars begin in the file.
  let dataOffset: Int

  /// Reads and checks the table: the tensors lie one after another and fill the file.
  init(file: InputFile) throws {
    let stream = FileStream(file)
    guard file.byteCount >= 8 else { throw stream.damage("the file is too short to hold a table") }
    let claimed = try stream.bytes(count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard claimed <= UInt64(Self.longestTable), Int(claimed) <= stream.remaining else {
      throw stream.damage("a table of \(claimed) bytes is claimed but \(stream.remaining) bytes follow")
    }
    let text = try stream.bytes(count: Int(claimed))
    let table: Table
    do {
      table = try JSONDecoder().decode(Table.self, from: Data(text))
    } catch {
      throw FileError(
        .badContent, path: file.path, problem: "the table is not the JSON that safetensors writes", place: "byte 8",
        remedy: FileError.fetchAgain)
    }
    dataOffset = stream.position
    metadata = table.metadata
    entries = table.entries.sorted { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    try Self.check(entries, fill: stream.remaining, path: file.path)
  }

  private static func check(_ entries: [Entry], fill byteCount: Int, path: String) throws {
    func fail(_ problem: String, _ entry: Entry) -> FileError {
      FileError(
        .badContent, path: path, problem: problem, place: "entry \(entry.name)", remedy: FileError.fetchAgain)
    }
    var place = 0
    for entry in entries {
      guard entry.begin == place, entry.end >= entry.begin, entry.end <= byteCount else {
        throw fail("bytes \(entry.begin) to \(entry.end) of \(byteCount) are claimed where \(place) comes next", entry)
      }
      place = entry.end
      guard let count = Shape.countFromFile(entry.shape) else { throw fail("the shape is \(entry.shape)", entry) }
      guard let stored = entry.stored else { continue }
      let (needed, overflow) = count.multipliedReportingOverflow(by: stored.byteCount)
      guard !overflow, needed == entry.end - entry.begin else {
        throw fail("\(entry.dtype) of shape \(entry.shape) does not fill \(entry.end - entry.begin) bytes", entry)
      }
    }
    guard place == byteCount else {
      throw FileError(
        .badContent, path: path, problem: "the tensors take \(place) of the \(byteCount) bytes that follow the table",
        remedy: FileError.fetchAgain)
    }
  }

  /// Longer tables are refused by the format's own reader too.
  private static let longestTable = 100_000_000

  private static let types: [String: StoredScalar] = [
    "BOOL": .bool, "U8": .uint8, "I8": .int8, "U16": .uint16, "I16": .int16, "U32": .uint32, "I32": .int32,
    "U64": .uint64, "I64": .int64, "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
  ]

  /// The format's name of a type that a tensor has in memory.
  static func name(of type: ScalarType) -> String {
    switch type {
    case .uint8: "U8"
    case .int8: "I8"
    case .uint16: "U16"
    case .int16: "I16"
    case .uint32: "U32"
    case .int32: "I32"
    case .uint64: "U64"
    case .int64: "I64"
    case .float32: "F32"
    case .float64: "F64"
    }
  }
}

extension SafetensorsHeader {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Line: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  private struct Table: Decodable {
    var entries: [Entry] = []
    var metadata: [String: String] = [:]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
          continue
        }
        let line = try container.decode(Line.self, forKey: key)
        guard line.data_offsets.count == 2 else {
          throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "two offsets needed")
        }
        entries.append(
          Entry(
            name: key.stringValue, dtype: line.dtype, shape: line.shape, begin: line.data_offsets[0],
            end: line.data_offsets[1]))
      }
    }
  }
}
