import Files

/// The parameters of a network as a training program saved them.
///
/// The content decides how a file is read, not its name: PyTorch's zip container (`.pth`, `.pt`, `.pth.tar`), the
/// pickles that PyTorch wrote before 1.6 (`.th`), `.safetensors`, `.npz`. Names are those of the `state_dict`, whatever
/// dictionaries it lay in, without the `module.` that a parallel wrapper puts in front. Tensors are row-major, half
/// precision and bfloat16 widened to single precision. A pickle is read by a closed machine that runs nothing.
///
/// Reading costs the file's length in time and the tensors in memory. A file that claims more than it holds is refused
/// before memory is taken.
public struct Checkpoint: Sendable {
  /// The container that a checkpoint came in.
  public enum Format: String, Sendable {
    case pytorchZip, pytorchLegacy, safetensors, npz
  }

  /// The path as given.
  public let path: String
  /// The container.
  public let format: Format
  /// The names of the tensors in the order of the file, also of those whose type cannot be read.
  public let names: [String]
  /// The tensors whose type can be read.
  public let tensors: [String: AnyTensor]
  /// Numbers and strings that stood beside the tensors: the epoch, the architecture.
  public let metadata: [String: String]
  private let unreadable: [String: FileError]

  /// Reads a checkpoint.
  ///
  /// - Throws: `FileError` where the file is none of these containers, is cut off or damaged. A tensor of a type that
  ///   cannot be read (a complex one, a string) is no such error until it is asked for.
  public init(path: String) throws {
    let file = try InputFile(path: path)
    switch try Self.container(of: file) {
    case .zip:
      self.path = path
      let archive = try ZipReader(path: path)
      let unpacked = archive.entries.reduce(0) { $0.addingReportingOverflow($1.byteCount).partialValue }
      try UnpackedLimit.check(unpacked, inFileOf: archive.fileByteCount, path: path)
      if let pickle = TorchArchive.pickleEntry(in: archive) {
        format = .pytorchZip
        let checkpoint = try TorchArchive.open(archive, pickle: pickle)
        (tensors, unreadable) = try checkpoint.load()
        names = checkpoint.state.tensors.map(\.name)
        metadata = checkpoint.state.metadata
      } else {
        format = .npz
        let arrays = NumpyArchive(archive)
        names = arrays.names
        metadata = [:]
        (tensors, unreadable) = try Self.sorted(names) { try arrays.readable($0) }
        guard !names.isEmpty else { throw Self.unknown(file, "the zip archive holds neither data.pkl nor an array") }
      }
    case .pickle:
      self.path = path
      format = .pytorchLegacy
      let checkpoint = try TorchLegacyFile.open(file)
      (tensors, unreadable) = try checkpoint.load()
      names = checkpoint.state.tensors.map(\.name)
      metadata = checkpoint.state.metadata
    case .safetensors:
      self = try Checkpoint(safetensors: file)
    }
  }

  /// Reads the bytes of a `.safetensors` file that the program carries.
  ///
  /// - Parameter name: What messages call them.
  public init(safetensors bytes: UnsafeRawBufferPointer, named name: String) throws {
    try self.init(safetensors: InputFile(bytes, named: name))
  }

  private init(safetensors file: InputFile) throws {
    path = file.path
    format = .safetensors
    let tensorsFile = try SafetensorsFile(file)
    names = tensorsFile.names
    metadata = tensorsFile.metadata
    (tensors, unreadable) = try Self.sorted(names) { try tensorsFile.readable($0) }
  }

  /// The tensor of that name, or nil where there is none that can be read.
  public subscript(name: String) -> AnyTensor? { tensors[name] }

  /// The tensor of that name.
  ///
  /// - Throws: `FileError` where there is none, or why it could not be read.
  public func tensor(_ name: String) throws -> AnyTensor {
    if let tensor = tensors[name] { return tensor }
    if let error = unreadable[name] { throw error }
    let known = names.prefix(3).joined(separator: ", ")
    throw FileError(
      .badContent, path: path, problem: "the checkpoint holds no tensor named \(name)",
      remedy: names.isEmpty ? "it holds none at all" : "its \(names.count) begin with \(known)")
  }

  /// The tensor of that name in single precision: ``AnyTensor/float32``.
  public func float32(_ name: String) throws -> Tensor<Float> { try tensor(name).float32 }

  /// Every tensor that can be read, in single precision: ``AnyTensor/float32``.
  ///
  /// Cost: a reference for each that is in single precision already.
  public var float32Tensors: [String: Tensor<Float>] { tensors.mapValues(\.float32) }

  private enum Container { case zip, pickle, safetensors }

  private static func container(of file: InputFile) throws -> Container {
    let front = try file.bytes(at: 0, count: min(file.byteCount, 9))
    if front.starts(with: "PK".utf8) { return .zip }
    if front.count == 9, front[8] == UInt8(ascii: "{") { return .safetensors }
    if front.first == 0x80 { return .pickle }
    if front.starts(with: [0x93] + Array("NUMPY".utf8)) { throw unknown(file, "this is a single array") }
    throw unknown(file, "this is no checkpoint: it begins like none")
  }

  private static func unknown(_ file: InputFile, _ problem: String) -> FileError {
    FileError(
      .badContent, path: file.path, problem: problem, place: "byte 0",
      remedy: "give a .pth, .pt, .th, .safetensors or .npz file")
  }

  private static func sorted(
    _ names: [String], reading: (String) throws -> Result<AnyTensor, FileError>
  ) throws -> ([String: AnyTensor], [String: FileError]) {
    var tensors: [String: AnyTensor] = [:]
    var unreadable: [String: FileError] = [:]
    for name in names {
      switch try reading(name) {
      case .success(let tensor): tensors[name] = tensor
      case .failure(let error): unreadable[name] = error
      }
    }
    return (tensors, unreadable)
  }
}
