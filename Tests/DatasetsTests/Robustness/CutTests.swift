import Files
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Recordings that end early: an error that names the place, or the events before the cut and a warning.
@Suite struct CutTests {
  /// The lengths to try, from the longest to the shortest: every byte of the first 4 KiB, and 64 places behind.
  static func lengths(_ byteCount: Int) -> [Int] {
    let first = 4096
    let far = byteCount <= first ? [] : (0..<64).map { first + (byteCount - first) * $0 / 64 }
    return (Array(0..<min(first, byteCount)) + far.dropFirst()).reversed()
  }

  @Test(arguments: RecordingSample.all)
  func `A recording cut at any byte gives what is before, or names the place`(sample: RecordingSample) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cut.\(sample.ending)")
    // Some formats need many events to have something behind the first 4 KiB.
    let events = RecordingSample.events(1200)
    try sample.write(events, path)
    let bytes = try fileBytes(path)
    // Of a table of whole floats the unit has to be said.
    let whole = try DamagedReading(path, format: sample.format, timeUnit: sample.timeUnit)
    try #require(whole.error == nil && whole.events == events)
    for length in Self.lengths(bytes.count) {
      // The same file only has to be cut again.
      try #require(truncate(path, off_t(length)) == 0)
      let reading = try DamagedReading(path, format: sample.format, timeUnit: sample.timeUnit)
      try #require(events.starts(with: reading.events), "\(length) bytes: \(reading.events.count) events")
      if let error = reading.error {
        try #require(error.kind == .badContent && error.namesPlace, "\(length) bytes: \(error)")
      } else if reading.cutWarnings.isEmpty && reading.events != events {
        try #require(sample.mayEnd(bytes, at: length), "\(length) bytes: the cut is not told")
      }
    }
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: SharedFolder.isPresent ? try! CutTests.sharedRecordings() : [])
  func `A real recording cut anywhere gives what is before, or names the place`(name: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file((name as NSString).lastPathComponent)
    let source = ReferenceRecording.path(name)
    guard let format = try EventFiles.detect(source) else { return }
    try FileManager.default.copyItem(atPath: source, toPath: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let byteCount = try InputFile(path: path).byteCount
    let lengths = Array(stride(from: 3, to: min(4096, byteCount), by: 31)) + (0..<24).map { byteCount * $0 / 24 }
    for length in lengths.sorted(by: >) {
      try #require(truncate(path, off_t(length)) == 0)
      let reading = try DamagedReading(path, format: format, capacity: 65536)
      if let error = reading.error { try #require(error.namesPlace, "\(length) bytes: \(error)") }
    }
  }

  private static func sharedRecordings() throws -> [String] {
    let root = SharedFolder.path("data/events")
    let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return all.filter { name in !["json", "yaml"].contains((name as NSString).pathExtension) && name.contains(".") }
      .sorted()
  }
}

extension FileError {
  /// Whether it says at which byte, line or row.
  /// Of an empty file there is no place to name.
  fileprivate var namesPlace: Bool {
    place?.contains(/(byte|line|row) \d+/) == true || problem == "the file is empty"
  }
}

extension RecordingSample {
  /// Whether a recording of this kind might end at a byte of this one, so that nobody can tell that it was cut there.
  fileprivate func mayEnd(_ bytes: [UInt8], at length: Int) -> Bool {
    switch cutRule {
    case .always: false
    case .withinRecords(nil): true
    // Nothing is a recording without events. Headers of text end with a line; records are counted from the end.
    case .withinRecords(let record?):
      length == 0 || (bytes.count - length) % record == 0 || bytes[..<length].last == 0x0A
    }
  }
}
