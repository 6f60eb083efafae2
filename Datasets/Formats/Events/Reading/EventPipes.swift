import Files
import Recordings
import Runtime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Recordings that come through a pipe.
///
/// The first bytes go to a temporary file, from which the format is told and the header read. Sequential formats go on
/// with the pipe; for the others the file takes up the whole recording before it is opened.
enum EventPipes {
  /// What is read before the format is told; headers are shorter.
  private static let startBytes = 1 << 18

  static func open(_ pipe: InputPipe, format: EventFormat?, options: EventReadOptions) throws -> any EventFileSource {
    let spool = try SpoolFile()
    let isWhole = try spool.append(from: pipe, upTo: startBytes)
    let start = try InputFile(path: spool.path, named: pipe.path)
    let firstBytes = try start.bytes(at: 0, count: min(Packing.startBytes, start.byteCount))
    let isPacked = isWhole ? false : Packing(firstBytes, path: spool.path) != nil
    if !isPacked, let format = try format ?? EventFiles.detect(start, among: \.isSequential), format.isSequential {
      var options = options
      options.hasContinuation = !isWhole
      let source = try EventFiles.open(start, format: format, options: options)
      if !isWhole, let sequential = source as? any ContinuableEventSource { sequential.continueReading(from: pipe) }
      return source
    }
    while try !spool.append(from: pipe, upTo: startBytes) {}
    return try SpooledEventSource(spool, name: pipe.path, format: format, options: options)
  }
}

/// A temporary file that is filled from a pipe or an archive and goes with this object.
final class SpoolFile {
  let path: String
  private let output: UnsafeMutablePointer<FILE>
  private let buffer = AlignedMemory(uninitializedByteCount: 1 << 16)

  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/saccade-pipe-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    TemporaryFiles.add(path)
    guard let output = fopen(path, "wx") else {
      TemporaryFiles.remove(path)
      throw FileError(
        .cannotCreate, path: path, problem: "a temporary file cannot be created: \(String(cString: strerror(errno)))",
        remedy: "let TMPDIR name a folder that can be written")
    }
    self.output = output
  }

  deinit {
    fclose(output)
    unlink(path)
    TemporaryFiles.remove(path)
  }

  /// Appends bytes.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard fwrite(bytes.baseAddress, 1, bytes.count, output) == bytes.count, fflush(output) == 0 else {
      throw FileError(
        .inputOutput, path: path, problem: "writing failed: \(String(cString: strerror(errno)))",
        remedy: "let TMPDIR name a folder with room for the whole recording")
    }
  }

  /// Appends the next bytes of a pipe; whether it is at its end.
  func append(from pipe: InputPipe, upTo count: Int) throws -> Bool {
    var left = count
    while left > 0 {
      let part = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: min(left, buffer.byteCount))
      let received = try pipe.read(into: part)
      try append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(part)[..<received]))
      if received == 0 { return true }
      left -= received
    }
    return false
  }
}

/// A recording that came through a pipe or out of an archive and lies in a temporary file as long as it is read.
final class SpooledEventSource: EventFileSource {
  private let file: AnyObject
  private let source: any EventFileSource
  private let name: String
  private let container: EventFormat?

  /// - Parameter container: The format of the archive that it came out of, or nil.
  convenience init(
    _ spool: SpoolFile, name: String, format: EventFormat?, options: EventReadOptions, container: EventFormat? = nil
  ) throws {
    try self.init(
      spool.path, keptBy: spool, name: name, format: format, options: options, container: container)
  }

  /// - Parameters:
  ///   - path: Where the recording lies now.
  ///   - file: What keeps it there.
  init(
    _ path: String, keptBy file: AnyObject, name: String, format: EventFormat?, options: EventReadOptions,
    container: EventFormat? = nil
  ) throws {
    self.file = file
    self.name = name
    self.container = container
    source = try Self.renaming(name) { try EventFiles.open(path, format: format, options: options) }
  }

  var header: EventHeader {
    var header = source.header
    header.format = container ?? header.format
    return header
  }

  var warnings: [RecordingWarning] {
    source.warnings.map { warning in
      var renamed = warning
      renamed.path = name
      return renamed
    }
  }

  func takeTriggers() -> [ExternalTrigger] { source.takeTriggers() }

  func read(into columns: EventColumns) throws -> Int { try Self.renaming(name) { try source.read(into: columns) } }

  func seek(toMicroseconds time: Int64) throws -> Bool {
    try Self.renaming(name) { try source.seek(toMicroseconds: time) }
  }

  private static func renaming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FileError {
      throw error.at(path: name)
    }
  }
}
