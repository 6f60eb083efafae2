import Recordings
import Reports
import Tensors
import Testing

@Suite struct EventCloudPictureTests {
  private static let interval = EventInterval(startMicroseconds: 1000, endMicroseconds: 2000)

  private static func cloud(_ coloring: EventCloudPicture.Coloring = .polarity) -> EventCloudPicture {
    EventCloudPicture(sensorWidth: 64, sensorHeight: 48, interval: interval, coloring: coloring)
  }

  private static func events(_ count: Int) -> [Event] {
    var events: [Event] = []
    for index in 0..<count {
      let (x, y) = (UInt16(index * 31 % 64), UInt16(index * 17 % 48))
      events.append(Event(timeMicroseconds: 1000 + Int64(index % 1000), x: x, y: y, isOn: index % 3 == 0))
    }
    return events
  }

  @Test(arguments: EventCloudPicture.Coloring.allCases)
  func `The picture does not depend on how events are cut into batches`(coloring: EventCloudPicture.Coloring) {
    let events = Self.events(3000)
    var (whole, parts) = (Self.cloud(coloring), Self.cloud(coloring))
    whole.add(EventBatch(events))
    for start in stride(from: 0, to: 3000, by: 700) { parts.add(EventBatch(events[start..<min(start + 700, 3000)])) }
    #expect(whole.colored() == parts.colored())
    #expect(whole.colored().shape == [EventCloudPicture.height, EventCloudPicture.width, 3])
    #expect(whole.eventCount == 3000 && whole.colored() != Self.cloud().colored())
  }

  @Test func `Events outside of the box are counted and left out`() {
    var cloud = Self.cloud()
    cloud.add(
      EventBatch([
        Event(timeMicroseconds: 999, x: 1, y: 1, isOn: true), Event(timeMicroseconds: 2000, x: 1, y: 1, isOn: true),
        Event(timeMicroseconds: 1500, x: 64, y: 1, isOn: true), Event(timeMicroseconds: 1500, x: 1, y: 48, isOn: true),
      ]))
    #expect(cloud.outsideCount == 4 && cloud.eventCount == 0)
    #expect(cloud.colored() == Self.cloud().colored())
  }

  @Test func `The nearer of two events hides the other`() {
    // Time leads away from the viewer who looks along it: both lie behind each other in the middle of the sensor.
    func picture(_ events: [Event]) -> Tensor<UInt8> {
      var cloud = EventCloudPicture(
        sensorWidth: 3, sensorHeight: 3, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 10), turn: 0,
        tilt: 0)
      cloud.add(EventBatch(events))
      return cloud.colored()
    }
    let near = Event(timeMicroseconds: 0, x: 1, y: 1, isOn: true)
    let far = Event(timeMicroseconds: 9, x: 1, y: 1, isOn: false)
    #expect(picture([near, far]) == picture([near]))
    #expect(picture([far, near]) == picture([near]))
    #expect(picture([far]) != picture([near]))
  }

  @Test(arguments: [(1, 1), (1, 65_535), (65_535, 1)], [0, 1, Int64.max / 2] as [Int64])
  func `Any sensor and any time can be shown`(size: (Int, Int), duration: Int64) {
    var cloud = EventCloudPicture(
      sensorWidth: size.0, sensorHeight: size.1,
      interval: EventInterval(startMicroseconds: 0, endMicroseconds: duration))
    cloud.add(EventBatch([Event(timeMicroseconds: 0, x: 0, y: 0, isOn: true)]))
    #expect(cloud.eventCount == (duration > 0 ? 1 : 0))
  }
}
