import CHDF5
import Files

/// The type as which the library hands out the elements of a dataset or of an attribute.
///
/// It is made here from numbers that were checked, never from the type that a file describes: what the library writes
/// into a buffer is then as long as ``byteCount`` says, whatever the fields of the file's type claim of each other.
final class HDF5MemoryType: Sendable {
  /// The bytes of an element in memory, as the library has it.
  let byteCount: Int
  private let handle: HDF5Handle
  /// The library's name for the type.
  var id: hid_t { handle.id }

  /// More bytes than a text or a record of any recording has.
  private static let mostBytes = 1 << 16

  /// The type of elements that hold what `element` says, `byteCount` bytes each.
  ///
  /// - Throws: `FileError` where there is no such type.
  init(_ element: HDF5ElementType, byteCount: Int, path: String, place: String) throws {
    let action = "preparing to read"
    handle =
      switch element {
      case .scalar(let scalar): try Self.number(scalar, path: path, place: place)
      case .compound(let fields):
        try Self.record(fields, byteCount: Self.checked(byteCount, path, place), path: path, place: place)
      case .fixedText(let characters):
        try HDF5Handle(action, path: path, place: place) {
          saccade_h5_fixed_text(min(byteCount, Self.mostBytes), H5T_cset_t(rawValue: characters))
        }
      case .variableText(let characters):
        try HDF5Handle(action, path: path, place: place) {
          saccade_h5_fixed_text(saccade_h5_variable_length(), H5T_cset_t(rawValue: characters))
        }
      case .other:
        throw FileError(.badContent, path: path, problem: "it holds neither numbers nor texts", place: place)
      }
    let size = HDF5Call.locked { [handle] in H5Tget_size(handle.id) }
    if case .variableText = element {
      self.byteCount = size
      return
    }
    guard size == byteCount else {
      throw FileError(
        .badContent, path: path, problem: "its elements of \(byteCount) bytes contradict their type of \(size)",
        place: place, remedy: FileError.damagedFile)
    }
    self.byteCount = size
  }

  private static func checked(_ byteCount: Int, _ path: String, _ place: String) throws -> Int {
    guard (1...mostBytes).contains(byteCount) else {
      throw FileError(
        .badContent, path: path, problem: "its elements take \(byteCount) bytes, and at most \(mostBytes) are read",
        place: place)
    }
    return byteCount
  }

  private static func number(_ scalar: HDF5Scalar, path: String, place: String) throws -> HDF5Handle {
    let kind: Int32 =
      switch scalar.kind {
      case .unsigned: 0
      case .signed: 1
      case .float: 2
      }
    return try HDF5Handle("preparing to read", path: path, place: place) {
      saccade_h5_number(kind, Int32(scalar.byteCount), scalar.isBigEndian ? 1 : 0)
    }
  }

  /// A record of the fields that hold a number, each where it is stored.
  private static func record(
    _ fields: [HDF5Field], byteCount: Int, path: String, place: String
  ) throws -> HDF5Handle {
    let record = try HDF5Handle("preparing to read", path: path, place: place) { H5Tcreate(H5T_COMPOUND, byteCount) }
    for field in fields {
      let number = try number(field.scalar, path: path, place: place)
      try HDF5Call.check("preparing to read the field \(field.name)", path: path, place: place) {
        H5Tinsert(record.id, field.name, field.offset, number.id)
      }
    }
    return record
  }
}
