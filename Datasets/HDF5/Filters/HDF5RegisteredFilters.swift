import CHDF5

/// The filters of this process, made known to the library, so that no plugin has to be installed.
///
/// They are for writing only. What is read goes past the library's own pipeline: it trusts a filter to fill a chunk, but
/// does not tell it the chunk's length; see ``HDF5ChunkReader``.
enum HDF5RegisteredFilters {
  /// More than the chunk of any recording.
  static let largestChunkBytes = 128 << 20

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
}

/// The library's call of a filter: replaces the buffer and returns the new length, or 0 where that fails, as for every
/// chunk that is to be decoded.
private func runFilter(
  _ filter: HDF5Filter, _ flags: UInt32, _ length: Int, _ room: UnsafeMutablePointer<Int>?,
  _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
  guard let room, let buffer, let plain = buffer.pointee, flags & saccade_h5_reverse_flag() == 0 else { return 0 }
  guard let bytes = try? filter.encode(UnsafeRawBufferPointer(start: plain, count: length)),
    let memory = H5allocate_memory(max(bytes.count, 1), false)
  else { return 0 }
  bytes.withUnsafeBytes { if let base = $0.baseAddress { memory.copyMemory(from: base, byteCount: bytes.count) } }
  H5free_memory(plain)
  buffer.pointee = memory
  room.pointee = bytes.count
  return bytes.count
}
