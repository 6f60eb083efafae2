import Files
import Recordings
import Tensors

/// The file formats of spike recordings.
public enum SpikeFormat: String, Sendable, CaseIterable {
  /// Bare packed frames.
  case dat = "spikes-dat"
  /// An `.npz` archive with an array of spikes.
  case npz = "spikes-npz"
  /// A `.npy` array of spikes.
  case npy = "spikes-npy"
  /// An HDF5 file with the dataset `raw_spike`.
  case h5 = "spikes-h5"

  /// The ending of a file's name that stands for the format.
  public var fileEnding: String {
    switch self {
    case .dat: "dat"
    case .npz: "npz"
    case .npy: "npy"
    case .h5: "h5"
    }
  }

  /// The format that the ending of a name stands for, or nil.
  public static func named(_ path: String) -> SpikeFormat? {
    switch ending(path) {
    case "dat": .dat
    case "npz": .npz
    case "npy": .npy
    case "h5", "hdf5": .h5
    default: nil
    }
  }

  /// The format of a file: told by its content, and for the `.dat`, which has no header, by the ending of its name.
  ///
  /// Nil where the file is no recording of spikes as far as can be told: an archive without an array of three axes of bytes,
  /// an HDF5 file without `raw_spike`, a `.dat` that begins with the text header of event files.
  ///
  /// - Throws: `FileError` where there is no such file or it is damaged.
  public static func detect(_ path: String) throws -> SpikeFormat? {
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(8, file.byteCount))
    if start.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) {
      return (try? NumpyHeader(file: file))?.mayBeSpikes == true ? .npy : nil
    }
    if start.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      return try SpikeArchiveFile.arrayName(in: NumpyArchive(path: path)) == nil ? nil : .npz
    }
    if start == [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] {
      return try HDF5File(path: path).contains(SpikeHDF5File.datasetName) ? .h5 : nil
    }
    let isEventFile = start.starts(with: [UInt8(ascii: "%"), UInt8(ascii: " ")])
    return ending(path) == "dat" && !isEventFile ? .dat : nil
  }

  private static func ending(_ path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    return name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } : nil
  }
}

/// Opens and creates spike recordings of any format.
public enum SpikeFiles {
  /// Opens a recording.
  ///
  /// - Parameter format: The format, or nil to tell it from the file: ``SpikeFormat/detect(_:)``.
  /// - Throws: `FileError` where there is no such file, it is no recording of spikes, or it is damaged.
  public static func open(
    _ path: String, format: SpikeFormat? = nil, options: SpikeReadOptions = SpikeReadOptions()
  ) throws -> any SpikeSource {
    // A file that only its name calls spikes is opened for the sake of the error: what exactly is missing in it.
    let named = SpikeFormat.named(path)
    guard let format = try format ?? SpikeFormat.detect(path) ?? (named == .dat ? nil : named) else {
      throw FileError(
        .badContent, path: path, problem: "this is no recording of spikes that can be told by its content",
        remedy: "pass --from with one of " + SpikeFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    switch format {
    case .dat: return try SpikeDatFile(path: path, options: options)
    case .npz: return try SpikeArchiveFile(path: path, options: options)
    case .npy: return try SpikeNumpyFile(path: path, options: options)
    case .h5: return try SpikeHDF5File(path: path, options: options)
    }
  }

  /// Starts a recording.
  ///
  /// - Parameters:
  ///   - format: The format, or nil to tell it from the ending of the name.
  ///   - padding: How frames follow each other in a `.dat`.
  /// - Throws: `FileError` where the format is not known or not written, or the file cannot be created.
  public static func create(
    _ path: String, format: SpikeFormat? = nil, geometry: SpikeGeometry, padding: FramePadding = .byte,
    overwrite: Bool = false
  ) throws -> any SpikeWriter {
    switch format ?? SpikeFormat.named(path) {
    case .dat: return try SpikeDatWriter(path: path, geometry: geometry, padding: padding, overwrite: overwrite)
    case .npz: return try SpikeArchiveWriter(path: path, geometry: geometry, overwrite: overwrite)
    case .npy: return try SpikeNumpyWriter(path: path, geometry: geometry, overwrite: overwrite)
    case .h5, nil:
      throw FileError(
        .cannotCreate, path: path, problem: "spikes are not written in a file of that name or format",
        remedy: "choose a name that ends in .dat, .npz or .npy, or pass --to")
    }
  }
}
