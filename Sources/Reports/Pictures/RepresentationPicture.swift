import Tensors

/// A tensor of a recording as a picture: one panel for each bin, split or channel, side by side.
///
/// Axes are told by their names: those that end in y are rows and those that end in x columns, the outer ones in steps of
/// the inner (`cell_y`, `dy`); `polarity` is a pair whose parts share a pixel, in the colours of events; all others count
/// panels. Without a polarity, numbers above zero have the colour of brighter and those below zero that of darker events,
/// or all are gray. Strength is the square root of the value's part of ``scale``, gray is in proportion.
public struct RepresentationPicture: Sendable {
  /// What the names of axes say of a tensor.
  public let axes: [String]
  /// The lengths of the axes.
  public let shape: [Int]
  /// The value that has full colour.
  public var scale: Float
  /// The colours.
  public var colors: EventColors
  /// How many pixels a side each value becomes.
  public let zoom: Int
  /// Whether brighter comes before darker along `polarity`.
  public var isBrighterFirst = false
  /// Whether values without a polarity are gray.
  public var isGray = false
  /// Whether panels carry their names: those of ``panelNames``, or their numbers where these are too long.
  public var showsNames = true
  /// What the panels are called, in their order: `bin 0`, `bin 1`, … where nobody says.
  public var panelNames: [String]
  private let panels: AxisSteps
  private let rows: AxisSteps
  private let columns: AxisSteps
  private let polarityStep: Int?

  /// The most pixels of a picture.
  public static let mostPixels = 1 << 27
  private static let gap = 4
  private static let percentile = 0.995

  /// Describes the pictures of tensors of one shape; nil where the axes make no picture: without rows or columns, with a
  /// polarity that is no pair, or too large.
  public init?(axes: [String], shape: [Int], scale: Float = 1, colors: EventColors = .dark, zoom: Int = 1) {
    guard axes.count == shape.count, !shape.contains(where: { $0 < 1 }) else { return nil }
    self.axes = axes
    self.shape = shape
    self.scale = scale
    self.colors = colors
    self.zoom = zoom
    func isRow(_ name: String) -> Bool { name != "polarity" && name.hasSuffix("y") }
    func isColumn(_ name: String) -> Bool { name.hasSuffix("x") }
    rows = AxisSteps(shape, where: { isRow(axes[$0]) })
    columns = AxisSteps(shape, where: { isColumn(axes[$0]) })
    panels = AxisSteps(shape, where: { !isRow(axes[$0]) && !isColumn(axes[$0]) && axes[$0] != "polarity" })
    let counted = axes.indices.filter { !isRow(axes[$0]) && !isColumn(axes[$0]) && axes[$0] != "polarity" }
    panelNames = Self.names(counted.map { (axes[$0], shape[$0]) })
    polarityStep = axes.firstIndex(of: "polarity").map { Shape.count(Array(shape[($0 + 1)...])) }
    guard axes.contains(where: isRow), axes.contains(where: isColumn) else { return nil }
    if let axis = axes.firstIndex(of: "polarity"), shape[axis] != 2 { return nil }
    guard size.width * size.height <= Self.mostPixels else { return nil }
  }

  /// The columns and rows of the pictures.
  public var size: (width: Int, height: Int) {
    let (across, down) = grid
    return (
      across * (columns.count * zoom + Self.gap) - Self.gap, down * (rows.count * zoom + Self.gap) - Self.gap
    )
  }

  /// A scale that suits a tensor: the 99.5th percentile of the absolute values that are not zero, or 1 where all are.
  ///
  /// Cost: sorts the values.
  public static func scale(of tensor: Tensor<Float>) -> Float {
    let values = tensor.scalars.map(\.magnitude).filter { $0 > 0 && $0.isFinite }.sorted()
    return values.isEmpty ? 1 : values[Int(Double(values.count - 1) * percentile)]
  }

  /// The picture of a tensor, `[height, width, 3]`.
  public func colored(_ tensor: Tensor<Float>) -> Tensor<UInt8> {
    precondition(tensor.shape == shape, "Tensors of \(shape) are drawn, not of \(tensor.shape).")
    let (width, height) = size
    var canvas = Canvas(width: width, height: height, color: colors.mixed(0.25))
    let across = grid.across
    tensor.withUnsafeBufferPointer { values in
      for panel in 0..<panels.count {
        let left = panel % across * (columns.count * zoom + Self.gap)
        let top = panel / across * (rows.count * zoom + Self.gap)
        canvas.draw(Canvas(self.panel(panel, of: values).enlarged(by: zoom)), x: left, y: top)
        if showsNames { drawName(panel, x: left, y: top, on: &canvas) }
      }
    }
    return canvas.pixels
  }

  /// Whether there is room for the names of all panels on them.
  public var fitsNames: Bool {
    rows.count * zoom >= 2 * Typeface.lineHeight()
      && panelNames.allSatisfy { Typeface.width(of: $0) <= columns.count * zoom - Self.nameMargin }
  }

  private static let nameMargin = 8

  /// Writes a panel's name into its corner, where there is room for it.
  private func drawName(_ panel: Int, x: Int, y: Int, on canvas: inout Canvas) {
    let (width, height) = (columns.count * zoom, rows.count * zoom)
    guard panels.count > 1, height >= 2 * Typeface.lineHeight() else { return }
    let room = width - Self.nameMargin
    let names = [panelNames.indices.contains(panel) ? panelNames[panel] : "\(panel)", "\(panel)"]
    guard let name = names.first(where: { Typeface.width(of: $0) <= room }) else { return }
    // Letters are read on any picture.
    canvas.fill(
      colors.background, x: x, y: y, width: Typeface.width(of: name) + Self.nameMargin,
      height: Typeface.lineHeight() + 2, coverage: 0.7)
    canvas.drawText(name, x: x + 4, y: y + 1, color: colors.ink)
  }

  /// The names of the places along axes, the last of which is the innermost.
  private static func names(_ axes: [(name: String, length: Int)]) -> [String] {
    axes.reduce([""]) { names, axis in
      names.flatMap { name in
        (0..<axis.length).map { (name.isEmpty ? "" : name + ", ") + "\(axis.name) \($0)" }
      }
    }
  }

  private func panel(_ panel: Int, of values: UnsafeBufferPointer<Float>) -> Tensor<UInt8> {
    let start = panels.offset(panel)
    let columnOffsets = (0..<columns.count).map(columns.offset)
    return Tensor(unsafeUninitializedShape: [rows.count, columns.count, 3]) { out in
      for y in 0..<rows.count {
        let row = start + rows.offset(y)
        for x in 0..<columns.count {
          let color = color(at: row + columnOffsets[x], of: values)
          let pixel = 3 * (y * columns.count + x)
          out[pixel] = color.red
          out[pixel + 1] = color.green
          out[pixel + 2] = color.blue
        }
      }
    }
  }

  private func color(at place: Int, of values: UnsafeBufferPointer<Float>) -> Canvas.Color {
    func value(_ place: Int) -> Float { values[place].isFinite ? values[place] : 0 }
    func strength(_ value: Float) -> Float { min(value.magnitude / scale, 1).squareRoot() }
    guard let polarityStep else {
      let value = value(place)
      if isGray { return Canvas.Color(gray: UInt8(min(max(value / scale, 0), 1) * 255 + 0.5)) }
      return colors.color(share: value > 0 ? 1 : 0, strength: strength(value))
    }
    let pair = (value(place).magnitude, value(place + polarityStep).magnitude)
    let (off, on) = isBrighterFirst ? (pair.1, pair.0) : pair
    return colors.color(share: off + on > 0 ? on / (off + on) : 0, strength: strength(max(off, on)))
  }

  /// Panels in rows, so that the picture is about as wide as a screen.
  private var grid: (across: Int, down: Int) {
    let count = panels.count
    let ideal = (Double(count) * 1.6 * Double(rows.count) / Double(columns.count)).squareRoot()
    let across = min(max(Int(ideal.rounded()), 1), count)
    return (across, (count + across - 1) / across)
  }
}

/// Some of the axes of a tensor, walked together as one.
private struct AxisSteps: Sendable {
  private var axes: [(length: Int, step: Int)] = []
  private(set) var count = 1

  init(_ shape: [Int], where isWanted: (Int) -> Bool) {
    for axis in shape.indices where isWanted(axis) {
      axes.append((shape[axis], Shape.count(Array(shape[(axis + 1)...]))))
      count *= shape[axis]
    }
  }

  /// Where a place begins in the tensor.
  func offset(_ place: Int) -> Int {
    var (rest, offset) = (place, 0)
    for axis in axes.reversed() {
      offset += rest % axis.length * axis.step
      rest /= axis.length
    }
    return offset
  }
}
