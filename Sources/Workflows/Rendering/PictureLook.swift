import Reports

/// How events and tensors look in pictures.
public struct PictureLook: Sendable, Hashable {
  /// The colors of events.
  public var colors: EventColors
  /// The side of the square that a pixel becomes; nil for what fits a screen.
  public var zoom: Int?

  /// Describes a look.
  public init(colors: EventColors = .dark, zoom: Int? = nil) { (self.colors, self.zoom) = (colors, zoom) }

  private static let comfortableHeight = 360

  /// The side of the square that a pixel of a picture of so many rows becomes.
  func zoom(height: Int) -> Int { zoom ?? min(max(Self.comfortableHeight / height, 1), 8) }
}
