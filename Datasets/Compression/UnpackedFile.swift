import Files
import Runtime
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that was packed as a whole, unpacked among the temporary files as long as something uses it.
///
/// Formats are told and read from there, from any place, whatever the packing. The last few stay until others come, so
/// that a file which is told first and then read is unpacked once.
final class UnpackedFile: Sendable {
  /// Where it lies.
  let path: String
  private let folder: String

  private static let pieceBytes = 1 << 20
  /// No recording that a camera made is packed better; what claims to be would fill the disk.
  private static let (leastLimit, greatestRatio) = (1 << 30, 64)

  private struct Key: Equatable {
    var identity: FileIdentity
    var byteCount: Int
  }

  private static let kept = Mutex<[(key: Key, file: UnpackedFile)]>([])
  private static let mostKept = 2
  /// Globals are not let go of at the end of a process.
  private static let cleanUp: Void = { _ = atexit { UnpackedFile.kept.withLock { $0.removeAll() } } }()

  /// What a packed file holds, or nil where a path is that of no packed file.
  ///
  /// - Throws: `FileError` where it is packed and damaged, or the temporary folder has no room.
  static func around(_ path: String) throws -> UnpackedFile? {
    guard let identity = FileIdentity(path: path), !EventFiles.isPipe(path), FolderListing(path) == nil else {
      return nil
    }
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(Packing.startBytes, file.byteCount))
    guard let packing = Packing(start, path: path) else { return nil }
    let key = Key(identity: identity, byteCount: file.byteCount)
    if let known = kept.withLock({ $0.first { $0.key == key }?.file }) { return known }
    let unpacked = try UnpackedFile(file, packing)
    _ = cleanUp
    kept.withLock {
      if $0.count == mostKept { $0.removeFirst() }
      $0.append((key, unpacked))
    }
    return unpacked
  }

  private init(_ file: InputFile, _ packing: Packing) throws {
    var name = Packing.innerName(of: file.path)
    var archive: (reader: ZipReader, entry: ZipReader.Entry)?
    if packing == .zip, let reader = try? ZipReader(path: file.path), let entry = Packing.onlyFile(reader) {
      archive = (reader, entry)
      name = entry.name.split(separator: "/").last.map(String.init) ?? name
    }
    (folder, path) = try TemporaryFiles.folder(forFileNamed: name, standingFor: file.path)
    do {
      let output = try UnpackedOutput(path, limit: max(Self.leastLimit, Self.greatestRatio * file.byteCount), of: file)
      switch packing {
      case .gzip: try Self.inflate(file, into: output)
      case .zstandard: try Self.decompress(file, Zstandard(), into: output)
      case .bzip2: try Self.decompress(file, BZip2(), into: output)
      case .lz4: try Self.decompress(file, LZ4Frame(), into: output)
      case .zip: if let archive { try Self.copy(archive.reader.open(archive.entry), into: output) }
      }
    } catch {
      remove()
      throw error
    }
  }

  deinit { remove() }

  private func remove() {
    TemporaryFiles.removeTree(folder)
    TemporaryFiles.remove(folder)
  }

  private static func inflate(_ file: InputFile, into output: UnpackedOutput) throws {
    let stream = try GzipStream(file)
    let memory = AlignedMemory(uninitializedByteCount: pieceBytes)
    let piece = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: pieceBytes)
    while true {
      let count = try stream.read(into: piece)
      try output.append(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      if count < pieceBytes { return }
    }
  }

  private static func copy(_ stream: ZipEntryStream, into output: UnpackedOutput) throws {
    let memory = AlignedMemory(uninitializedByteCount: pieceBytes)
    while stream.remaining > 0 {
      let piece = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: min(pieceBytes, stream.remaining))
      try stream.read(into: piece)
      try output.append(UnsafeRawBufferPointer(piece))
    }
    try stream.finish()
  }

  private static func decompress(
    _ file: InputFile, _ decompressor: any StreamDecompressor, into output: UnpackedOutput
  ) throws {
    let (source, target) = (
      AlignedMemory(uninitializedByteCount: pieceBytes), AlignedMemory(uninitializedByteCount: pieceBytes)
    )
    let room = UnsafeMutableRawBufferPointer(start: target.baseAddress, count: pieceBytes)
    decompressor.reset(outputStays: false)
    var (place, isWhole) = (0, true)
    while place < file.byteCount || !isWhole {
      let input = UnsafeMutableRawBufferPointer(
        start: source.baseAddress, count: min(pieceBytes, file.byteCount - place))
      try file.read(into: input, at: place)
      do {
        let step = try decompressor.step(UnsafeRawBufferPointer(input), into: room)
        try output.append(UnsafeRawBufferPointer(rebasing: room[..<step.produced]))
        place += step.consumed
        isWhole = step.frameEnds
        if isWhole { decompressor.reset(outputStays: false) }
        if step.consumed == 0 && step.produced == 0 && !isWhole {
          throw FileError(
            .badContent, path: file.path, problem: "the compressed data is cut off", place: "byte \(place)",
            remedy: FileError.fetchAgain, isTruncation: true)
        }
      } catch let error as CompressionError {
        throw error.at(path: file.path, offset: place, action: "decompressing the file")
      }
    }
  }
}

/// The temporary file that a packed one is unpacked to.
private final class UnpackedOutput {
  private let path: String
  private let limit: Int
  private let source: InputFile
  private let output: UnsafeMutablePointer<FILE>
  private var byteCount = 0

  init(_ path: String, limit: Int, of source: InputFile) throws {
    (self.path, self.limit, self.source) = (path, limit, source)
    guard let output = fopen(path, "wx") else { throw Self.failure(source.path) }
    self.output = output
  }

  deinit { fclose(output) }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    byteCount += bytes.count
    guard byteCount <= limit else {
      throw FileError(
        .badContent, path: source.path, problem: "it unpacks to more than \(limit) bytes",
        remedy: "unpack it by hand if its content is sound")
    }
    guard fwrite(bytes.baseAddress, 1, bytes.count, output) == bytes.count, fflush(output) == 0 else {
      throw Self.failure(source.path)
    }
  }

  private static func failure(_ path: String) -> FileError {
    FileError(
      .inputOutput, path: path, problem: "unpacking it failed: \(String(cString: strerror(errno)).lowercased())",
      remedy: "let TMPDIR name a folder with room for all of it")
  }
}
