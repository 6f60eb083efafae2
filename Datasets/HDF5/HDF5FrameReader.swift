import Files
import Runtime
import Tensors

/// Reads a dataset of any number of axes as the bytes that it is stored as, some places of the first axis at a time,
/// into buffers that it keeps.
///
/// A frame is all that belongs to one place of the first axis. Where chunks hold several frames, as h5py makes them when
/// it chooses by itself, the frames of a chunk are kept as far as ``bandBytes`` goes, so that frames in order decode
/// each chunk once.
final class HDF5FrameReader {
  let dataset: HDF5Dataset
  /// The frames: the length of the first axis.
  let count: Int
  /// The lengths of the other axes.
  let frameShape: [Int]
  /// The bytes of a frame.
  let frameBytes: Int

  private let file: InputFile
  private let chunk: HDF5ChunkReader?
  private let chunkShape: [Int]
  /// The frames that are in memory at once.
  private let bandFrames: Int
  private var band: Range<Int> = 0..<0
  private var memory: AlignedMemory
  private var part: AlignedMemory?

  /// A larger frame is none of flow or of pictures.
  private static let largestFrameBytes = 256 << 20
  /// What is kept of chunks that hold several frames.
  private static let bandBytes = 64 << 20
  private static let pieceBytes = 256 << 10
  private static let mostChunksPerFrame = 1 << 16

  /// Prepares to read.
  ///
  /// - Throws: `FileError` where the dataset holds no numbers along an axis, where the file is too short for it, or where
  ///   its frames or its chunks have a size that is none of a recording's.
  init(_ dataset: HDF5Dataset) throws {
    self.dataset = dataset
    file = try InputFile(path: dataset.file.path)
    guard dataset.elementType.liesInPlace, (1...8).contains(dataset.shape.count) else {
      throw dataset.error("of shape \(dataset.shape) it is no array of numbers")
    }
    count = dataset.shape[0]
    frameShape = Array(dataset.shape.dropFirst())
    guard let elements = Shape.checkedCount(frameShape), elements > 0,
      elements <= Self.largestFrameBytes / dataset.elementBytes
    else {
      throw dataset.error(
        "its frames of shape \(dataset.shape.dropFirst()) take nothing or more than \(Self.largestFrameBytes) bytes")
    }
    frameBytes = elements * dataset.elementBytes
    let pieceFrames = max(1, Self.pieceBytes / frameBytes)
    switch dataset.storage {
    case .chunked(let shape, let filters):
      let reader = try HDF5ChunkReader(dataset, chunkShape: shape, filters: filters)
      let chunks = zip(frameShape, shape.dropFirst()).reduce(1) { product, axis in
        product.multipliedReportingOverflow(by: (axis.0 - 1) / axis.1 + 1).partialValue
      }
      guard (1...Self.mostChunksPerFrame).contains(chunks) else {
        throw dataset.error(
          "a frame lies in \(chunks) chunks of shape \(shape)", remedy: "store it in larger chunks with h5repack")
      }
      (chunk, chunkShape) = (reader, shape)
      bandFrames = min(shape[0], max(1, Self.bandBytes / frameBytes))
    case .contiguous(let offset):
      (chunk, chunkShape, bandFrames) = (nil, [], pieceFrames)
      guard count <= (file.byteCount - min(offset, file.byteCount)) / frameBytes else {
        throw FileError(
          .badContent, path: file.path,
          problem: "\(count) frames of \(frameBytes) bytes are claimed but the file ends at byte \(file.byteCount)",
          place: "byte \(offset), dataset \(dataset.name)", remedy: "the file is cut off or damaged; fetch it again",
          isTruncation: true)
      }
    case .compact:
      // The library has read the header that holds it.
      (chunk, chunkShape, bandFrames) = (nil, [], max(1, count))
      guard count <= Self.largestFrameBytes / frameBytes else { throw dataset.error("it is too large for its header") }
    case .unsupported(let error): throw error
    }
    memory = AlignedMemory(uninitializedByteCount: bandFrames * frameBytes + AlignedMemory.alignment)
  }

  /// Calls `body` with frames of `range` in turn: the bytes of the first, and which they are.
  func withFrames(_ range: Range<Int>, _ body: (UnsafeRawPointer, Range<Int>) throws -> Void) throws {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "The dataset has no frames \(range).")
    var frame = range.lowerBound
    while frame < range.upperBound {
      if !band.contains(frame) { try load(frame) }
      let end = min(range.upperBound, band.upperBound)
      try body(memory.baseAddress + (frame - band.lowerBound) * frameBytes, frame..<end)
      frame = end
    }
  }

  private func load(_ frame: Int) throws {
    band = 0..<0
    let target = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: bandFrames * frameBytes)
    let frames: Range<Int>
    switch dataset.storage {
    case .contiguous(let offset):
      let start = frame / bandFrames * bandFrames
      frames = start..<min(count, start + bandFrames)
      try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: target[..<(frames.count * frameBytes)]),
        at: offset + start * frameBytes)
    case .compact:
      frames = 0..<count
      try dataset.readCompact(into: UnsafeMutableRawBufferPointer(rebasing: target[..<(count * frameBytes)]))
    case .chunked:
      // Bands end where chunks do.
      let first = frame / chunkShape[0] * chunkShape[0]
      let start = first + (frame - first) / bandFrames * bandFrames
      frames = start..<min(count, start + bandFrames, first + chunkShape[0])
      try loadChunks(first: first, frames, into: target)
    case .unsupported(let error): throw error
    }
    band = frames
  }

  /// Decodes the chunks of frames that one row of chunks holds.
  private func loadChunks(first: Int, _ frames: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws {
    guard let chunk else { return }
    if Array(chunkShape.dropFirst()) == frameShape && bandFrames == chunkShape[0] {
      return try chunk.decode(at: [first] + frameShape.map { _ in 0 }, into: target)
    }
    let part = self.part ?? AlignedMemory(uninitializedByteCount: chunk.chunkBytes + AlignedMemory.alignment)
    self.part = part
    var origin = frameShape.map { _ in 0 }
    while true {
      try chunk.decode(
        at: [first] + origin, into: UnsafeMutableRawBufferPointer(start: part.baseAddress, count: chunk.chunkBytes))
      copy(from: part.baseAddress, origin: origin, skipping: frames.lowerBound - first, count: frames.count, to: target)
      var axis = origin.count - 1
      while axis >= 0 {
        origin[axis] += chunkShape[axis + 1]
        if origin[axis] < frameShape[axis] { break }
        origin[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Copies what lies within the frames from a chunk, row by row of the last axis.
  private func copy(
    from chunk: UnsafeRawPointer, origin: [Int], skipping skipped: Int, count: Int,
    to target: UnsafeMutableRawBufferPointer
  ) {
    guard let base = target.baseAddress else { return }
    let element = dataset.elementBytes
    let parts = Array(chunkShape.dropFirst())
    let lengths = frameShape.indices.map { min(parts[$0], frameShape[$0] - origin[$0]) }
    let rowBytes = (lengths.last ?? 1) * element
    let outer = Array(lengths.dropLast())
    for frame in 0..<count {
      var index = outer.map { _ in 0 }
      while true {
        var (source, place) = (skipped + frame, frame)
        for axis in frameShape.indices {
          let within = axis < index.count ? index[axis] : 0
          source = source * parts[axis] + within
          place = place * frameShape[axis] + origin[axis] + within
        }
        (base + place * element).copyMemory(from: chunk + source * element, byteCount: rowBytes)
        var axis = index.count - 1
        while axis >= 0 {
          index[axis] += 1
          if index[axis] < outer[axis] { break }
          index[axis] = 0
          axis -= 1
        }
        if axis < 0 { break }
      }
    }
  }
}
