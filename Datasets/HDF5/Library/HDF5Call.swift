import CHDF5
import Files
import Foundation

/// The one place where a negative number from the HDF5 library becomes a thrown error.
///
/// The library may be entered by one thread at a time; every call goes through here and takes its turn.
enum HDF5Call {
  // Releasing a handle inside a call takes the lock again.
  private static let lock = NSRecursiveLock()
  // At the end of the process the library would write what a full disk has refused, and crash. Whatever is called first sets
  // that up, so this comes before all else.
  private static let staysOutOfExit: Void = saccade_h5_stay_out_of_exit()
  private static let prepared: Void = {
    saccade_h5_stay_in_file()
    HDF5RegisteredFilters.register()
  }()

  /// Calls `body`, and throws what the library says where it returns a negative number.
  ///
  /// - Parameters:
  ///   - action: What is being done: "reading the dataset".
  ///   - place: Where in the file: "dataset raw_spike".
  @discardableResult
  static func check<Result: SignedInteger>(
    _ action: String, path: String, place: String? = nil, kind: FileError.Kind = .badContent, _ body: () -> Result
  ) throws -> Result {
    try locked {
      let result = body()
      if result >= 0 { return result }
      var message = [CChar](repeating: 0, count: SACCADE_H5_MESSAGE_BYTES)
      saccade_h5_reason(&message)
      let reason = Self.reason(
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      throw FileError(
        Self.diskReasons.contains(reason) ? .inputOutput : kind, path: path,
        problem: "\(action) failed" + (reason.isEmpty ? "" : ": \(reason.lowercased())"),
        place: place)
    }
  }

  /// What the system says of a disk, whatever was being done.
  private static let diskReasons = Set([ENOSPC, EDQUOT, EFBIG, EIO, EROFS].map { String(cString: strerror($0)) })

  /// What the library says, or of a failed system call only what the system says: the rest are addresses and names.
  private static func reason(_ text: String) -> String {
    let mark = "error message = '"
    guard let start = text.range(of: mark), let end = text[start.upperBound...].firstIndex(of: "'") else { return text }
    return String(text[start.upperBound..<end])
  }

  /// Calls `body` while no other thread is in the library.
  static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    try lock.withLock {
      _ = staysOutOfExit
      // A library that is built for threads keeps this setting for each.
      saccade_h5_be_silent()
      _ = prepared
      return try body()
    }
  }
}

/// Anything the library has opened: its one owner.
final class HDF5Handle: Sendable {
  let id: hid_t

  /// Takes what `body` opens.
  init(_ action: String, path: String, place: String? = nil, opening body: () -> hid_t) throws {
    id = try HDF5Call.check(action, path: path, place: place, body)
  }

  deinit {
    HDF5Call.locked { _ = H5Idec_ref(id) }
  }
}
