import Files
import Recordings
import Tensors

/// All there is to say of one format of flow, said once; ``FlowFormat/definition`` lists them.
struct FlowFormatDefinition: Sendable {
  /// The endings that stand for it in names of files, the usual one first.
  let endings: [String]
  /// What its files begin with. Formats that share it are told by the folder that a file lies in.
  let signature: [UInt8]
  /// Whether it has a place for which pixels have flow; else a value stands for that.
  let hasMask: Bool
  /// How displacements are stored in 16 bits; nil where they are float32.
  let coding: FlowPNG.Coding?
  /// Whether a file of such a name holds flow and not something else that goes by the name.
  let mayBe: @Sendable (_ path: String) throws -> Bool
  /// Reads a file.
  let read: @Sendable (_ path: String) throws -> FlowField
  /// Writes a file.
  let write: @Sendable (_ field: FlowField, _ path: String, _ overwrite: Bool) throws -> FlowWriteNotes
}

extension FlowFormatDefinition {
  static let flo = FlowFormatDefinition(
    endings: ["flo"], signature: Array("PIEH".utf8), hasMask: false, coding: nil,
    mayBe: { _ in true },
    read: { path in
      FlowField(flow: try MiddleburyFlow.read(path: path), valid: nil, whereUnknown: MiddleburyFlow.isUnknown)
    },
    write: { field, path, overwrite in
      try MiddleburyFlow.write(field.marking(MiddleburyFlow.unknown), path: path, overwrite: overwrite)
      return FlowWriteNotes()
    })

  static let npy = FlowFormatDefinition(
    endings: ["npy"], signature: FileSignature.numpy, hasMask: false, coding: nil,
    mayBe: { path in
      let header: NumpyHeader
      do {
        header = try NumpyStream(path: path).header
      } catch let error as FileError where error.kind == .badContent {
        // Records of events; what is damaged is told by who reads it.
        return false
      }
      // Spikes have three axes, too.
      return header.shape.count == 3 && header.shape[0] == 2 && [.float32, .float64].contains(header.scalarType)
    },
    read: FlowArrays.readNumpy,
    write: { field, path, overwrite in
      try NumpyFile.write(field.marking(.nan), to: path, overwrite: overwrite)
      return FlowWriteNotes()
    })

  static let npz = FlowFormatDefinition(
    endings: ["npz"], signature: FileSignature.zip, hasMask: true, coding: nil,
    mayBe: { try NumpyArchive(path: $0).names.contains(FlowArrays.flowName) },
    read: FlowArrays.readArchive,
    write: { field, path, overwrite in
      let archive = try NumpyArchiveWriter(path: path, compression: .deflated, overwrite: overwrite)
      try archive.add(field.flow, named: FlowArrays.flowName)
      if let valid = field.valid { try archive.add(valid, named: FlowArrays.validName) }
      try archive.commit()
      return FlowWriteNotes()
    })

  static let h5 = FlowFormatDefinition(
    endings: ["h5", "hdf5"], signature: FileSignature.hdf5, hasMask: true, coding: nil,
    mayBe: { try HDF5Array.exists(path: $0, dataset: FlowArrays.flowName) },
    read: FlowArrays.readHDF5,
    write: { field, path, overwrite in
      let file = try HDF5Writer(path: path, overwrite: overwrite)
      try file.write(field.flow, named: FlowArrays.flowName)
      if let valid = field.valid { try file.write(valid, named: FlowArrays.validName) }
      try file.commit()
      return FlowWriteNotes()
    })

  static let kitti = png(.kitti)
  static let dsec = png(.dsec)

  private static func png(_ coding: FlowPNG.Coding) -> FlowFormatDefinition {
    FlowFormatDefinition(
      endings: ["png"], signature: FileSignature.png, hasMask: true, coding: coding,
      mayBe: { _ in true },
      read: { try FlowPNG.read($0, coding: coding) },
      write: { try FlowPNG.write($0, to: $1, coding: coding, overwrite: $2) })
  }
}
