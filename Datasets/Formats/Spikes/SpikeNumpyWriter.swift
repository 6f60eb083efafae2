import Files
import Recordings
import Tensors

/// Writes spikes as uint8 `[frames, height, width]` to a `.npy` file, a few frames in memory at a time.
public final class SpikeNumpyWriter: SpikeSink {
  private let geometry: SpikeGeometry
  private let file: NumpyFileWriter<UInt8>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, geometry: SpikeGeometry, overwrite: Bool = false) throws {
    self.geometry = geometry
    file = try NumpyFileWriter(
      axesAfterFirst: [geometry.height, geometry.width], path: path, overwrite: overwrite)
  }

  /// Appends frames.
  public func append(_ frames: SpikeStream) throws {
    precondition(frames.geometry == geometry, "All frames of a recording have the same size.")
    for frame in 0..<frames.frameCount { try file.append(frames.unpackedFrame(frame)) }
  }

  /// Completes the file and gives it its name.
  public func finish() throws { try file.finish() }
}

/// Writes spikes to an `.npz` archive: `spikes` uint8 `[frames, height, width]`, deflated, and `width` and `height`.
///
/// The array waits unpacked in a temporary file beside the target, so that memory stays bounded.
public final class SpikeArchiveWriter: SpikeSink {
  private let geometry: SpikeGeometry
  private let path: String
  private let overwrite: Bool
  private let arrayPath: String
  private let array: SpikeNumpyWriter

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, geometry: SpikeGeometry, overwrite: Bool = false) throws {
    try OutputFile.checkPlace(path, overwrite: overwrite)
    self.geometry = geometry
    self.path = path
    self.overwrite = overwrite
    arrayPath = TemporaryFiles.path(for: path)
    do {
      array = try SpikeNumpyWriter(path: arrayPath, geometry: geometry)
    } catch let error as FileError {
      throw error.at(path: path)
    }
  }

  deinit { removeArray() }

  /// Appends frames.
  public func append(_ frames: SpikeStream) throws {
    do { try array.append(frames) } catch let error as FileError { throw error.at(path: path) }
  }

  /// Completes the file and gives it its name. Cost: the whole recording is deflated here.
  public func finish() throws { try finish { _ in } }

  /// Completes the file and gives it its name, and tells which share is deflated.
  public func finish(progress: @escaping (Double) -> Void) throws {
    TemporaryFiles.add(arrayPath)
    do { try array.finish() } catch let error as FileError { throw error.at(path: path) }
    let archive = try NumpyArchiveWriter(path: path, compression: .deflated, overwrite: overwrite)
    try archive.add(contentsOf: arrayPath, named: "spikes")
    try archive.add(Tensor<Int64>(shape: [], scalars: [Int64(geometry.width)]), named: "width")
    try archive.add(Tensor<Int64>(shape: [], scalars: [Int64(geometry.height)]), named: "height")
    try archive.commit(progress: progress)
    removeArray()
  }

  private func removeArray() {
    if TemporaryFiles.remove(arrayPath) { TemporaryFiles.removeTree(arrayPath) }
  }
}
