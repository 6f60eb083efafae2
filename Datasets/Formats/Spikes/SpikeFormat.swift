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

  /// What there is to say of the format.
  var definition: SpikeFormatDefinition {
    switch self {
    case .dat: .dat
    case .npz: .npz
    case .npy: .npy
    case .h5: .h5
    }
  }

  /// The ending of a file's name that stands for the format.
  public var fileEnding: String { definition.endings[0] }

  /// Whether a file says the size of its frames.
  public var statesSize: Bool { definition.statesSize }

  /// Whether it is written from front to back, so that it may go to standard output or a pipe.
  public var streamsOut: Bool { definition.streamsOut }

  /// What a frame takes of the disk while it is written, in bytes.
  public func bytesPerFrame(_ geometry: SpikeGeometry) -> Int {
    definition.isPacked ? geometry.bytesPerFrame : geometry.pixelCount
  }

  /// Whether it is written, too.
  public var isWritable: Bool { definition.create != nil }

  /// The formats that are written.
  public static let writable: [SpikeFormat] = allCases.filter(\.isWritable)

  /// The format that the ending of a name stands for, or nil.
  public static func named(_ path: String) -> SpikeFormat? {
    guard let ending = Datasets.fileEnding(of: path) else { return nil }
    return allCases.first { $0.definition.endings.contains(ending) }
  }

  /// The format that the name of a file that is read stands for, without the ending of what it is packed in, or nil.
  public static func named(unpacked path: String) -> SpikeFormat? { named(Packing.innerName(of: path)) }

  /// The format of a file that its content does not tell: the `.dat`, which has no sign of its own, by its name, and arrays
  /// of three axes, whose reader says best what in them is neither 0 nor 1; nil for all others.
  public static func presumed(_ path: String) -> SpikeFormat? {
    guard let named = named(unpacked: path) else { return nil }
    if named.definition.signature == nil { return named }
    let place = (try? UnpackedFile.around(path))??.path ?? path
    guard named == .npy, let header = try? NumpyHeader(file: InputFile(path: place)) else { return nil }
    return header.shape.count == 3 ? named : nil
  }

  /// The format of a file: told by its content, and for the `.dat`, which has no header, by the ending of its name.
  ///
  /// Nil where the file is no recording of spikes as far as can be told: an archive without an array of three axes of bytes,
  /// an HDF5 file without `raw_spike`, a `.dat` that begins with the text header of event files.
  ///
  /// - Throws: `FileError` where there is no such file or it is damaged.
  public static func detect(_ path: String) throws -> SpikeFormat? {
    if let unpacked = try UnpackedFile.around(path) { return try detect(unpacked.path) }
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(64, file.byteCount))
    if ForeignFile.placeholder(start) != nil { return nil }
    let signed = allCases.first { $0.definition.signature.map { start.starts(with: $0) } ?? false }
    let named = named(path).flatMap { $0.definition.signature == nil ? $0 : nil }
    guard let format = signed ?? named else { return nil }
    return try format.definition.mayBe(file, start) ? format : nil
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
    if let unpacked = try UnpackedFile.around(path) {
      return UnpackedSpikes(try open(unpacked.path, format: format, options: options), file: unpacked)
    }
    let file = try InputFile(path: path)
    if let (problem, remedy) = ForeignFile.placeholder(try file.bytes(at: 0, count: min(512, file.byteCount))) {
      throw FileError(.badContent, path: path, problem: problem, remedy: remedy)
    }
    // A file that only its name calls spikes is opened for the sake of the error: what exactly is missing in it.
    let named = SpikeFormat.named(unpacked: path).flatMap { $0.definition.signature == nil ? nil : $0 }
    guard let format = try format ?? SpikeFormat.detect(path) ?? named else {
      if let error = try ForeignFile.error(path) { throw error }
      throw FileError(
        .badContent, path: path, problem: "this is no recording of spikes that can be told by its content",
        remedy: "pass \(Setting.inputFormat) with one of "
          + "\(SpikeFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return try format.definition.open(path, options)
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
  ) throws -> any SpikeSink {
    guard let create = (format ?? SpikeFormat.named(path))?.definition.create else {
      let endings = SpikeFormat.writable.map { ".\($0.fileEnding)" }
      throw FileError(
        .cannotCreate, path: path, problem: "spikes are not written in a file of that name or format",
        remedy: "choose a name that ends in \(endings.joined(separator: ", ")), or pass \(Setting.outputFormat)")
    }
    return try create(path, SpikeWriteOptions(geometry: geometry, padding: padding, overwrite: overwrite))
  }
}
