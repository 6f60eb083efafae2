import Tensors

/// Pictures of one size beside each other, wide ones below each other, with a line of text above each.
///
/// <!-- with input: Tensor<UInt8>, events: Tensor<UInt8> -->
/// ```swift
/// let panels = PanelPicture(width: 400, height: 250, count: 2)
/// let picture = panels.colored([(input, "input"), (events, "events")])
/// ```
public struct PanelPicture: Sendable {
  /// The columns of one picture.
  public let width: Int
  /// The rows of one picture.
  public let height: Int
  /// How many pictures there are.
  public let count: Int
  /// The colours of the ground and of the letters.
  public var colors: EventColors

  private static let gap = 8
  private static let wideWidth = 240

  /// Describes panels.
  public init(width: Int, height: Int, count: Int, colors: EventColors = .dark) {
    precondition(width > 0 && height > 0 && count > 0, "There are no \(count) pictures of \(width)x\(height).")
    (self.width, self.height, self.count, self.colors) = (width, height, count, colors)
  }

  /// Whether pictures of that size stand below each other.
  public static func isStacked(width: Int, height: Int) -> Bool { width > 2 * height }

  private var isStacked: Bool { Self.isStacked(width: width, height: height) }
  private var textSize: Int { width < Self.wideWidth ? 12 : 16 }
  private var lineHeight: Int { (Typeface.lineHeight(size: textSize) + Self.gap + 1) / 2 * 2 }

  /// The columns and rows of the whole.
  public var size: (width: Int, height: Int) {
    let (across, down) = isStacked ? (1, count) : (count, 1)
    return (across * width + (across + 1) * Self.gap, down * (lineHeight + height) + Self.gap)
  }

  /// The whole, `[height, width, 3]`. Cost: a pass over its pixels.
  ///
  /// - Parameter panels: Gray `[height, width]` or coloured `[height, width, 3]` pictures, each with its text, of which
  ///   what is too long for the picture is left out.
  public func colored(_ panels: [(picture: Tensor<UInt8>, caption: String)]) -> Tensor<UInt8> {
    precondition(panels.count == count, "There are \(panels.count) pictures for \(count) panels.")
    var canvas = Canvas(width: size.width, height: size.height, color: colors.background)
    for (place, panel) in panels.enumerated() {
      precondition(
        panel.picture.shape.prefix(2) == [height, width],
        "A picture of shape \(panel.picture.shape) does not fit a panel of \(width)x\(height).")
      let x = Self.gap + (isStacked ? 0 : place * (width + Self.gap))
      let y = isStacked ? place * (lineHeight + height) : 0
      canvas.drawText(
        Typeface.prefix(of: panel.caption, fitting: width, size: textSize), x: x, y: y + Self.gap / 2, size: textSize,
        color: colors.ink)
      canvas.draw(Canvas(panel.picture), x: x, y: y + lineHeight)
    }
    return canvas.pixels
  }
}
