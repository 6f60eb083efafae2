import CSystem
import Files
import Foundation
import Runtime
import Tensors

/// The worker's side of ``HDF5Isolation``: answers questions about one file until the process that asks is gone.
public enum HDF5WorkerProcess {
  /// The argument by which a process knows that it is a worker, and the one for a worker that is not confined.
  static let (confined, unconfined) = ("hdf5-worker", "hdf5-worker-unconfined")
  /// Where the socket is.
  private static let socket: Int32 = 3
  /// More than the headers of any recording take.
  private static let memoryByteCount = 2 << 30

  /// Serves where this process was started as a worker, and does not return then.
  ///
  /// A program calls it before it does anything else.
  public static func serveIfAsked() {
    let arguments = CommandLine.arguments
    var status = stat()
    guard arguments.count == 2, [confined, unconfined].contains(arguments[1]), fstat(socket, &status) == 0,
      status.st_mode & S_IFMT == S_IFSOCK
    else { return }
    // It may be stuck in the library when that happens.
    saccade_end_with_socket(socket)
    // What the library sets up once may need files.
    HDF5Call.locked {}
    if arguments[1] == confined { Confinement.keepToOpenFiles(memoryByteCount: memoryByteCount) }
    var server = Server()
    while let (request, descriptor) = try? HDF5Exchange.receive(HDF5Request.self, from: socket, patience: -1) {
      let answer: HDF5Answer
      do {
        answer = try server.answer(request, descriptor)
      } catch let error as FileError {
        answer = .failed(error)
      } catch {
        answer = .failed(FileError(.badContent, path: "", problem: "\(error)"))
      }
      guard (try? HDF5Exchange.send(answer, to: socket)) != nil else { break }
    }
    // What the library does at an end is not needed.
    _exit(0)
  }

  private struct Server {
    private var file: HDF5LibraryFile?
    private var datasets: [Int: HDF5LibraryDataset] = [:]
    private var memories: [Int: UnsafeMutableRawBufferPointer] = [:]
    private var lastNumber = 0
    /// Where the library would put a chunk of which it is only asked where it lies.
    private var room = AlignedMemory(uninitializedByteCount: 0)

    mutating func answer(_ request: HDF5Request, _ descriptor: Int32) throws -> HDF5Answer {
      if case .open(let path) = request {
        file = try HDF5LibraryFile(try InputFile(descriptor: descriptor, path: path), byDescriptor: true)
        return .done
      }
      guard let file else { throw HDF5ExchangeFailure.nonsense }
      switch request {
      case .open: return .done
      case .object(let path): return .object(try file.object(path))
      case .names(let group, let most): return .names(try file.names(in: group, atMost: most))
      case .contains(let name): return .truth(file.contains(name))
      case .text(let attribute, let object): return .text(file.text(attribute, of: object))
      case .integers(let attribute, let object, let count):
        return .integers(file.integers(attribute, of: object, count: count))
      case .dataset(let name):
        let dataset = try file.open(name)
        lastNumber += 1
        datasets[lastNumber] = dataset
        return .dataset(lastNumber, dataset.facts)
      case .memory(let byteCount): return .number(try map(descriptor, byteCount))
      case .free(let number):
        if let memory = memories.removeValue(forKey: number) { munmap(memory.baseAddress, memory.count) }
        return .done
      case .compact(let number, let memory):
        let dataset = try dataset(number)
        let count = Shape.count(dataset.facts.shape) * dataset.facts.elementBytes
        let target = try self.memory(memory)
        guard count <= target.count else { throw HDF5ExchangeFailure.nonsense }
        try dataset.readCompact(into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
        return .done
      case .places(let number, let plan, let offsets):
        return .places(try places(in: try dataset(number), plan, offsets.values))
      case .chunk(let number, let memory, let plan, let offset):
        return try chunk(of: try dataset(number), plan, offset, into: try self.memory(memory))
      case .complaint(let number, let offset, let problem):
        return .failed(try dataset(number).error(atChunk: offset, problem))
      }
    }

    private func dataset(_ number: Int) throws -> HDF5LibraryDataset {
      guard let dataset = datasets[number] else { throw HDF5ExchangeFailure.nonsense }
      return dataset
    }

    private func memory(_ number: Int) throws -> UnsafeMutableRawBufferPointer {
      guard let memory = memories[number] else { throw HDF5ExchangeFailure.nonsense }
      return memory
    }

    private mutating func map(_ descriptor: Int32, _ byteCount: Int) throws -> Int {
      defer { close(descriptor) }
      guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED
      else {
        throw HDF5ExchangeFailure.nonsense
      }
      lastNumber += 1
      memories[lastNumber] = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
      return lastNumber
    }

    private mutating func places(
      in dataset: HDF5LibraryDataset, _ plan: HDF5ChunkPlan, _ offsets: [Int]
    ) throws -> PackedIntegers {
      let rank = plan.shape.count
      guard rank > 0, offsets.count % rank == 0 else { throw HDF5ExchangeFailure.nonsense }
      if room.byteCount < plan.mostStoredBytes {
        room = AlignedMemory(uninitializedByteCount: plan.mostStoredBytes + AlignedMemory.alignment)
      }
      let room = UnsafeMutableRawBufferPointer(start: room.baseAddress, count: plan.mostStoredBytes)
      var found = [Int]()
      for start in stride(from: 0, to: offsets.count, by: rank) {
        let place = dataset.place(at: Array(offsets[start..<start + rank]), plan, room: room)
        found += place.map { [$0.address, $0.length, Int($0.skipped)] } ?? [0, 0, 0]
      }
      return PackedIntegers(found)
    }

    private func chunk(
      of dataset: HDF5LibraryDataset, _ plan: HDF5ChunkPlan, _ offset: [Int], into memory: UnsafeMutableRawBufferPointer
    ) throws -> HDF5Answer {
      guard plan.mostStoredBytes <= memory.count else { throw HDF5ExchangeFailure.nonsense }
      if plan.isFiltered {
        let (length, skipped) = try dataset.readStored(at: offset, plan) { _ in memory }
        return .chunk(length: length, skipped: skipped)
      }
      let target = UnsafeMutableRawBufferPointer(rebasing: memory[..<plan.chunkBytes])
      try dataset.chunks(plan).readPlain(at: offset, into: target)
      return .chunk(length: plan.chunkBytes, skipped: 0)
    }
  }
}
