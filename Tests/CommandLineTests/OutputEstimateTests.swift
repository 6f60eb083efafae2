import Foundation
import Recordings
import TestSupport
import Testing

/// Outputs that no disk holds are refused before they are begun.
@Suite struct OutputEstimateTests {
  /// A thousand events in 3 ms, and one whose time is damaged: at the end, or in between.
  private static func write(_ folder: TemporaryFolder, wild: Int64, isLast: Bool) throws -> String {
    var events = (0..<1000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index) * 3, x: UInt16(index * 7 % 320), y: UInt16(index * 5 % 240), isOn: true)
    }
    events.insert(Event(timeMicroseconds: wild, x: 3, y: 4, isOn: true), at: isLast ? 1000 : 500)
    return try folder.writeEvents(events, width: 320, height: 240)
  }

  @Test(arguments: [true, false])
  func `Windows that one damaged time multiplies are refused by represent and flow`(isLast: Bool) throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, wild: 1 << 45, isLast: isLast)
    let weights = try folder.writeEventWeights()
    try expectFailure(
      73, ["represent", name, "--kind", "count", "--window", "1ms", "-o", "a.npz"], in: folder,
      telling: ["a.npz", "windows of 1.23 MB", "are free", "--allow-large"])
    try expectFailure(
      73, ["flow", name, "--weights", weights, "--window", "1us", "-o", "f"], in: folder,
      telling: ["f: ", "fields of 614 kB", "are free", "--allow-large"])
    // Told otherwise, a run goes on until it fails of something else.
    try expectFailure(
      65, ["represent", name, "--kind", "count", "--window", "1ms", "-o", "a.npz", "--strict", "--allow-large"],
      in: folder, telling: ["--strict"])
  }

  @Test func `A short recording cut into windows of a microsecond is refused, a part of it is not`() throws {
    let folder = try TemporaryFolder()
    let events = (0..<1000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index) * 100_000, x: UInt16(index % 320), y: UInt16(index % 240), isOn: true)
    }
    let name = try folder.writeEvents(events, width: 320, height: 240)
    let represent = ["represent", name, "--kind", "count", "--window", "1us", "-o", "a.npy"]
    try expectFailure(73, represent, in: folder, telling: ["99900001 windows"])
    try expectSuccess(represent + ["--end", "10us"], in: folder)
    let weights = try folder.writeEventWeights()
    try expectFailure(
      73, ["flow", name, "--weights", weights, "--window", "1us", "-o", "f"], in: folder, telling: ["99900001 fields"])
    try expectSuccess(
      ["flow", name, "--weights", weights, "--window", "100ms", "--count", "1", "--crop", "32x32", "-o", "f"],
      in: folder)
  }

  @Test func `A damaged time whose windows would fit is an error of the recording`() throws {
    let folder = try TemporaryFolder()
    let events = [0, 1, 2, 20_000_000].map { Event(timeMicroseconds: $0, x: 1, y: 1, isOn: true) }
    let name = try folder.writeEvents(events, width: 8, height: 8)
    try expectFailure(
      65, ["represent", name, "--kind", "count", "--window", "1ms", "-o", "a.npz"], in: folder,
      telling: ["jumps over more than 16384 windows", "doctor"])
    try expectSuccess(
      ["represent", name, "--kind", "count", "--window", "1ms", "-o", "a.npz", "--allow-large"], in: folder)
  }
}
