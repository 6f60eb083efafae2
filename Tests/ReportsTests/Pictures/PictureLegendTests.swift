import Reports
import Tensors
import Testing

@Suite struct PictureLegendTests {
  private let colors = EventColors.dark

  private static func holds(_ color: Canvas.Color, _ picture: Tensor<UInt8>, rowsFrom first: Int) -> Bool {
    (first..<picture.shape[0]).contains { y in
      (0..<picture.shape[1]).contains { x in
        picture[y, x, 0] == color.red && picture[y, x, 1] == color.green && picture[y, x, 2] == color.blue
      }
    }
  }

  @Test func `The strip stands below and leaves the picture alone`() {
    let picture = Tensor<UInt8>(repeating: 77, shape: [200, 400, 3])
    var legend = PictureLegend(colors: colors)
    let framed = legend.framed(picture, EventLegend.frame(colors) + EventLegend.count(3))
    #expect(framed.shape[0] > 216 && framed.shape[1] == 400)
    #expect((0..<200).allSatisfy { y in framed[y, 0, 0] == 77 && framed[y, 399, 2] == 77 })
    for color in [colors.on, colors.off] { #expect(Self.holds(color, framed, rowsFrom: 200)) }
    #expect(!Self.holds(Canvas.Color(gray: 77), framed, rowsFrom: 200))
  }

  @Test func `What changes from picture to picture does not change the size`() {
    var legend = PictureLegend(colors: colors)
    let picture = Tensor<UInt8>(zeros: [100, 300])
    let shapes = [(0, 1), (12_345_600, 999_999)].map { time, count in
      legend.framed(
        picture,
        EventLegend.polarities(colors)
          + EventLegend.window(atMicroseconds: Int64(time), durationMicroseconds: 33_333, step: 33_333)
          + EventLegend.count(count)
      ).shape
    }
    #expect(shapes[0] == shapes[1] && shapes[0][0] % 2 == 0)
  }

  @Test func `A picture too narrow for an entry becomes as wide as it`() {
    var legend = PictureLegend(colors: colors)
    let framed = legend.framed(Tensor(zeros: [10, 8]), [.text("a long sentence")])
    #expect(framed.shape[1] > Typeface.width(of: "a long sentence"))
    #expect(legend.framed(Tensor(zeros: [10, 8]), []).shape == [10, 8])
  }

  @Test(arguments: [
    (Int64(0), Int64(33_333), "0.0000 s"), (1_233_340, 33_333, "1.2333 s"), (-50_000, 10_000, "−0.0500 s"),
    (12, 50, "0.000012 s"),
  ])
  func `Times have as many digits as windows need`(time: Int64, step: Int64, text: String) {
    #expect(DurationText.seconds(microseconds: time, step: step) == text)
  }

  @Test func `Tensors say their scale: signed, by polarity, gray, by age`() throws {
    func entries(_ axes: [String], _ shape: [Int], gray: Bool = false, ages: Bool = false) throws -> [PictureLegend
      .Entry]
    {
      var picture = try #require(RepresentationPicture(axes: axes, shape: shape, scale: 2.5))
      picture.isGray = gray
      return EventLegend.tensor(picture, holdsAges: ages)
    }
    func ends(_ entries: [PictureLegend.Entry]) -> [String] {
      entries.compactMap { if case .ramp(let from, _, let to) = $0 { from + " " + to } else { nil } }
    }
    #expect(try ends(entries(["bin", "y", "x"], [3, 4, 4])) == ["−2.5 +2.5"])
    #expect(try ends(entries(["polarity", "y", "x"], [2, 4, 4])) == ["0 2.5"])
    #expect(try entries(["polarity", "y", "x"], [2, 4, 4]).count == 3)
    #expect(try ends(entries(["y", "x"], [4, 4], gray: true)) == ["0 2.5"])
    #expect(try ends(entries(["polarity", "age", "y", "x"], [2, 3, 4, 4], ages: true)) == ["old new"])
  }

  @Test func `Panels carry the names of bins and channels`() throws {
    var picture = try #require(RepresentationPicture(axes: ["bin", "y", "x"], shape: [3, 60, 80]))
    #expect(picture.panelNames == ["bin 0", "bin 1", "bin 2"])
    #expect(
      try #require(RepresentationPicture(axes: ["split", "polarity", "part", "y", "x"], shape: [2, 2, 2, 4, 4]))
        .panelNames
        == ["split 0, part 0", "split 0, part 1", "split 1, part 0", "split 1, part 1"])
    let values = Tensor<Float>(zeros: [3, 60, 80])
    let named = picture.colored(values)
    picture.showsNames = false
    let bare = picture.colored(values)
    #expect(named != bare && named.shape == bare.shape)
    picture.showsNames = true
    picture.panelNames = ["a name that is far too long for its panel", "b", "c"]
    #expect(picture.colored(values) != named)
    // What does not fit a panel stands in the legend.
    #expect(!picture.fitsNames && EventLegend.tensor(picture, holdsAges: false).contains(.text("1: b")))
  }
}
