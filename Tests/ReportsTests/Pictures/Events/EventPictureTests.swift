import OpticalFlow
import Recordings
import Reports
import Tensors
import Testing

@Suite struct EventPictureTests {
  private static let plain = EventColors(
    background: Canvas.Color(gray: 0), on: Canvas.Color(red: 200, green: 0, blue: 0),
    off: Canvas.Color(red: 0, green: 0, blue: 100), ink: Canvas.Color(gray: 255))

  private static func events(_ list: [(x: UInt16, y: UInt16, isOn: Bool)]) -> EventBatch {
    EventBatch(
      list.enumerated().map {
        Event(timeMicroseconds: Int64($0.offset), x: $0.element.x, y: $0.element.y, isOn: $0.element.isOn)
      })
  }

  @Test func `A pixel has the colour of its events, stronger the more there are`() {
    let batch = Self.events([(0, 0, true), (1, 0, false), (1, 0, false), (2, 1, true), (2, 1, false)])
    let picture = EventPicture(of: batch, width: 3, height: 2, colors: Self.plain)
    #expect(picture.eventCount == 5 && picture.outsideCount == 0)
    // One event 0.6, two 0.76 of the colour; both polarities the mean of theirs.
    #expect(picture.colored().scalars == [120, 0, 0, 0, 0, 76, 0, 0, 0, 0, 0, 0, 0, 0, 0, 76, 0, 38])
  }

  @Test func `Events come in any number of batches`() {
    var list: [Event] = []
    for index in 0..<500 {
      let (x, y) = (UInt16(index % 7), UInt16(index * index % 5))
      list.append(Event(timeMicroseconds: Int64(index), x: x, y: y, isOn: index % 3 == 0))
    }
    let whole = EventPicture(of: EventBatch(list), width: 7, height: 5)
    var parts = EventPicture(width: 7, height: 5)
    for start in stride(from: 0, to: 500, by: 77) { parts.add(EventBatch(list[start..<min(start + 77, 500)])) }
    #expect(whole.colored() == parts.colored())
    parts.clear()
    #expect(parts.eventCount == 0 && parts.colored() == EventPicture(width: 7, height: 5).colored())
  }

  @Test func `Events outside of the sensor are counted and left out`() {
    let batch = Self.events([(3, 0, true), (0, 2, true), (65_535, 65_535, false), (1, 1, true)])
    let picture = EventPicture(of: batch, width: 3, height: 2, colors: Self.plain)
    #expect(picture.eventCount == 1 && picture.outsideCount == 3)
    #expect(picture.colored().scalars.filter { $0 != 0 } == [120])
  }

  @Test func `Flow lies over the events where it moves and leaves them where it does not`() {
    let batch = Self.events([(0, 0, true), (1, 0, true), (2, 0, true), (3, 0, true)])
    let background = EventPicture(of: batch, width: 4, height: 1, colors: .gray).colored()
    let flow = Tensor<Float>(shape: [2, 1, 4], scalars: [0, .nan, 4, 1, 0, 0, 0, 0])
    let colors = FlowColors(maximum: 4)
    let picture = FlowPicture(colors: colors, showsLegend: false).colored(flow, over: background, opacity: 0.5)
    #expect(picture.shape == [1, 4, 3])
    func color(_ picture: Tensor<UInt8>, _ x: Int) -> [Int] { (0..<3).map { Int(picture[0, x, $0]) } }
    for still in 0..<2 { #expect(color(picture, still) == color(background, still)) }
    let full = colors.color(u: 4 * 0.999, v: 0)
    for (x, part) in [(2, 0.5), (3, 0.25)] {
      for (index, byte) in [full.red, full.green, full.blue].enumerated() {
        let old = Double(background[0, x, index])
        #expect(abs(Double(picture[0, x, index]) - (old + (Double(byte) - old) * part)) <= 1)
      }
    }
  }
}
