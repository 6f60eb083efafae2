#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What legends say of pictures of events and of tensors.
public enum EventLegend {
  private static let steps = 64
  private static let shownDecays: Int64 = 3
  private static let shownCounts = 5

  /// Which colour is which polarity.
  public static func polarities(_ colors: EventColors) -> [PictureLegend.Entry] {
    [.swatch(colors.on, "brighter (on)"), .swatch(colors.off, "darker (off)")]
  }

  /// The colours of an ``EventPicture``: polarities, and how strong so many events of a pixel are.
  public static func frame(_ colors: EventColors) -> [PictureLegend.Entry] {
    polarities(colors) + [
      .ramp(
        from: "1",
        [1, 0].map { share in
          (1...shownCounts).map { colors.color(share: share, strength: EventPicture.strength(ofCount: $0)) }
        }, to: "\(shownCounts)+ events a pixel")
    ]
  }

  /// The colours of a ``TimeSurfacePicture``: polarities, and how they fade.
  public static func surface(_ colors: EventColors, decayMicroseconds: Int64) -> [PictureLegend.Entry] {
    polarities(colors) + [
      .ramp(
        from: "now",
        rows(colors, [1, 0]) { expf(-Float(shownDecays) * $0) },
        to: DurationText.short(microseconds: decayMicroseconds * shownDecays) + " ago"),
      .text("37 % after \(DurationText.short(microseconds: decayMicroseconds))"),
    ]
  }

  /// The colours of an ``EventCloudPicture``.
  public static func cloud(
    _ colors: EventColors, _ coloring: EventCloudPicture.Coloring, durationMicroseconds: Int64
  ) -> [PictureLegend.Entry] {
    switch coloring {
    case .polarity: polarities(colors)
    case .time:
      [
        .ramp(
          from: "0", [(0..<steps).map { TimePalette.color(at: Float($0) / Float(steps - 1)) }],
          to: DurationText.short(microseconds: durationMicroseconds))
      ]
    }
  }

  /// The colours of a ``RepresentationPicture`` with its scale, and the names of its panels where these have no room for
  /// them.
  ///
  /// - Parameter holdsAges: Whether strong colours are recent events and not large values.
  public static func tensor(_ picture: RepresentationPicture, holdsAges: Bool) -> [PictureLegend.Entry] {
    colors(of: picture, holdsAges: holdsAges) + names(of: picture)
  }

  private static let mostNames = 24

  private static func names(of picture: RepresentationPicture) -> [PictureLegend.Entry] {
    let names = picture.panelNames
    if names.count < 2 || picture.fitsNames { return [] }
    guard names.count <= mostNames else {
      return [.text("0…\(names.count - 1): \(names[0]) … \(names[names.count - 1])")]
    }
    return names.enumerated().map { .text("\($0): \($1)") }
  }

  private static func colors(of picture: RepresentationPicture, holdsAges: Bool) -> [PictureLegend.Entry] {
    let (colors, scale) = (picture.colors, NumberText.short(Double(picture.scale)))
    let ends = holdsAges ? ("old", "new") : ("0", scale)
    if picture.axes.contains("polarity") {
      return polarities(colors) + [.ramp(from: ends.0, rows(colors, [1, 0]) { $0.squareRoot() }, to: ends.1)]
    }
    if picture.isGray {
      return [.ramp(from: "0", [(0..<steps).map { Canvas.Color(gray: UInt8($0 * 255 / (steps - 1))) }], to: scale)]
    }
    let signed = (0..<steps).map { step -> Canvas.Color in
      let value = 2 * Float(step) / Float(steps - 1) - 1
      return colors.color(share: value > 0 ? 1 : 0, strength: value.magnitude.squareRoot())
    }
    return [.ramp(from: "−" + scale, [signed], to: "+" + scale)]
  }

  /// When a window is, counted from the recording's first event, and how long.
  ///
  /// - Parameter step: The least time that two pictures lie apart, in microseconds: it says how many digits there are.
  public static func window(
    atMicroseconds start: Int64, durationMicroseconds: Int64, step: Int64
  ) -> [PictureLegend.Entry] {
    [
      .text(
        "at " + DurationText.seconds(microseconds: start, step: step),
        reserving: "at " + DurationText.seconds(microseconds: 999_900_000, step: step)),
      .text("for " + DurationText.short(microseconds: durationMicroseconds), reserving: "for 99.9 ms"),
    ]
  }

  /// How many events a picture shows.
  public static func count(_ events: Int) -> [PictureLegend.Entry] {
    [.text(NumberText.grouped(events) + (events == 1 ? " event" : " events"), reserving: "9,999,999 events")]
  }

  private static func rows(
    _ colors: EventColors, _ shares: [Float], _ strength: (Float) -> Float
  ) -> [[Canvas.Color]] {
    shares.map { share in
      (0..<steps).map { colors.color(share: share, strength: strength(Float($0) / Float(steps - 1))) }
    }
  }
}
