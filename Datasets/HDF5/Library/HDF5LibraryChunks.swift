import Files
import Runtime

/// Reads chunks through the library of this process, into memory that it keeps.
final class HDF5LibraryChunks: HDF5ChunkSource {
  private let dataset: HDF5LibraryDataset
  private let plan: HDF5ChunkPlan
  private var memory = AlignedMemory(uninitializedByteCount: 0)

  init(_ dataset: HDF5LibraryDataset, _ plan: HDF5ChunkPlan) {
    self.dataset = dataset
    self.plan = plan
  }

  func stored(at offset: [Int]) throws -> (bytes: UnsafeRawBufferPointer, skipped: UInt32) {
    precondition(plan.isFiltered, "Chunks without filters are read with readPlain.")
    let (length, skipped) = try dataset.readStored(at: offset, plan) { length in
      if memory.byteCount < length {
        memory = AlignedMemory(uninitializedByteCount: length + length / 4 + AlignedMemory.alignment)
      }
      return UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: memory.byteCount)
    }
    return (UnsafeRawBufferPointer(start: length == 0 ? nil : memory.baseAddress, count: length), skipped)
  }

  func readPlain(at offset: [Int], into buffer: UnsafeMutableRawBufferPointer) throws {
    do {
      try dataset.readPlainChunk(at: offset, shape: plan.shape, into: buffer)
    } catch let failure as FileError {
      throw dataset.error(atChunk: offset, failure.problem)
    }
  }
}
