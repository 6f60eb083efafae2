import Recordings
import Reports
import Tensors
import Testing

@Suite struct TimeSurfacePictureTests {
  private static let plain = EventColors(
    background: Canvas.Color(gray: 0), on: Canvas.Color(red: 200, green: 0, blue: 0),
    off: Canvas.Color(red: 0, green: 0, blue: 100), ink: Canvas.Color(gray: 255))

  private static func event(_ time: Int64, _ x: UInt16, isOn: Bool) -> Event {
    Event(timeMicroseconds: time, x: x, y: 0, isOn: isOn)
  }

  @Test func `The last event of a pixel fades with its age`() {
    var surface = TimeSurfacePicture(width: 4, height: 1, decayMicroseconds: 1000, colors: Self.plain)
    surface.add(EventBatch([Self.event(0, 0, isOn: true), Self.event(500, 1, isOn: true)]))
    surface.add(EventBatch([Self.event(1000, 1, isOn: false), Self.event(1500, 2, isOn: true)]))
    // 200 exp(-1), 100 exp(0), and an event after the moment in full colour.
    #expect(surface.colored(atMicroseconds: 1000).scalars == [74, 0, 0, 0, 0, 100, 200, 0, 0, 0, 0, 0])
    #expect(surface.colored(atMicroseconds: 2000).scalars == [27, 0, 0, 0, 0, 37, 121, 0, 0, 0, 0, 0])
  }

  @Test func `An event that comes late does not hide a later one`() {
    var surface = TimeSurfacePicture(width: 1, height: 1, decayMicroseconds: 1000, colors: Self.plain)
    surface.add(EventBatch([Self.event(1000, 0, isOn: false), Self.event(10, 0, isOn: true)]))
    #expect(surface.colored(atMicroseconds: 1000).scalars == [0, 0, 100])
  }

  @Test func `The ends of the clock do no harm`() {
    var surface = TimeSurfacePicture(width: 2, height: 1, decayMicroseconds: 1000, colors: Self.plain)
    surface.add(EventBatch([Self.event(.min + 1, 0, isOn: true), Self.event(.max, 1, isOn: true)]))
    #expect(surface.colored(atMicroseconds: .max).scalars == [0, 0, 0, 200, 0, 0])
    #expect(surface.colored(atMicroseconds: .min).scalars == [200, 0, 0, 200, 0, 0])
  }
}
