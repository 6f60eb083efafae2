import Files
import Recordings
import Tensors

/// All there is to say of one format of spikes, said once; ``SpikeFormat/definition`` lists them.
struct SpikeFormatDefinition: Sendable {
  /// The endings that stand for it in names of files, the usual one first.
  let endings: [String]
  /// What its files begin with; nil where the name has to tell them.
  let signature: [UInt8]?
  /// Whether a file says the size of its frames.
  let statesSize: Bool
  /// Whether a pixel of a frame takes a bit of the disk while it is written, not a byte.
  let isPacked: Bool
  /// Whether it is written from front to back, so that it may go to standard output or a pipe.
  let streamsOut: Bool
  /// Whether a file with that signature, or such a name, may hold spikes.
  let mayBe: @Sendable (_ file: InputFile, _ start: [UInt8]) throws -> Bool
  /// Opens a file.
  let open: @Sendable (_ path: String, _ options: SpikeReadOptions) throws -> any SpikeSource
  /// Starts a file; nil where the format is only read.
  let create: (@Sendable (_ path: String, _ options: SpikeWriteOptions) throws -> any SpikeSink)?
}

/// What a writer of spikes has to know before the first frame.
struct SpikeWriteOptions: Sendable {
  let geometry: SpikeGeometry
  let padding: FramePadding
  let overwrite: Bool
}

extension SpikeFormatDefinition {
  static let dat = SpikeFormatDefinition(
    endings: ["dat"], signature: nil, statesSize: false, isPacked: true, streamsOut: true,
    mayBe: { _, start in
      // The text header of event files.
      !start.starts(with: [UInt8(ascii: "%"), UInt8(ascii: " ")])
    },
    open: { try SpikeDatFile(path: $0, options: $1) },
    create: {
      try SpikeDatWriter(path: $0, geometry: $1.geometry, padding: $1.padding, overwrite: $1.overwrite)
    })

  static let npz = SpikeFormatDefinition(
    endings: ["npz"], signature: FileSignature.zip, statesSize: true, isPacked: false, streamsOut: false,
    mayBe: { file, _ in
      let archive = try NumpyArchive(path: file.path)
      guard let name = try SpikeArchiveFile.arrayName(in: archive) else { return false }
      // Pictures lie beside columns of events, too.
      return SpikeArchiveFile.preferredNames.contains(name)
        || EventNumpyFormat.columns(archive.names, EventReadOptions()) == nil
    },
    open: { try SpikeArchiveFile(path: $0, options: $1) },
    create: { try SpikeArchiveWriter(path: $0, geometry: $1.geometry, overwrite: $1.overwrite) })

  static let npy = SpikeFormatDefinition(
    endings: ["npy"], signature: FileSignature.numpy, statesSize: true, isPacked: false, streamsOut: false,
    mayBe: { file, _ in
      guard let header = try? NumpyHeader(file: file) else { return false }
      if header.mayBeSpikes { return true }
      // Packed frames, of the size that the name says, a row each or one after another.
      if header.scalarType == .uint8, let frameBytes = SpikeFileName.geometry(in: file.path)?.bytesPerFrame {
        if header.shape.count == 2 && header.shape[1] == frameBytes { return true }
        if header.shape.count == 1 && header.count > 0 && header.count % frameBytes == 0 { return true }
      }
      // Two planes of real numbers are flow.
      let isFlow = header.shape.first == 2 && [.float32, .float64].contains(header.scalarType)
      return try !isFlow && SpikeNumbers.areBinary(NumpyStream(path: file.path))
    },
    open: { try SpikeNumpyFile(path: $0, options: $1) },
    create: { try SpikeNumpyWriter(path: $0, geometry: $1.geometry, overwrite: $1.overwrite) })

  static let h5 = SpikeFormatDefinition(
    endings: ["h5", "hdf5"], signature: FileSignature.hdf5, statesSize: true, isPacked: false, streamsOut: false,
    mayBe: { file, _ in try SpikeHDF5File.name(in: HDF5File(path: file.path)) != nil },
    open: { try SpikeHDF5File(path: $0, options: $1) },
    create: nil)
}
