import CZip

/// The one place where an error of the zip library becomes a thrown error.
enum ZipFailure {
  /// What the library says of an archive that was being read.
  static func reading(_ error: UnsafeMutablePointer<zip_error_t>, path: String, place: String?) -> FileError {
    let remedy = FileError.fetchAgain
    switch zip_error_code_zip(error) {
    case ZIP_ER_CRC:
      return FileError(
        .badContent, path: path, problem: "the checksum does not match the bytes", place: place, remedy: remedy)
    case ZIP_ER_READ, ZIP_ER_OPEN, ZIP_ER_MEMORY:
      return system(error, "reading", path: path, place: place)
    default:
      return FileError(
        .badContent, path: path, problem: "the zip archive cannot be read: \(text(of: error))", place: place,
        remedy: remedy)
    }
  }

  /// What the library says of an archive that was being written.
  static func writing(_ error: UnsafeMutablePointer<zip_error_t>, path: String) -> FileError {
    system(error, "writing", path: path, place: nil)
  }

  private static func system(
    _ error: UnsafeMutablePointer<zip_error_t>, _ action: String, path: String, place: String?
  ) -> FileError {
    let code = zip_error_code_system(error)
    let isSystemError = zip_error_system_type(error) == ZIP_ET_SYS && code != 0
    let reason = isSystemError ? SystemCall.message(of: code) : text(of: error)
    return FileError(.inputOutput, path: path, problem: "\(action) failed: \(reason)", place: place)
  }

  private static func text(of error: UnsafeMutablePointer<zip_error_t>) -> String {
    String(cString: zip_error_strerror(error)).lowercased()
  }
}
