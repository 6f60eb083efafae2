import Recordings
import TestSupport
import Testing

@testable import Datasets

/// AEDAT 2 whose header names no sensor, as v2e writes it: the addresses tell which.
@Suite struct AEDATWithoutChipTests {
  private static func events(width: Int, height: Int) -> [Event] {
    (0..<300).map { index in
      Event(
        timeMicroseconds: Int64(100 + index * 11), x: UInt16(index * 37 % width), y: UInt16(index * 53 % height),
        isOn: index % 3 == 0)
    } + [Event(timeMicroseconds: 9000, x: 0, y: 0, isOn: true)]
  }

  private static func bytes(
    _ events: [Event], _ layout: JAERChip.Layout, width: Int, height: Int, chip: String? = nil
  ) -> [UInt8] {
    let head = "#!AER-DAT2.0\r\n# Timestamps tick is 1 us\r\n" + (chip.map { "# AEChip: \($0)\r\n" } ?? "")
    return Array(head.utf8)
      + events.flatMap { event -> [UInt8] in
        let (column, row) = (UInt32(width - 1 - Int(event.x)), UInt32(height - 1 - Int(event.y)))
        let address: UInt32 =
          switch layout {
          case .dvs128: row << 8 | column << 1 | (event.isOn ? 0 : 1)
          case .davis: row << 22 | column << 12 | (event.isOn ? 1 << 11 : 0)
          case .v2e: row << 11 | column << 1 | (event.isOn ? 1 : 0)
          }
        return AEDATSamples.big(address) + AEDATSamples.big(UInt32(event.timeMicroseconds))
      }
  }

  @Test(
    arguments: [(.dvs128, 128, 128), (.davis, 240, 180), (.davis, 346, 260), (.davis, 640, 480), (.v2e, 640, 480)]
      as [(JAERChip.Layout, Int, Int)])
  func `Addresses tell the sensor`(layout: JAERChip.Layout, width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    let events = Self.events(width: width, height: height)
    let path = try folder.write(Self.bytes(events, layout, width: width, height: height), to: "a.aedat")
    let reader = try EventReader(path)
    var found: [Event] = []
    while let batch = try reader.nextBatch() { found += batch.events }
    #expect(found == events)
    #expect(reader.size == SensorSize(width: width, height: height))
    // What the oldest files are needs no word.
    #expect(reader.warnings.contains { $0.problem.contains("does not name the sensor") } == (layout != .dvs128))
  }

  @Test func `A chip named DVS640 has v2e's addresses`() throws {
    let folder = try TemporaryFolder()
    let events = Self.events(width: 640, height: 480)
    let path = try folder.write(Self.bytes(events, .v2e, width: 640, height: 480, chip: "DVS640"), to: "a.aedat")
    let reader = try EventReader(path)
    #expect(try reader.nextBatch()?.events == events)
    #expect(reader.warnings.isEmpty)
  }

  @Test func `The size given for v2e's packing does not change the packing`() throws {
    let folder = try TemporaryFolder()
    let events = Self.events(width: 640, height: 480)
    let path = try folder.write(Self.bytes(events, .v2e, width: 640, height: 480), to: "a.aedat")
    let reader = try EventReader(path, options: EventReadOptions(size: (640, 480)))
    #expect(try reader.nextBatch()?.events == events)
  }
}
