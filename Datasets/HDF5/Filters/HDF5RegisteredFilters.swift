import CHDF5
import Synchronization

/// The filters of this process, made known to the library, so that no plugin has to be installed.
///
/// Columns of events are read past the library's own pipeline; see ``HDF5RowReader``. These stand in for everything else
/// that the library reads, and let it make datasets that use them.
enum HDF5RegisteredFilters {
  /// More than the chunk of any recording.
  static let largestChunkBytes = 128 << 20

  private static let chunkBytes = Mutex(0)

  /// Registers the filters; called once, while no other thread is in the library.
  static func register() {
    add(HDF5Filter.lzf.id, "LZF") { runFilter(.lzf, $0, $3, $4, $5) }
    add(32001, "Blosc") { flags, count, values, length, room, buffer in
      let bytes = count > 2 ? Int(values?[2] ?? 1) : 1
      return runFilter(.blosc(elementBytes: max(1, min(255, bytes)), level: 5), flags, length, room, buffer)
    }
    add(HDF5Filter.lz4.id, "LZ4") { runFilter(.lz4, $0, $3, $4, $5) }
    add(32015, "Zstandard") { runFilter(.zstandard(level: 3), $0, $3, $4, $5) }
    add(HDF5Filter.ecf.id, "ECF") { runFilter(.ecf, $0, $3, $4, $5) }
  }

  /// Registers a filter. The library keeps the pointer to the name, so it has to be one that stays.
  private static func add(_ id: Int32, _ name: StaticString, _ function: @escaping H5Z_func_t) {
    saccade_h5_register(id, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), function)
  }

  /// Calls `body`, in which the library reads chunks of `bytes`.
  ///
  /// The library trusts a filter to fill a chunk, but does not tell it the chunk's length.
  static func whileReading<Result>(chunksOf bytes: Int, _ body: () throws -> Result) rethrows -> Result {
    chunkBytes.withLock { $0 = bytes }
    defer { chunkBytes.withLock { $0 = 0 } }
    return try body()
  }

  fileprivate static var expectedBytes: Int { chunkBytes.withLock { $0 } }
}

/// The library's call of a filter: replaces the buffer and returns the new length, or 0 where that fails.
private func runFilter(
  _ filter: HDF5Filter, _ flags: UInt32, _ length: Int, _ room: UnsafeMutablePointer<Int>?,
  _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
  guard let room, let buffer, let stored = buffer.pointee else { return 0 }
  let input = UnsafeRawBufferPointer(start: stored, count: length)
  if flags & saccade_h5_reverse_flag() == 0 {
    guard let bytes = try? filter.encode(input), let memory = H5allocate_memory(max(bytes.count, 1), false) else {
      return 0
    }
    bytes.withUnsafeBytes { if let base = $0.baseAddress { memory.copyMemory(from: base, byteCount: bytes.count) } }
    return replace(with: memory, count: bytes.count)
  }
  let expected = HDF5RegisteredFilters.expectedBytes
  guard expected > 0, expected <= HDF5RegisteredFilters.largestChunkBytes,
    let memory = H5allocate_memory(expected, true)
  else { return 0 }
  guard let count = try? filter.decode(input, into: UnsafeMutableRawBufferPointer(start: memory, count: expected)),
    count == expected || filter == .ecf
  else {
    H5free_memory(memory)
    return 0
  }
  return replace(with: memory, count: expected)

  func replace(with memory: UnsafeMutableRawPointer, count: Int) -> Int {
    H5free_memory(stored)
    buffer.pointee = memory
    room.pointee = count
    return count
  }
}
