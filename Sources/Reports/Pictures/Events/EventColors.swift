/// The colours of events in pictures: one for each polarity, told apart by people with any colour vision.
public struct EventColors: Sendable, Hashable {
  /// Where nothing happened.
  public var background: Canvas.Color
  /// Where pixels became brighter.
  public var on: Canvas.Color
  /// Where pixels became darker.
  public var off: Canvas.Color
  /// Axes and letters.
  public var ink: Canvas.Color

  /// Chooses colours.
  public init(background: Canvas.Color, on: Canvas.Color, off: Canvas.Color, ink: Canvas.Color) {
    self.background = background
    self.on = on
    self.off = off
    self.ink = ink
  }

  /// Amber and blue on near black: for screens and videos.
  public static let dark = EventColors(
    background: Canvas.Color(red: 13, green: 16, blue: 22), on: Canvas.Color(red: 255, green: 190, blue: 84),
    off: Canvas.Color(red: 76, green: 160, blue: 255), ink: Canvas.Color(red: 196, green: 202, blue: 212))
  /// Red and blue on white: for paper.
  public static let light = EventColors(
    background: Canvas.Color(gray: 255), on: Canvas.Color(red: 214, green: 60, blue: 8),
    off: Canvas.Color(red: 0, green: 92, blue: 200), ink: Canvas.Color(gray: 40))
  /// White and gray on near black: under the colours of flow.
  public static let gray = EventColors(
    background: Canvas.Color(gray: 22), on: Canvas.Color(gray: 255), off: Canvas.Color(gray: 140),
    ink: Canvas.Color(gray: 200))

  /// A colour between the background (0) and the ink (1), for edges.
  func mixed(_ part: Float) -> Canvas.Color {
    func mix(_ background: UInt8, _ ink: UInt8) -> UInt8 {
      UInt8(Float(background) + (Float(ink) - Float(background)) * part + 0.5)
    }
    return Canvas.Color(
      red: mix(background.red, ink.red), green: mix(background.green, ink.green), blue: mix(background.blue, ink.blue))
  }

  /// The colour between the background (0) and an event's (1).
  ///
  /// - Parameters:
  ///   - share: The part of brighter events, 0…1.
  ///   - strength: How much of the event's colour there is, 0…1.
  @inline(__always)
  public func color(share: Float, strength: Float) -> Canvas.Color {
    func mix(_ background: UInt8, _ off: UInt8, _ on: UInt8) -> UInt8 {
      let event = Float(off) + (Float(on) - Float(off)) * share
      return UInt8(Float(background) + (event - Float(background)) * strength + 0.5)
    }
    return Canvas.Color(
      red: mix(background.red, off.red, on.red), green: mix(background.green, off.green, on.green),
      blue: mix(background.blue, off.blue, on.blue))
  }
}
