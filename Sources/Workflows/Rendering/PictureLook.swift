import Reports

/// How events and tensors look in pictures.
public struct PictureLook: Sendable, Hashable {
  /// The colors of events.
  public var colors: EventColors
  /// The side of the square that a pixel becomes; nil for what fits a screen.
  public var zoom: Int?

  /// Whether a legend stands below each picture, and names on the panels of tensors.
  public var showsLegend: Bool

  /// Describes a look.
  public init(colors: EventColors = .dark, zoom: Int? = nil, showsLegend: Bool = true) {
    (self.colors, self.zoom, self.showsLegend) = (colors, zoom, showsLegend)
  }

  private static let comfortableHeight = 360

  /// The side of the square that a pixel of a picture of so many rows becomes.
  func zoom(height: Int) -> Int { zoom ?? min(max(Self.comfortableHeight / height, 1), 8) }
}
