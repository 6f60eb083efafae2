import Files

/// The container that PyTorch wrote before 1.6: pickles one after another, then the storages.
///
/// A magic number, the version of the protocol, facts about the system, the object, and the keys of the storages; then
/// for each key a 64-bit count and its scalars, little-endian.
enum TorchLegacyFile {
  /// Reads the pickles and finds the storages, which are read when they are asked for.
  static func open(_ file: InputFile) throws -> TorchCheckpoint {
    var machine = PickleMachine(ByteReader(FileStream(file)))
    guard case .longInteger(let number) = try machine.load(), number == magic else {
      throw machine.reader.damage(
        "this pickle is no checkpoint of PyTorch's", remedy: "save the state_dict with torch.save")
    }
    guard case .integer(1001) = try machine.load() else {
      throw machine.reader.damage("the version of the checkpoint is not 1001")
    }
    _ = try machine.load()
    let root = try machine.load()
    let state = try StateDictionary(
      root: root, heap: machine.heap, path: file.path, pickleByteCount: machine.reader.position)
    let keys = try machine.load()
    let places = try places(of: machine.heap.items(keys) ?? [], &machine)
    return TorchCheckpoint(state: state, isBigEndian: false, path: file.path) { key in
      guard let place = places[key] else {
        throw FileError(
          .badContent, path: file.path, problem: "the storage \(key) is missing", remedy: FileError.fetchAgain)
      }
      return FileStream(file, from: place.lowerBound, count: place.count)
    }
  }

  /// 0x1950a86a20f9469cfc6c, the lowest byte first.
  private static let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]

  /// Where each storage's scalars lie in the file.
  private static func places(
    of keys: [PickleValue], _ machine: inout PickleMachine
  ) throws -> [String: Range<Int>] {
    var storages: [String: TorchStorage] = [:]
    for case .storage(let storage) in machine.heap.objects where storages[storage.key] == nil {
      storages[storage.key] = storage
    }
    var places: [String: Range<Int>] = [:]
    for key in keys {
      guard case .string(let key) = key, let storage = storages[key], let size = storage.type?.byteCount else {
        throw machine.reader.damage("a storage is of a kind that is unknown")
      }
      let count = try machine.reader.number(width: 8)
      guard count == UInt64(storage.count), storage.count <= machine.reader.remaining / size else {
        throw machine.reader.damage(
          "the storage \(key) of \(storage.count) scalars claims \(count) and \(machine.reader.remaining) bytes follow")
      }
      let start = machine.reader.position
      places[key] = start..<start + storage.count * size
      try machine.reader.skip(storage.count * size)
    }
    return places
  }
}
