import Tensors

/// A picture of numbers, dark where they are small and bright where they are large.
public struct HeatMap: Sendable {
  /// The number that has the brightest colour; larger ones have it, too.
  public let maximum: Float
  /// The colours from zero to the maximum: dark violet over red to pale yellow, of even steps in lightness, so that the
  /// picture keeps its meaning in gray.
  private static let colors: [SIMD3<Float>] = [
    [8, 6, 24], [52, 16, 92], [112, 26, 110], [172, 42, 100], [224, 74, 74], [248, 130, 58], [252, 192, 84],
    [252, 252, 190],
  ]

  /// Makes a scale from zero to `maximum`, which is greater than zero.
  public init(maximum: Float) {
    precondition(maximum > 0, "The brightest colour stands for a number above zero, not \(maximum).")
    self.maximum = maximum
  }

  /// The scale whose maximum is that value below which `percent` of the finite numbers lie, or 1 where all are zero.
  public init(percentile percent: Double, of numbers: Tensor<Float>) {
    let finite = numbers.scalars.filter(\.isFinite).sorted()
    let index = Int((Double(finite.count) * percent / 100).rounded(.up)) - 1
    let value = finite.isEmpty ? 1 : finite[min(max(index, 0), finite.count - 1)]
    self.init(maximum: value > 0 ? value : max(finite.last ?? 1, 0) > 0 ? finite.last ?? 1 : 1)
  }

  /// The picture of numbers `[height, width]`; transparent where one is not finite.
  ///
  /// - Returns: `[height, width, 4]`: red, green, blue, opacity.
  public func picture(of numbers: Tensor<Float>) -> Tensor<UInt8> {
    precondition(numbers.rank == 2, "A heat map has the shape [height, width], not \(numbers.shape).")
    return Tensor(unsafeUninitializedShape: numbers.shape + [4]) { out in
      numbers.withUnsafeBufferPointer { numbers in
        for (index, number) in numbers.enumerated() {
          let color = number.isFinite ? Self.color(number / maximum) : .zero
          for part in 0..<3 { out.initializeElement(at: 4 * index + part, to: UInt8(color[part])) }
          out.initializeElement(at: 4 * index + 3, to: number.isFinite ? 255 : 0)
        }
      }
    }
  }

  /// The picture with a caption and the scale below.
  ///
  /// - Parameters:
  ///   - rows: The names of the rows from above, one for each, written beside the picture; of many only as many as can
  ///     be read. Empty for none.
  ///   - columns: What stands below the first column and the last, and between them; empty for nothing.
  /// - Throws: `FileError` where the picture cannot be encoded.
  public func html(
    _ numbers: Tensor<Float>, caption: String, unit: String, rows: [String] = [], columns: [String] = []
  ) throws -> HTML {
    precondition(rows.isEmpty || rows.count == numbers.shape[0], "Every row has a name, or none has.")
    let steps = 128
    let ramp = Tensor<Float>(
      shape: [1, steps], scalars: (0..<steps).map { maximum * Float($0) / Float(steps - 1) })
    let scale = HTML.element(
      "div", ["class": "scale"],
      [
        .text("0"), try .picture(picture(of: ramp), description: "colour scale"),
        .text("\(NumberText.short(Double(maximum))) \(unit) and more"),
      ])
    return .element(
      "figure", ["class": "map"],
      [
        .element("figcaption", text: caption),
        named(try .picture(picture(of: numbers), description: caption), rows: rows, columns: columns), scale,
      ])
  }

  private static let mostNames = 40

  /// A picture with names beside it and below it.
  private func named(_ picture: HTML, rows: [String], columns: [String]) -> HTML {
    if rows.isEmpty && columns.isEmpty { return picture }
    let step = (rows.count + Self.mostNames - 1) / Self.mostNames
    // Every row has its place; those between get no words.
    let names = rows.enumerated().map { HTML.element("span", text: $0 % max(step, 1) == 0 ? $1 : "") }
    let height = step > 1 ? "grid-auto-rows: 1fr; line-height: 0" : "grid-auto-rows: 1fr"
    return .element(
      "div", ["class": "named"],
      [
        .element("div", ["class": "rows", "style": height], names), picture,
        .element("div", ["class": "columns"], columns.map { HTML.element("span", text: $0) }),
      ])
  }

  /// The colour at a part of the scale.
  private static func color(_ part: Float) -> SIMD3<Float> {
    let place = min(max(part, 0), 1) * Float(colors.count - 1)
    let index = min(Int(place), colors.count - 2)
    return colors[index] + (colors[index + 1] - colors[index]) * (place - Float(index))
  }
}
