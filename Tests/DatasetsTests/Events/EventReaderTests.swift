import Datasets
import Recordings
import Tensors
import Testing

@Suite struct EventReaderTests {
  /// Counts up, and fails after `failsAfter` events where that is given.
  private final class Numbers: EventSource {
    let header = EventHeader(format: .text, width: 4, height: 2)
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
    for batch in reader { times += batch.events.map(\.timeMicroseconds) }
    #expect(times == Array(0..<1000))
    #expect(reader.failure == nil)
    #expect(reader.header.width == 4)
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
    for batch in reader { count += batch.count }
    #expect(count == 25)
    #expect(reader.failure != nil)
    #expect(throws: FileError.self) { try reader.nextBatch() }
  }
}
