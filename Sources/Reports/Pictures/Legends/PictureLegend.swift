import Tensors

/// A strip below pictures that says what their colours mean and when they are.
///
/// The strip is laid out for the first picture and keeps its places, so that the pictures of a video have one size; what
/// changes from picture to picture states the widest text that it may become.
///
/// <!-- with picture: Tensor<UInt8> -->
/// ```swift
/// var legend = PictureLegend()
/// let framed = legend.framed(
///   picture, [.swatch(EventColors.dark.on, "brighter"), .text("at 0.0500 s", reserving: "at 000.0000 s")])
/// ```
public struct PictureLegend: Sendable {
  /// Something that it says; it stands on one line.
  public enum Entry: Sendable, Hashable {
    /// A square of a colour, and what it means.
    case swatch(Canvas.Color, String)
    /// Rows of colours from left to right, with what both ends mean.
    case ramp(from: String, [[Canvas.Color]], to: String)
    /// Words; room is kept for the widest.
    case text(String, reserving: String = "")
  }

  /// The colours of the ground and of the letters.
  public var colors: EventColors
  private var layout: Layout?

  /// Begins without a layout.
  public init(colors: EventColors = .dark) { self.colors = colors }

  /// The picture with the strip below.
  ///
  /// - Parameters:
  ///   - picture: Gray `[height, width]` or colour `[height, width, 3]`; all of one size.
  ///   - entries: As many as for the first picture.
  /// - Returns: `[height + strip, width, 3]`, wider where an entry is wider than the picture.
  public mutating func framed(_ picture: Tensor<UInt8>, _ entries: [Entry]) -> Tensor<UInt8> {
    if entries.isEmpty { return picture }
    let layout = layout ?? Layout(entries, width: picture.shape[1], height: picture.shape[0])
    self.layout = layout
    var canvas = Canvas(
      width: layout.width, height: picture.shape[0] + layout.height, color: colors.mixed(0.06))
    canvas.draw(Canvas(picture), x: 0, y: 0)
    for (entry, place) in zip(entries, layout.places) {
      draw(entry, x: place.x, y: picture.shape[0] + place.y, layout.size, on: &canvas)
    }
    return canvas.pixels
  }

  private func draw(_ entry: Entry, x: Int, y: Int, _ size: Int, on canvas: inout Canvas) {
    func write(_ text: String, at x: Int) { canvas.drawText(text, x: x, y: y, size: size, color: colors.ink) }
    // Squares and ramps stand on the base line and are as high as a capital.
    let (side, base) = (Layout.side(size), y + Typeface.ascent(size: size))
    switch entry {
    case .text(let text, _): write(text, at: x)
    case .swatch(let color, let text):
      canvas.fill(color, x: x, y: base - side, width: side, height: side)
      write(text, at: x + side + Layout.gap(size))
    case .ramp(let from, let rows, let to):
      write(from, at: x)
      let left = x + Typeface.width(of: from, size: size) + Layout.gap(size)
      let width = Layout.rampWidth(size)
      for column in 0..<width {
        for row in 0..<side {
          let colors = rows[row * rows.count / side]
          canvas.blend(colors[column * colors.count / width], x: left + column, y: base - side + row)
        }
      }
      write(to, at: left + width + Layout.gap(size))
    }
  }
}

/// Where the entries of a legend stand.
private struct Layout {
  /// The em of the letters: as pictures are shown, so that both are read from one distance.
  let size: Int
  private(set) var width: Int
  private(set) var height = 0
  private(set) var places: [(x: Int, y: Int)] = []

  init(_ entries: [PictureLegend.Entry], width: Int, height pictureHeight: Int) {
    size = min(max(pictureHeight / 40 + 3, 12), 20)
    let (margin, between) = (size * 2 / 3, size * 3 / 2)
    let widths = entries.map { [size] in Self.width(of: $0, size) }
    self.width = max(width, (widths.max() ?? 0) + 2 * margin)
    let line = Typeface.lineHeight(size: size) + size / 4
    var (x, y) = (margin, size / 3)
    for entry in widths {
      if x > margin && x + entry > self.width - margin { (x, y) = (margin, y + line) }
      places.append((x, y))
      x += entry + between
    }
    // Even, as videos want them.
    height = (y + line + size / 3 + 1) / 2 * 2
    self.width += self.width > width ? self.width % 2 : 0
  }

  static func side(_ size: Int) -> Int { size * 3 / 4 }
  static func gap(_ size: Int) -> Int { size / 2 }
  static func rampWidth(_ size: Int) -> Int { size * 7 }

  private static func width(of entry: PictureLegend.Entry, _ size: Int) -> Int {
    func width(_ text: String) -> Int { Typeface.width(of: text, size: size) }
    return switch entry {
    case .text(let text, let widest): max(width(text), width(widest))
    case .swatch(_, let text): side(size) + gap(size) + width(text)
    case .ramp(let from, _, let to): width(from) + rampWidth(size) + 2 * gap(size) + width(to)
    }
  }
}
