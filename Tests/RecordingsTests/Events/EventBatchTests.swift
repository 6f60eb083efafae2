import Recordings
import Testing

@Suite struct EventBatchTests {
  private let events = (0..<100).map { (index: Int) -> Event in
    let time = Int64(index * 7 - 50)
    return Event(timeMicroseconds: time, x: UInt16(index % 13), y: UInt16(65535 - index), isOn: index % 3 == 0)
  }

  @Test func `What is put in comes out`() {
    let batch = EventBatch(events)
    #expect(batch.count == 100)
    #expect(batch.events == events)
    #expect(batch[99] == events[99])
    #expect(EventBatch().isEmpty)
  }

  @Test func `A copy keeps its events when the original is filled again`() {
    var batch = EventBatch(events)
    let copy = batch
    batch.refill { columns in
      columns.write(events[5], at: 0)
      return 1
    }
    #expect(batch.events == [events[5]])
    #expect(copy.events == events)
  }

  @Test func `Filling again without a copy keeps the memory`() {
    var batch = EventBatch(capacity: 64)
    let before = batch.withColumns { Int(bitPattern: $0.t) }
    batch.refill { _ in 0 }
    #expect(batch.withColumns { Int(bitPattern: $0.t) } == before)
  }

  @Test func `Editing drops events and leaves copies alone`() {
    var batch = EventBatch(events)
    let copy = batch
    batch.edit { columns, count in
      var kept = 0
      for index in 0..<count where columns.p[index] == 1 {
        columns.t[kept] = columns.t[index]
        columns.x[kept] = columns.x[index]
        columns.y[kept] = columns.y[index]
        columns.p[kept] = 1
        kept += 1
      }
      return kept
    }
    #expect(batch.events == events.filter(\.isOn))
    #expect(copy.events == events)
  }

  @Test func `A refill that fails leaves an empty batch`() {
    struct Failure: Error {}
    var batch = EventBatch(events)
    #expect(throws: Failure.self) { try batch.refill { _ in throw Failure() } }
    #expect(batch.isEmpty)
  }

  @Test func `What is added comes behind what is there, and a copy keeps its events`() {
    var batch = EventBatch(events)
    let copy = batch
    batch.append {
      #expect($0.capacity == 0); return 0
    }
    batch.reserve(150)
    batch.append { room in
      #expect(room.capacity == 50)
      return copy.withColumns { room.copy($0, count: 20) }
    }
    #expect(batch.events == events + events.prefix(20))
    #expect(copy.events == events)
    let longer = batch
    batch.append { room in
      room.write(events[0], at: 0)
      return 1
    }
    #expect(longer.count == 120)
    #expect(batch.events == events + events.prefix(20) + events.prefix(1))
  }

  @Test(arguments: [1, 2, 63, 64, 65, 1000])
  func `Columns start on cache lines and have a vector's length to spare`(capacity: Int) {
    EventBatch(capacity: capacity).withColumns { columns in
      let starts = [
        Int(bitPattern: columns.t), Int(bitPattern: columns.x), Int(bitPattern: columns.y), Int(bitPattern: columns.p),
      ]
      #expect(starts.allSatisfy { $0 % 64 == 0 })
      #expect(starts[1] - starts[0] >= capacity * 8 + 64)
      #expect(starts[2] - starts[1] >= capacity * 2 + 64)
      #expect(starts[3] - starts[2] >= capacity * 2 + 64)
    }
  }
}
