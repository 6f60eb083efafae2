import CSystem
import Files
import Foundation
import Runtime
import Tensors

/// A dataset that a worker has open.
final class HDF5WorkerDataset: HDF5DatasetSource {
  let facts: HDF5DatasetFacts
  fileprivate let worker: HDF5Worker
  fileprivate let number: Int

  init(_ worker: HDF5Worker, _ number: Int, _ facts: HDF5DatasetFacts) {
    self.worker = worker
    self.number = number
    self.facts = facts
  }

  func readCompact(into buffer: UnsafeMutableRawBufferPointer) throws {
    if buffer.isEmpty { return }
    let memory = try HDF5SharedMemory(worker, byteCount: buffer.count)
    guard case .done = try worker.ask(.compact(dataset: number, memory: memory.number)) else { throw worker.nonsense }
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory.bytes[..<buffer.count]))
  }

  func chunks(_ plan: HDF5ChunkPlan) -> any HDF5ChunkSource { HDF5WorkerChunks(self, plan) }

  func error(atChunk offset: [Int], _ problem: String) -> FileError {
    do {
      _ = try worker.ask(.complaint(dataset: number, offset: offset, problem: problem))
      return worker.nonsense
    } catch let error as FileError {
      return error
    } catch {
      return worker.nonsense
    }
  }
}

/// Memory that a worker writes and this process reads. What is in it may change at any time: it is copied first, then
/// looked at.
final class HDF5SharedMemory {
  let bytes: UnsafeRawBufferPointer
  let number: Int
  private let worker: HDF5Worker

  init(_ worker: HDF5Worker, byteCount: Int) throws {
    let descriptor = saccade_memory_file(byteCount)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, let base = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0), base != MAP_FAILED
    else {
      throw FileError(.inputOutput, path: worker.path, problem: "there is no memory for \(byteCount) bytes of it")
    }
    bytes = UnsafeRawBufferPointer(start: base, count: byteCount)
    self.worker = worker
    do {
      guard case .number(let number) = try worker.ask(.memory(byteCount: byteCount), descriptor: descriptor) else {
        throw worker.nonsense
      }
      self.number = number
    } catch {
      munmap(base, byteCount)
      throw error
    }
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    _ = try? worker.ask(.free(memory: number))
  }
}

/// Reads chunks that a worker finds, several at once where they are asked for in an order that is foreseen. The worker says
/// where they lie, and they are read here; what only the library can read comes over shared memory.
final class HDF5WorkerChunks: HDF5ChunkSource {
  private let dataset: HDF5WorkerDataset
  private let plan: HDF5ChunkPlan
  private var order: HDF5ChunkOrder
  /// Where chunks lie that were asked for together; nil for those that only the library can read.
  private var found: [[Int]: HDF5ChunkPlace?] = [:]
  private var stored = AlignedMemory(uninitializedByteCount: 0)
  private var shared: HDF5SharedMemory?

  private static let mostAtOnce = 256

  init(_ dataset: HDF5WorkerDataset, _ plan: HDF5ChunkPlan) {
    self.dataset = dataset
    self.plan = plan
    order = HDF5ChunkOrder(shape: dataset.facts.shape, chunk: plan.shape)
  }

  func stored(at offset: [Int]) throws -> (bytes: UnsafeRawBufferPointer, skipped: UInt32) {
    if let place = try place(of: offset) {
      let bytes = room(place.length)
      try dataset.worker.file.read(into: bytes, at: place.address)
      return (UnsafeRawBufferPointer(bytes), place.skipped)
    }
    let (content, skipped) = try readByLibrary(offset)
    if content.isEmpty { return (UnsafeRawBufferPointer(start: nil, count: 0), 0) }
    let bytes = room(content.count)
    bytes.copyMemory(from: content)
    return (UnsafeRawBufferPointer(bytes), skipped)
  }

  func readPlain(at offset: [Int], into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count == plan.chunkBytes else { throw dataset.worker.nonsense }
    if let place = try place(of: offset), place.length == buffer.count {
      return try dataset.worker.file.read(into: buffer, at: place.address)
    }
    let content = try readByLibrary(offset).content
    guard content.count == buffer.count else { throw dataset.worker.nonsense }
    buffer.copyMemory(from: content)
  }

  private func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if stored.byteCount < count {
      stored = AlignedMemory(uninitializedByteCount: count + count / 4 + AlignedMemory.alignment)
    }
    return UnsafeMutableRawBufferPointer(start: stored.baseAddress, count: count)
  }

  /// Where a chunk lies; nil where only the library can read it.
  private func place(of offset: [Int]) throws -> HDF5ChunkPlace? {
    order.note(offset)
    if let place = found[offset] { return place }
    found = [:]
    let offsets = [offset] + order.following(offset, atMost: Self.mostAtOnce - 1)
    let packed = PackedIntegers(Array(offsets.joined()))
    let request = HDF5Request.places(dataset: dataset.number, plan: plan, offsets: packed)
    guard case .places(let places) = try dataset.worker.ask(request) else { throw dataset.worker.nonsense }
    let values = places.values
    guard values.count == 3 * offsets.count else { throw dataset.worker.nonsense }
    let end = dataset.worker.file.byteCount
    for (offset, start) in zip(offsets, stride(from: 0, to: values.count, by: 3)) {
      let (address, length) = (values[start], values[start + 1])
      guard 0...end ~= address, 0...plan.mostStoredBytes ~= length, length <= end - address else {
        throw dataset.worker.nonsense
      }
      let place = HDF5ChunkPlace(
        address: address, length: length, skipped: UInt32(truncatingIfNeeded: values[start + 2]))
      found.updateValue(length > 0 ? place : nil, forKey: offset)
    }
    return found[offset] ?? nil
  }

  /// What the library reads of a chunk; it stays until the next call.
  private func readByLibrary(_ offset: [Int]) throws -> (content: UnsafeRawBufferPointer, skipped: UInt32) {
    let memory = try shared ?? HDF5SharedMemory(dataset.worker, byteCount: max(1, plan.mostStoredBytes))
    shared = memory
    let request = HDF5Request.chunk(dataset: dataset.number, memory: memory.number, plan: plan, offset: offset)
    guard case .chunk(let length, let skipped) = try dataset.worker.ask(request), 0...memory.bytes.count ~= length
    else { throw dataset.worker.nonsense }
    return (UnsafeRawBufferPointer(rebasing: memory.bytes[..<length]), skipped)
  }
}

/// Foresees which chunks come next: those that follow in the order of the file, or at the distance of the last two.
struct HDF5ChunkOrder {
  private let shape: [Int]
  private let chunk: [Int]
  private var last: [Int]?
  private var step: [Int]?
  private var (isFollowing, isEven) = (false, false)

  init(shape: [Int], chunk: [Int]) {
    self.shape = shape
    self.chunk = chunk
  }

  /// Notes a chunk that is asked for.
  mutating func note(_ offset: [Int]) {
    if let last {
      let step = zip(offset, last).map { $0 - $1 }
      isFollowing = successor(of: last) == offset
      isEven = step == self.step && step.contains { $0 != 0 }
      self.step = step
    }
    last = offset
  }

  /// The chunks that are likely to be asked for after the one that was noted last; none where nothing is known.
  func following(_ offset: [Int], atMost most: Int) -> [[Int]] {
    guard isFollowing || isEven, let step else { return [] }
    var (found, place) = ([[Int]](), offset)
    while found.count < most {
      if isFollowing {
        guard let next = successor(of: place) else { break }
        place = next
      } else {
        place = zip(place, step).map { $0 + $1 }
        guard zip(place, shape).allSatisfy({ $0 >= 0 && $0 < $1 }) else { break }
      }
      found.append(place)
    }
    return found
  }

  /// The chunk behind another in row-major order; nil behind the last.
  private func successor(of offset: [Int]) -> [Int]? {
    var next = offset
    for axis in next.indices.reversed() {
      next[axis] += chunk[axis]
      if next[axis] < shape[axis] { return next }
      next[axis] = 0
    }
    return nil
  }
}
