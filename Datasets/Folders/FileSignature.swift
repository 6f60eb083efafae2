/// The bytes that files of containers begin with, which several formats share.
enum FileSignature {
  /// `.npy`.
  static let numpy: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  /// A zip archive with an entry: `.npz`.
  static let zip: [UInt8] = [0x50, 0x4b, 0x03, 0x04]
  /// HDF5.
  static let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  /// PNG.
  static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
}

/// The ending of a path's name in lower case, or nil where it has none.
func fileEnding(of path: String) -> String? {
  let name = path.split(separator: "/").last ?? ""
  return name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } : nil
}
