import Datasets
import Files
import Foundation
import Recordings
import TestSupport
import Testing

/// What a damaged file gives: events, then perhaps one error.
@Suite struct HDF5EventDamageTests {
  /// Reads to the end or to the error; anything but a `FileError` is a failure.
  private func read(_ path: String) -> FileError? {
    do {
      let source = try EventFiles.open(path)
      var batch = EventBatch(capacity: 5000)
      while try source.next(into: &batch) {}
      return nil
    } catch let error as FileError {
      return error
    } catch {
      Issue.record(error)
      return nil
    }
  }

  private func sample(_ format: EventFormat, in folder: TemporaryFolder) throws -> [UInt8] {
    let path = folder.file("whole.h5")
    try HDF5EventSamples.write(HDF5EventSamples.events(5000, style: 2), format: format, to: path)
    return try fileBytes(path)
  }

  @Test(arguments: HDF5EventSamples.writers)
  func `flipped bytes give events or one error`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let bytes = try sample(format, in: folder)
    var random = SeededRandom(seed: 11)
    for index in 0..<80 {
      // Half of them in the first 8 KB, where the structure lies.
      let place =
        index % 2 == 0 ? Int.random(in: 8..<8192, using: &random) : Int.random(in: 0..<bytes.count, using: &random)
      var damaged = bytes
      damaged[min(place, bytes.count - 1)] ^= UInt8.random(in: 1...255, using: &random)
      _ = read(try folder.write(damaged, to: "flipped.h5"))
    }
  }

  @Test func `a damaged chunk is named by its byte`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let events = HDF5EventSamples.events(20_000, style: 2)
    try HDF5EventSamples.write(events, format: .propheseeHDF5, to: path)
    var bytes = try fileBytes(path)
    // A chunk starts with four bytes for the number of events, of which the last is 0, and the first time.
    let start = [0] + withUnsafeBytes(of: events[0].timeMicroseconds.littleEndian, Array.init)
    let data = Data(bytes)
    let place = try #require(data.range(of: Data(start))).lowerBound - 3
    bytes[place + 2] = 0xFF
    let error = try #require(read(try folder.write(bytes, to: "damaged.h5")))
    #expect(error.kind == .badContent)
    #expect(error.place?.contains("byte \(place)") == true)
  }
}
