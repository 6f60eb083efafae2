import CFFmpeg
import Files

/// The one place where libav is loaded, where its negative codes become thrown errors, and where its own messages are
/// switched off.
enum LibAV {
  /// Loads libraries of libav where they are not yet; none of their functions may be called before.
  ///
  /// Cost: some 40 ms for codecs or containers, once a process.
  ///
  /// - Throws: ``FileError`` of kind `missingPart` that names the package to install.
  static func load(_ libraries: cffmpeg_library...) throws {
    for library in [CFFMPEG_UTILITIES] + libraries {
      guard let problem = cffmpeg_load(library) else { continue }
      let file = String(cString: cffmpeg_file(library))
      let words = String(cString: problem)
      let reason = words.hasPrefix(file + ": ") ? String(words.dropFirst(file.count + 2)) : words
      throw FileError(
        .missingPart, path: file, problem: "this library of libav cannot be loaded: \(reason)",
        remedy: "install the package \(String(cString: cffmpeg_package(library)))")
    }
    _ = isQuiet
  }

  /// Its words on standard error would stand beside ours.
  private static let isQuiet: Void = av_log_set_level(AV_LOG_QUIET)

  static var again: Int32 { cffmpeg_error_again() }
  static var end: Int32 { cffmpeg_error_end() }

  /// A file's path as libav's file protocol wants it: without the prefix a colon in a name would read as a protocol.
  static func url(_ path: String) -> String { "file:\(path)" }

  /// Passes a code of zero or more through and throws what a negative one says.
  ///
  /// - Parameter kind: What a failure is that the code does not name: `badContent` when reading, `inputOutput` when
  ///   writing.
  @discardableResult
  static func check(_ code: Int32, _ action: String, path: String, kind: FileError.Kind) throws -> Int32 {
    if code >= 0 { return code }
    throw error(code, action, path: path, kind: kind)
  }

  /// The error that a negative code stands for.
  static func error(_ code: Int32, _ action: String, path: String, kind: FileError.Kind) -> FileError {
    let actual = self.kind(of: code, otherwise: kind)
    let message = (actual == .badContent ? contentMessage(of: code) : nil) ?? message(of: code)
    return FileError(actual, path: path, problem: "\(action) failed: \(message)")
  }

  /// What codes that are named after other failures mean of a file's content.
  private static func contentMessage(of code: Int32) -> String? {
    switch code {
    case cffmpeg_error(EIO), cffmpeg_error_end(): "the file is cut off or damaged"
    case cffmpeg_error(EINVAL): "its parameters make no sense"
    case cffmpeg_error_invalid_data(): "its content is not what its format says"
    default: nil
    }
  }

  /// The error for libav's constructors, which return null only when memory is short.
  static func outOfMemory(path: String) -> FileError {
    error(cffmpeg_error(ENOMEM), "taking memory", path: path, kind: .inputOutput)
  }

  private static func kind(of code: Int32, otherwise kind: FileError.Kind) -> FileError.Kind {
    switch code {
    case cffmpeg_error(ENOENT): kind == .badContent ? .notFound : .cannotCreate
    // Demuxers say this of a file that ends too early; a device's failure shows in the AVIOContext.
    case cffmpeg_error(EIO): kind == .badContent ? .badContent : .inputOutput
    case cffmpeg_error(ENOSPC), cffmpeg_error(EDQUOT), cffmpeg_error(EFBIG), cffmpeg_error(ENOMEM),
      cffmpeg_error(EACCES), cffmpeg_error(EPERM):
      .inputOutput
    case cffmpeg_error_decoder_not_found(), cffmpeg_error_encoder_not_found(), cffmpeg_error_muxer_not_found():
      .missingPart
    default: kind
    }
  }

  private static func message(of code: Int32) -> String {
    if code == cffmpeg_error(ENOSPC) { return "no space left on the device" }
    var text = [CChar](repeating: 0, count: 128)
    av_strerror(code, &text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }
}

/// Options handed to libav by name.
final class OptionDictionary {
  var pointer: OpaquePointer?

  init(_ options: KeyValuePairs<String, String>) {
    for (name, value) in options { av_dict_set(&pointer, name, value, 0) }
  }

  deinit { av_dict_free(&pointer) }
}
