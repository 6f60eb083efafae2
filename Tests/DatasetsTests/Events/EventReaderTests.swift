import Datasets
import Files
import Recordings
import TestSupport
import Testing

@Suite struct EventReaderTests {
  /// Counts up, and fails after `failsAfter` events where that is given.
  private final class Numbers: EventSource {
    let size: SensorSize? = SensorSize(width: 4, height: 2)
    let warnings: [RecordingWarning] = []
    private var next: Int64 = 0
    private let total: Int64
    private let failsAfter: Int64?

    init(total: Int64, failsAfter: Int64? = nil) {
      self.total = total
      self.failsAfter = failsAfter
    }

    func read(into columns: EventColumns) throws -> Int {
      if next == failsAfter { throw FileError(.badContent, path: "numbers", problem: "they end", place: "byte 7") }
      let count = Int(min(Int64(columns.capacity), min(failsAfter ?? total, total) - next))
      for index in 0..<count {
        columns.write(Event(timeMicroseconds: next, x: 1, y: 0, isOn: true), at: index)
        next += 1
      }
      return count
    }
  }

  @Test func `A loop sees every event once`() throws {
    let reader = EventReader(Numbers(total: 1000), capacity: 64)
    var times: [Int64] = []
    try reader.forEachBatch { times += $0.events.map(\.timeMicroseconds) }
    #expect(times == Array(0..<1000))
    #expect(reader.size?.width == 4)
    #expect(try reader.nextBatch() == nil)
  }

  @Test func `A batch that the caller keeps is not written again`() throws {
    let reader = EventReader(Numbers(total: 100), capacity: 10)
    let first = try #require(try reader.nextBatch())
    _ = try reader.nextBatch()
    #expect(first.events.map(\.timeMicroseconds) == Array(0..<10))
  }

  @Test func `A batch that the caller drops is filled again in place`() throws {
    let reader = EventReader(Numbers(total: 1000), capacity: 10)
    var addresses: Set<Int> = []
    while let batch = try reader.nextBatch() { addresses.insert(batch.withColumns { Int(bitPattern: $0.t) }) }
    #expect(addresses.count <= 2)
  }

  @Test func `Damage comes after the events before it and stays`() throws {
    let reader = EventReader(Numbers(total: 1000, failsAfter: 25), capacity: 10)
    var count = 0
    #expect(throws: FileError.self) { try reader.forEachBatch { count += $0.count } }
    #expect(count == 25)
    #expect(throws: FileError.self) { try reader.nextBatch() }
  }

  @Test func `A loop ends where the caller throws, and goes on from the next batch`() throws {
    struct Enough: Error {}
    let reader = EventReader(Numbers(total: 30), capacity: 10)
    #expect(throws: Enough.self) { try reader.forEachBatch { _ in throw Enough() } }
    #expect(try reader.nextBatch()?.events.first?.timeMicroseconds == 10)
  }

  @Test(arguments: [0, 1, 65535, 65536, 65537, 131_072, 300_000], [0, 65536, 131_072, 1 << 40])
  func `A whole recording is read whatever room is made for it`(total: Int64, capacity: Int) throws {
    let batch = try Numbers(total: total).readAll(reserving: capacity)
    #expect(batch.count == Int(total))
    batch.withColumns { columns in
      #expect((0..<batch.count).allSatisfy { columns.t[$0] == Int64($0) && columns.x[$0] == 1 && columns.p[$0] == 1 })
    }
  }

  @Test func `Damage ends the reading of a whole recording`() {
    #expect(throws: FileError.self) { try Numbers(total: 1000, failsAfter: 25).readAll() }
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: ["evt2_a.raw", "evt3_a.raw", "dvs.es", "rpg_events.txt", "dsec_events_blosc.h5"])
  func `A whole recording is that of its batches`(name: String) throws {
    let whole = try EventFiles.readAll(ReferenceRecording.path(name))
    let source = try EventFiles.open(ReferenceRecording.path(name))
    var batch = EventBatch(capacity: 1000)
    var start = 0
    while try source.next(into: &batch) {
      let isSame = whole.withColumns { all in
        batch.withColumns { part in
          (0..<batch.count).allSatisfy {
            all.t[start + $0] == part.t[$0] && all.x[start + $0] == part.x[$0] && all.y[start + $0] == part.y[$0]
              && all.p[start + $0] == part.p[$0]
          }
        }
      }
      #expect(isSame, "from event \(start)")
      start += batch.count
    }
    #expect(start == whole.count)
  }
}
