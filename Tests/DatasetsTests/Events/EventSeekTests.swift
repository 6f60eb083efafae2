import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// Seeking must give what reading from the front and passing over gives.
@Suite struct EventSeekTests {
  /// 55 s of events whose density changes, so that a clock of 24 bits wraps three times; silent for 9 s in between.
  static func write(_ format: EventFormat, to path: String) throws {
    let writer = try EventFiles.create(path, format: format, options: EventWriteOptions(width: 128, height: 128))
    var random = SeededRandom(seed: 7)
    var time: Int64 = 3_000_000
    var events: [Event] = []
    for index in 0..<400_000 {
      time += index == 200_000 ? 9_000_000 : Int64(random.next() % (index < 100_000 ? 20 : 300))
      let bits = random.next()
      events.append(
        Event(timeMicroseconds: time, x: UInt16(bits & 127), y: UInt16(bits >> 8 & 127), isOn: bits >> 20 & 1 == 1))
      if events.count == 50_000 {
        try writer.append(EventBatch(events))
        events = []
      }
    }
    try writer.finish()
  }

  @Test(arguments: [
    EventFormat.propheseeEVT2, .propheseeEVT21, .propheseeEVT3, .propheseeDAT, .aedat2, .hdf5, .dsec, .propheseeHDF5,
    .text, .npy,
    .npz, .es, .aedat4, .ros2, .rosbag1,
  ])
  func `seeking finds what reading from the front finds`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("recording")
    try Self.write(format, to: path)
    var all: [Event] = []
    try EventReader(path, format: format).forEachBatch { all += $0.events }
    #expect(all.count == 400_000)
    let reader = try EventReader(path, format: format)
    let (first, last) = (all[0].timeMicroseconds, all[all.count - 1].timeMicroseconds)
    #expect(last - first > 50_000_000)
    let canJump = try EventFiles.open(path, format: format).seek(toMicroseconds: last)
    #expect(canJump == ![.npz, .es].contains(format))
    // Forwards and back, into the silence, and beyond both ends.
    for time in [last - 5, first + 20_000_000, first, first - 10, first + 11_000_000, first + 45_000_000, last + 1] {
      try reader.seek(toMicroseconds: time)
      let expected = all.first { $0.timeMicroseconds >= time }
      let batch = try reader.nextBatch()
      #expect(batch?[0] == expected, "seeking \(time)")
      #expect(reader.warnings.isEmpty || format == .dsec)
    }
  }

  @Test(arguments: [
    EventFormat.propheseeEVT3, .propheseeDAT, .aedat2, .hdf5, .propheseeHDF5, .text, .npy, .npz, .es, .aedat4, .ros2,
    .rosbag1,
  ])
  func `skipping goes forwards only, to what reading on would give`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("recording")
    try Self.write(format, to: path)
    var all: [Event] = []
    try EventReader(path, format: format).forEachBatch { all += $0.events }
    let reader = try EventReader(path, format: format)
    var (count, latest) = (0, Int64.min)
    func read() throws {
      guard let batch = try reader.nextBatch() else { return }
      latest = max(latest, batch[batch.count - 1].timeMicroseconds)
      count += batch.count
    }
    try read()
    let far = all[300_000].timeMicroseconds
    #expect(try reader.skip(toMicroseconds: far, beyond: latest) == ![.npz, .es].contains(format))
    #expect(try reader.nextBatch()?[0] == all.first { $0.timeMicroseconds >= far })
    // Back again, and not beyond what was handed out: it stays and reads on.
    let (first, last) = (all[0].timeMicroseconds, all[all.count - 1].timeMicroseconds)
    #expect(try !reader.skip(toMicroseconds: first, beyond: last))
    #expect(try !reader.skip(toMicroseconds: last, beyond: last))
    #expect(try reader.nextBatch()?[0].timeMicroseconds == last)
  }

  @Test func `a long recording is not read from the front`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("recording.raw")
    try Self.write(.propheseeEVT3, to: path)
    // What lies between is damaged: whoever reads it meets words of unknown types and says so.
    let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(size / 2 + 120_000))
    try file.write(contentsOf: Data(repeating: 0xdd, count: 2000))
    try file.close()
    var last: Int64 = 0
    let front = try EventReader(path)
    try front.forEachBatch { last = $0[$0.count - 1].timeMicroseconds }
    #expect(!front.warnings.isEmpty)
    let reader = try EventReader(path)
    try reader.seek(toMicroseconds: last - 1_500_000)
    #expect(try reader.nextBatch() != nil)
    #expect(reader.warnings.isEmpty)
  }
}
