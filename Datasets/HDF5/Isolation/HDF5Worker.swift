import CSystem
import Files
import Foundation
import Runtime
import Synchronization
import Tensors

/// A worker and the one file that it has open, as this process sees them; see ``HDF5Isolation``.
final class HDF5Worker: HDF5Service {
  /// What it reads, held open here, too.
  let file: InputFile
  private let socket: Int32
  private let process: pid_t
  /// Whether the worker is there; under its lock, questions take turns.
  private let isThere = Mutex(true)
  /// What was answered about the file, which does not change; every reader of it asks the same.
  private let known = Mutex([HDF5Request: HDF5Answer]())
  private static let mostKnown = 4096

  var path: String { file.path }

  /// Starts a worker that reads an open file.
  ///
  /// - Throws: `FileError` where it cannot be started, or the file is not HDF5.
  init(_ file: InputFile, executable: String) throws {
    self.file = file
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Self.stream, 0, &ends) == 0 else {
      throw FileError(.missingPart, path: file.path, problem: "no worker can be reached: \(Self.reason(errno))")
    }
    var process: pid_t = 0
    let code = saccade_start_worker(
      executable, Confinement.isTurnedOff ? HDF5WorkerProcess.unconfined : HDF5WorkerProcess.confined, ends[1], &process
    )
    close(ends[1])
    (socket, self.process) = (ends[0], process)
    guard code == 0 else {
      isThere.withLock { $0 = false }
      throw FileError(
        .missingPart, path: executable, problem: "the worker that reads HDF5 cannot be started: \(Self.reason(code))")
    }
    _ = try file.withDescriptor { try ask(.open(path: file.path), descriptor: $0) }
  }

  deinit {
    close(socket)
    // It ends when nobody asks any more; one that is stuck does not.
    if isThere.withLock({ $0 }) { end(kill: false) }
  }

  /// Whether it can be asked.
  var isAlive: Bool { isThere.withLock { $0 } }

  /// The answer to a question.
  ///
  /// - Throws: `FileError` that the worker answers with, or that tells of its end.
  func ask(_ request: HDF5Request, descriptor: Int32 = -1) throws -> HDF5Answer {
    let answer = try isThere.withLock { isThere in
      guard isThere else { throw error("the worker that read it is gone") }
      do {
        try HDF5Exchange.send(request, to: socket, descriptor: descriptor)
        let (answer, surplus) = try HDF5Exchange.receive(
          HDF5Answer.self, from: socket, patience: HDF5Exchange.patience)
        if surplus >= 0 { close(surplus) }
        return answer
      } catch {
        isThere = false
        throw loss(error as? HDF5ExchangeFailure ?? .gone)
      }
    }
    if case .failed(let error) = answer { throw error }
    return answer
  }

  /// The answer to a question that is always answered alike.
  private func look(_ request: HDF5Request) throws -> HDF5Answer {
    if let answer = known.withLock({ $0[request] }) { return answer }
    let answer = try ask(request)
    known.withLock { if $0.count < Self.mostKnown { $0[request] = answer } }
    return answer
  }

  /// Ends the worker, and tells of its end.
  private func loss(_ failure: HDF5ExchangeFailure) -> FileError {
    let signal = end(kill: true)
    let problem =
      switch failure {
      case .gone where signal != nil && signal != SIGKILL: "the HDF5 library crashed on it (signal \(signal ?? 0))"
      case .gone: "the HDF5 library ended on it"
      case .silent: "the HDF5 library made no progress on it for \(HDF5Exchange.patience / 1000) s"
      case .nonsense: "the HDF5 library came to harm on it"
      }
    return error(problem)
  }

  /// What an answer of the wrong kind means.
  var nonsense: FileError { error("the HDF5 library came to harm on it") }

  private func error(_ problem: String) -> FileError {
    FileError(.badContent, path: path, problem: problem, remedy: FileError.damagedFile)
  }

  /// Waits for the end of the process, and says by which signal it came.
  @discardableResult
  private func end(kill isKilled: Bool) -> Int32? {
    var status: Int32 = 0
    // A crash is under way or has come; a moment shows which.
    for _ in 0..<50 {
      if waitpid(process, &status, WNOHANG) == process { return Self.signal(status) }
      usleep(1000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
    return isKilled ? Self.signal(status) : nil
  }

  private static func signal(_ status: Int32) -> Int32? { status & 0x7F == 0 ? nil : status & 0x7F }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

  private static var stream: Int32 {
    #if canImport(Glibc)
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      SOCK_STREAM
    #endif
  }

  // What is asked of every service.

  func object(_ path: String) throws -> HDF5File.Object {
    guard case .object(let object) = try look(.object(path)) else { throw nonsense }
    return object
  }

  func names(in group: String, atMost most: Int) throws -> [String] {
    guard case .names(let names) = try look(.names(group: group, most: most)), names.count <= most else {
      throw nonsense
    }
    return names
  }

  func contains(_ name: String) throws -> Bool {
    guard case .truth(let truth) = try look(.contains(name)) else { throw nonsense }
    return truth
  }

  func text(_ name: String, of object: String) throws -> String? {
    guard case .text(let text) = try look(.text(attribute: name, object: object)) else { throw nonsense }
    return text
  }

  func integers(_ attribute: String, of object: String, count: Int) throws -> [Int]? {
    guard case .integers(let values) = try look(.integers(attribute: attribute, object: object, count: count)),
      values.map({ $0.count == count }) ?? true
    else { throw nonsense }
    return values
  }

  func dataset(_ name: String) throws -> any HDF5DatasetSource {
    guard case .dataset(let number, let facts) = try look(.dataset(name)), facts.isSound else { throw nonsense }
    return HDF5WorkerDataset(self, number, facts)
  }
}

/// The workers of this process.
enum HDF5Workers {
  private struct Entry {
    var path: String
    var identity: FileIdentity?
    var byteCount: Int
    var worker: HDF5Worker
  }

  /// The last ones that were asked for, so that a file which is looked at by several readers has one worker.
  private static let recent = Mutex([Entry]())
  private static let mostRecent = 4

  /// The worker that has a file open.
  static func service(for file: InputFile, executable: String) throws -> HDF5Worker {
    let identity = FileIdentity(path: file.path)
    let known = recent.withLock { entries in
      entries.removeAll { !$0.worker.isAlive }
      return entries.first {
        $0.path == file.path && $0.identity == identity && $0.byteCount == file.byteCount
      }?.worker
    }
    if let known { return known }
    let worker = try HDF5Worker(file, executable: executable)
    recent.withLock { entries in
      entries.insert(
        Entry(path: file.path, identity: identity, byteCount: file.byteCount, worker: worker), at: 0)
      entries.removeLast(max(0, entries.count - mostRecent))
    }
    return worker
  }
}

extension HDF5DatasetFacts {
  /// Whether nothing in it contradicts the rest; a worker may have come to harm.
  fileprivate var isSound: Bool {
    guard shape.count <= 32, shape.allSatisfy({ $0 >= 0 }), Shape.checkedCount(shape) != nil,
      (1...1 << 30).contains(elementBytes)
    else { return false }
    switch elementType {
    case .scalar(let scalar): if scalar.byteCount != elementBytes || !scalar.isSound { return false }
    case .compound(let fields):
      let lieInside = fields.allSatisfy {
        $0.scalar.isSound && $0.offset >= 0 && $0.offset <= elementBytes - $0.scalar.byteCount
      }
      if !lieInside { return false }
    case .fixedText, .variableText, .other: break
    }
    switch storage {
    case .contiguous(let offset): return offset >= 0
    case .chunked(let chunk, _): return chunk.count == shape.count && chunk.allSatisfy { $0 > 0 }
    case .compact, .unsupported: return true
    }
  }
}

extension HDF5Scalar {
  fileprivate var isSound: Bool { [1, 2, 4, 8].contains(byteCount) && (kind != .float || byteCount >= 4) }
}
