import CZip

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A zip archive being written; the one owner of the library's handle.
///
/// The library writes to temporary files of its own, so it is given a temporary folder beside the target, which
/// ``TemporaryFiles`` knows: whatever ends the run, it goes as a whole.
package final class ZipWriter {
  private let path: String
  private let target: String
  private let overwrite: Bool
  private let folder: UnfinishedFolder
  private let isDeflated: Bool
  private var handle: OpaquePointer?
  /// What the library reads in ``commit()``.
  private var kept: [AnyObject] = []

  /// Of deflate's nine the fastest: spikes and pictures take a tenth more room than by the library's own choice, the
  /// slowest, and a twentieth of the time.
  private static let level: UInt32 = 1

  /// Starts an archive without entries.
  package init(path: String, isDeflated: Bool, overwrite: Bool) throws {
    target = try OutputFile.checkPlace(path, overwrite: overwrite)
    self.path = path
    self.overwrite = overwrite
    self.isDeflated = isDeflated
    folder = try UnfinishedFolder(for: target, named: path)
    var code: Int32 = 0
    handle = zip_open(folder.file("archive"), ZIP_CREATE | ZIP_TRUNCATE, &code)
    guard handle != nil else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw ZipFailure.writing(&error, path: path)
    }
  }

  deinit {
    if let handle { zip_discard(handle) }
  }

  /// Adds an entry made of `header` and `body`.
  ///
  /// - Parameter owner: What keeps the bytes of `body` where they are; it is held until ``commit()``, which reads them.
  package func add(
    header: [UInt8], body: UnsafeRawBufferPointer, ownedBy owner: AnyObject, named name: String
  ) throws {
    let handle = try openHandle()
    let front = KeptBytes(header)
    kept += [front, owner]
    let fragments = [Self.fragment(UnsafeRawBufferPointer(front.bytes)), Self.fragment(body)]
    try add(zip_source_buffer_fragment(handle, fragments, UInt64(fragments.count), 0), named: name, to: handle)
  }

  /// Adds the file at `source`, which is read in ``commit()``.
  package func add(contentsOf source: String, named name: String) throws {
    let handle = try openHandle()
    try add(zip_source_file(handle, source, 0, -1), named: name, to: handle)
  }

  /// Writes the archive and gives it its name.
  ///
  /// - Parameter progress: Told which share of the bytes has been compressed and written, 0 to 1.
  package func commit(progress: ((Double) -> Void)? = nil) throws {
    let handle = try openHandle()
    if let progress { tell(progress, of: handle) }
    // The library removes an archive without entries instead of writing it.
    if zip_get_num_entries(handle, 0) == 0 {
      throw FileError(.cannotCreate, path: path, problem: "an archive without arrays cannot be written")
    }
    guard zip_close(handle) == 0 else {
      let error = ZipFailure.writing(zip_get_error(handle), path: path)
      discard()
      throw error
    }
    self.handle = nil
    kept = []
    defer { folder.remove() }
    try OutputFile.place(folder.file("archive"), at: target, path: path, overwrite: overwrite)
  }

  /// Has the library tell how far it is, in steps of a hundredth.
  private func tell(_ progress: @escaping (Double) -> Void, of handle: OpaquePointer) {
    let listener = Unmanaged.passRetained(ProgressListener(progress))
    zip_register_progress_callback_with_state(
      handle, 0.01,
      { _, share, listener in
        guard let listener else { return }
        Unmanaged<ProgressListener>.fromOpaque(listener).takeUnretainedValue().tell(share)
      }, { listener in if let listener { Unmanaged<ProgressListener>.fromOpaque(listener).release() } },
      listener.toOpaque())
  }

  private func openHandle() throws -> OpaquePointer {
    guard let handle else { preconditionFailure("The archive \(path) was written already.") }
    return handle
  }

  private func discard() {
    if let handle { zip_discard(handle) }
    handle = nil
    kept = []
    folder.remove()
  }

  private func add(_ source: OpaquePointer?, named name: String, to handle: OpaquePointer) throws {
    guard let source else { throw ZipFailure.writing(zip_get_error(handle), path: path) }
    let index = zip_file_add(handle, name, source, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw ZipFailure.writing(zip_get_error(handle), path: path)
    }
    let method = isDeflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE
    // 1 January 1980, the first day of zip's calendar: the same arrays give the same bytes.
    guard zip_set_file_compression(handle, UInt64(index), method, isDeflated ? Self.level : 0) == 0,
      zip_file_set_dostime(handle, UInt64(index), 0, 0x21, 0) == 0
    else { throw ZipFailure.writing(zip_get_error(handle), path: path) }
  }

  private static func fragment(_ bytes: UnsafeRawBufferPointer) -> zip_buffer_fragment_t {
    // The library declares what it only reads as writable.
    let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    return zip_buffer_fragment_t(data: start?.assumingMemoryBound(to: UInt8.self), length: UInt64(bytes.count))
  }
}

/// Whoever is told of an archive's progress, for the library.
private final class ProgressListener {
  let tell: (Double) -> Void
  init(_ tell: @escaping (Double) -> Void) { self.tell = tell }
}

/// Bytes that stay where they are as long as the object lives.
private final class KeptBytes {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ source: [UInt8]) {
    bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
    bytes.copyBytes(from: source)
  }

  deinit { bytes.deallocate() }
}
