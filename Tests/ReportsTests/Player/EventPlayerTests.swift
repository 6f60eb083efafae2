import Foundation
import Recordings
import Reports
import Testing

@Suite struct EventPlayerTests {
  private static func events(_ count: Int, width: Int, height: Int, step: Int64 = 7) -> [Event] {
    var events: [Event] = []
    for index in 0..<count {
      let (x, y) = (UInt16(index * 31 % width), UInt16(index * 17 % height))
      // Some at one time, some far apart.
      let time = 1_000_000_000_000 + Int64(index / 2) * step + (index > count / 2 ? 40_000_000 : 0)
      events.append(Event(timeMicroseconds: time, x: x, y: y, isOn: index % 3 == 0))
    }
    return events
  }

  private static func sampling(_ events: [Event], width: Int, height: Int, limit: Int = 1_000_000) -> EventSampling {
    var sampling = EventSampling(width: width, height: height, limit: limit)
    for start in stride(from: 0, to: events.count, by: 1000) {
      sampling.add(EventBatch(events[start..<min(start + 1000, events.count)]))
    }
    return sampling
  }

  /// What stands between two marks in a page.
  private static func part(_ page: String, after start: String, before end: String) throws -> String {
    let from = try #require(page.range(of: start)).upperBound
    let to = try #require(page.range(of: end, range: from..<page.endIndex)).lowerBound
    return String(page[from..<to])
  }

  @Test(arguments: [(34, 34), (256, 256), (257, 10), (1280, 720), (65_535, 65_535)])
  func `The page holds the events`(size: (Int, Int)) throws {
    let events = Self.events(3000, width: size.0, height: size.1)
    let page = EventPlayer(name: "a.raw", Self.sampling(events, width: size.0, height: size.1)).page
    let json = try Self.part(page, after: "id=\"facts\">", before: "</script>")
    let facts = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(facts["width"] as? Int == size.0 && facts["height"] as? Int == size.1)
    #expect(facts["events"] as? Int == 3000 && facts["step"] as? Int == 1 && facts["name"] as? String == "a.raw")
    let first = try #require(Int64(facts["firstUs"] as? String ?? ""))
    let text = try Self.part(page, after: "id=\"events\">", before: "</script>")
    let bytes = try #require(Data(base64Encoded: text))
    let unpacked = EventPacking.unpacked(
      [UInt8](bytes), count: 3000, firstMicroseconds: first, width: size.0, height: size.1)
    #expect(unpacked == events)
    #expect(page.contains("3,000 events"))
  }

  @Test func `The page fetches nothing and holds nothing of a hostile name`() throws {
    let name = "</script><img src=x onerror=alert(1)>.raw"
    let page = EventPlayer(name: name, Self.sampling(Self.events(10, width: 9, height: 9), width: 9, height: 9)).page
    #expect(!page.contains("<img"))
    #expect(page.components(separatedBy: "</script>").count == 4)
    let plain = EventPlayer(name: "a", EventSampling(width: 9, height: 9, limit: 1)).page
    for word in ["http:", "https:", "//cdn", "src=", "@import", "url(", "fetch(", "XMLHttpRequest", "import("] {
      #expect(!plain.contains(word), "\(word)")
    }
    #expect(plain.contains("default-src 'none'"))
  }

  @Test(arguments: [(3000, 3000, 1), (3000, 2999, 2), (3000, 1500, 2), (3000, 1499, 4), (3000, 1, 4096), (5, 2, 4)])
  func `Of too many events every second, fourth and so on is kept, and the page says so`(
    count: Int, limit: Int, step: Int
  ) {
    let events = Self.events(count, width: 9, height: 9)
    let sampling = Self.sampling(events, width: 9, height: 9, limit: limit)
    #expect(sampling.step == step && sampling.totalCount == count)
    #expect(sampling.events == stride(from: 0, to: count, by: step).map { events[$0] })
    let page = EventPlayer(name: "a", sampling).page
    #expect(page.contains("every ") == (step > 1))
  }

  @Test func `Events out of order are sorted, and those outside of the sensor left out`() {
    let times: [Int64] = [5, 3, 9, 3]
    let events = times.enumerated().map { index, time in
      Event(timeMicroseconds: time, x: UInt16(index), y: 0, isOn: true)
    }
    let sampling = Self.sampling(events, width: 3, height: 1)
    #expect(sampling.events.map(\.x) == [1, 0, 2])
    #expect(sampling.outsideCount == 1 && sampling.totalCount == 3)
  }

  @Test func `Bytes that are cut are no events`() {
    let events = Self.events(20, width: 300, height: 9)
    let bytes = EventPacking.packed(events, width: 300, height: 9)
    for count in 0..<bytes.count {
      #expect(
        EventPacking.unpacked(
          Array(bytes[..<count]), count: 20, firstMicroseconds: events[0].timeMicroseconds, width: 300, height: 9)
          == nil)
    }
    #expect(EventPacking.unpacked([], count: 0, firstMicroseconds: 0, width: 1, height: 1) == [])
  }

  @Test func `A recording without events makes a page too`() {
    let page = EventPlayer(name: "a", EventSampling(width: 3, height: 2, limit: 5)).page
    #expect(page.contains("0 events") && page.contains("There is no event"))
  }
}
