import OpticalFlow
import Tensors

/// Pictures of flow that say what their colours and arrows mean.
public struct FlowPicture: Sendable {
  /// The colour code, whose maximum the legend states.
  public let colors: FlowColors
  /// Whether a strip with the wheel and its maximum is added on the right.
  public var showsLegend: Bool
  /// Longer vectors are marks of unknown flow, as in the Middlebury format.
  private static let unknownFlow: Float = 1e9

  /// Makes a style.
  public init(colors: FlowColors, showsLegend: Bool = true) {
    self.colors = colors
    self.showsLegend = showsLegend
  }

  /// The flow by the colour of each pixel.
  ///
  /// - Parameters:
  ///   - flow: `[2, height, width]`.
  ///   - caption: Lines for the legend.
  /// - Returns: `[height, width + legend, 3]`.
  public func colored(_ flow: Tensor<Float>, caption: [String] = []) -> Tensor<UInt8> {
    framed(Canvas(colors.picture(of: flow)), caption: caption)
  }

  /// The flow over a picture of what moves: its colour where something moves, the picture where nothing does.
  ///
  /// A pixel takes the full colour of its direction to the part `opacity` · √(|flow| / ``FlowColors/maximum``), at most
  /// `opacity`; one whose flow is unknown (not a number, or over 10⁹ as Middlebury marks it) keeps the picture.
  ///
  /// - Parameters:
  ///   - flow: `[2, height, width]`.
  ///   - background: Gray `[height, width]` or colour `[height, width, 3]`: an ``EventPicture`` in
  ///     ``EventColors/gray``, whose edges stay visible.
  ///   - opacity: How much of the picture the fastest flow hides, 0…1.
  ///   - caption: Lines for the legend.
  /// - Returns: `[height, width + legend, 3]`.
  public func colored(
    _ flow: Tensor<Float>, over background: Tensor<UInt8>, opacity: Float = 0.75, caption: [String] = []
  ) -> Tensor<UInt8> {
    checkSizes(flow, background)
    precondition(opacity >= 0 && opacity <= 1, "An opacity lies in 0…1, not at \(opacity).")
    var canvas = Canvas(background)
    let plane = flow.shape[1] * flow.shape[2]
    flow.withUnsafeBufferPointer { flow in
      for y in 0..<canvas.height {
        for x in 0..<canvas.width {
          let index = y * canvas.width + x
          let vector = SIMD2(flow[index], flow[plane + index])
          let pixels = (vector * vector).sum().squareRoot()
          guard pixels > 0, pixels <= Self.unknownFlow else { continue }
          let part = min(pixels / colors.maximum, 1).squareRoot()
          canvas.blend(fullColor(of: vector), x: x, y: y, coverage: opacity * part)
        }
      }
    }
    return framed(canvas, caption: caption)
  }

  /// Arrows in the colour of their direction over a picture.
  ///
  /// - Parameters:
  ///   - flow: `[2, height, width]`.
  ///   - background: Gray `[height, width]` or colour `[height, width, 3]`.
  ///   - spacing: The distance of two arrows in pixels.
  ///   - scale: The length of an arrow in pixels for a flow of one pixel; nil for one at which the flow of
  ///     ``FlowColors/maximum`` reaches the next arrow.
  public func arrows(
    _ flow: Tensor<Float>, over background: Tensor<UInt8>, spacing: Int = 16, scale: Float? = nil,
    caption: [String] = []
  ) -> Tensor<UInt8> {
    checkSizes(flow, background)
    precondition(spacing > 0, "Arrows need a positive distance, not \(spacing).")
    var canvas = Canvas(background)
    let scale = scale ?? Float(spacing) / colors.maximum
    for y in stride(from: spacing / 2, to: flow.shape[1], by: spacing) {
      for x in stride(from: spacing / 2, to: flow.shape[2], by: spacing) {
        let vector = SIMD2(flow[0, y, x], flow[1, y, x])
        guard vector.x.isFinite, vector.y.isFinite else { continue }
        drawArrow(at: SIMD2(Float(x), Float(y)), vector: vector, scale: scale, on: &canvas)
      }
    }
    return framed(canvas, caption: caption + ["arrows ×" + Self.number(scale)])
  }

  private func checkSizes(_ flow: Tensor<Float>, _ background: Tensor<UInt8>) {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    precondition(
      background.shape.prefix(2).elementsEqual(flow.shape.dropFirst()),
      "The picture \(background.shape) is not of the flow's size.")
  }

  /// The colour of a direction at every length: a pale one would not be seen on a picture.
  private func fullColor(of vector: SIMD2<Float>) -> Canvas.Color {
    let pixels = (vector * vector).sum().squareRoot()
    let full = pixels > 0 ? vector * (colors.maximum / pixels * 0.999) : vector
    let shade = colors.color(u: full.x, v: full.y)
    return Canvas.Color(red: shade.red, green: shade.green, blue: shade.blue)
  }

  private func drawArrow(at start: SIMD2<Float>, vector: SIMD2<Float>, scale: Float, on canvas: inout Canvas) {
    let along = vector * scale
    let length = (along * along).sum().squareRoot()
    let color = fullColor(of: vector)
    if length < 1 {
      canvas.blend(color, x: Int(start.x), y: Int(start.y))
      return
    }
    let end = start + along
    let direction = along / length
    let across = SIMD2(-direction.y, direction.x)
    let head = min(4, length / 2)
    canvas.drawLine(from: start, to: end, width: 1, color: color)
    canvas.drawLine(from: end, to: end - (direction + across * 0.6) * head, width: 1, color: color)
    canvas.drawLine(from: end, to: end - (direction - across * 0.6) * head, width: 1, color: color)
  }

  private func framed(_ picture: Canvas, caption: [String]) -> Tensor<UInt8> {
    guard showsLegend else { return picture.pixels }
    let legend = legend(height: picture.height, caption: caption)
    var canvas = Canvas(width: picture.width + legend.width, height: legend.height)
    canvas.draw(picture, x: 0, y: 0)
    canvas.draw(legend, x: picture.width, y: 0)
    return canvas.pixels
  }

  /// A strip with the wheel, its maximum and the caption, as high as the picture, or higher where all lines need it.
  private func legend(height: Int, caption: [String]) -> Canvas {
    let lines = ["max " + Self.number(colors.maximum) + " px"] + caption
    let margin = 6
    let textWidth = lines.map { Typeface.width(of: $0) }.max() ?? 0
    let side = max(16, min(64, height / 2))
    let width = (max(side, textWidth) + 2 * margin + 1) / 2 * 2
    let needed = (3 * margin + side + lines.count * Typeface.lineHeight() + 1) / 2 * 2
    var canvas = Canvas(width: width, height: max(height, needed))
    canvas.draw(wheel(side: side), x: (width - side) / 2, y: margin)
    var y = 2 * margin + side
    for line in lines {
      canvas.drawText(line, x: (width - Typeface.width(of: line)) / 2, y: y)
      y += Typeface.lineHeight()
    }
    return canvas
  }

  private func wheel(side: Int) -> Canvas {
    var canvas = Canvas(width: side, height: side)
    let center = Float(side - 1) / 2
    for y in 0..<side {
      for x in 0..<side {
        let (dx, dy) = ((Float(x) - center) / center, (Float(y) - center) / center)
        let radius = (dx * dx + dy * dy).squareRoot()
        let shade = colors.color(u: dx * colors.maximum / max(radius, 1), v: dy * colors.maximum / max(radius, 1))
        canvas.blend(
          Canvas.Color(red: shade.red, green: shade.green, blue: shade.blue), x: x, y: y,
          coverage: (1 - radius) * center + 0.5)
      }
    }
    return canvas
  }

  /// A number with three significant digits.
  static func number(_ value: Float) -> String {
    let digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
    var factor: Float = 1
    for _ in 0..<digits { factor *= 10 }
    guard (value * factor).magnitude < 1e15 else { return "\(value)" }
    let scaled = Int((value * factor).rounded())
    if digits == 0 { return "\(scaled)" }
    let fraction = String(scaled % Int(factor))
    return "\(scaled / Int(factor))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
