import Foundation

/// The objective of contrast maximisation in double precision, stated plainly: what ``ContrastObjective`` is held against.
struct ReferenceContrastObjective {
  var x: [Int]
  var y: [Int]
  /// From 0 to `window`.
  var time: [Double]
  var window: Double
  var width: Int
  var height: Int
  var variationWeight: Double = 0.01

  /// A picture `[height, width]`.
  typealias Plane = [Double]

  /// The cost, its gradient, and the blurred picture at each moment.
  func evaluate(_ tiles: FlowTiles) -> (cost: Double, gradient: [Double], images: [Plane]) {
    let flow = [0, 1].map { spread(tiles, part: $0) }
    let zero = Plane(repeating: 0, count: width * height)
    let restEnergy = energy(picture(along: [zero, zero], at: 0)).value
    var slopes = [zero, zero]
    var cost = 0.0
    var images: [Plane] = []
    for (moment, weight) in zip([0, 0.5, 1], ContrastObjective.momentWeights) {
      let image = picture(along: flow, at: moment)
      images.append(image)
      let (value, slope) = energy(image)
      cost += weight * restEnergy / value
      let factor = -weight * restEnergy / (value * value)
      addSlopes(of: blurTransposed(slope).map { $0 * factor }, along: flow, at: moment, to: &slopes)
    }
    let count = Double(4 * (width - 2) * (height - 2))
    for part in 0..<2 {
      for direction in 0..<2 {
        let gradient = sobel(flow[part], direction)
        cost += variationWeight * gradient.reduce(0) { $0 + abs($1) } / count
        let signs = gradient.map { $0 > 0 ? 1.0 : $0 < 0 ? -1 : 0 }
        for (pixel, value) in sobelTransposed(signs, direction).enumerated() {
          slopes[part][pixel] += variationWeight * value / count
        }
      }
    }
    return (cost, [0, 1].flatMap { gather(slopes[$0], tiles) }, images)
  }

  private func spread(_ tiles: FlowTiles, part: Int) -> Plane {
    let (across, along) = (
      TileSteps(tiles: tiles.columns, pixels: width), TileSteps(tiles: tiles.rows, pixels: height)
    )
    return (0..<width * height).map { pixel in
      let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
      func inRow(_ tileRow: Int) -> Double {
        let start = part * tiles.count + tileRow * tiles.columns
        return (1 - across.later[column]) * tiles.values[start + across.before[column]]
          + across.later[column] * tiles.values[start + across.after[column]]
      }
      return (1 - along.later[row]) * inRow(along.before[row]) + along.later[row] * inRow(along.after[row])
    }
  }

  private func gather(_ slopes: Plane, _ tiles: FlowTiles) -> [Double] {
    let (across, along) = (
      TileSteps(tiles: tiles.columns, pixels: width), TileSteps(tiles: tiles.rows, pixels: height)
    )
    var result = [Double](repeating: 0, count: tiles.count)
    for row in 0..<height {
      for column in 0..<width {
        for (tileRow, rowWeight) in [(along.before[row], 1 - along.later[row]), (along.after[row], along.later[row])] {
          let value = rowWeight * slopes[row * width + column]
          result[tileRow * tiles.columns + across.before[column]] += (1 - across.later[column]) * value
          result[tileRow * tiles.columns + across.after[column]] += across.later[column] * value
        }
      }
    }
    return result
  }

  /// Calls `body` with each event's four pixels, its weights there and how these change with its place.
  private func forEachVote(
    along flow: [Plane], at moment: Double,
    _ body: (_ event: Int, _ pixel: Int, _ weight: Double, _ byX: Double, _ byY: Double) -> Void
  ) {
    func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }
    for event in x.indices {
      let pixel = y[event] * width + x[event]
      let part = (time[event] - moment * window) / window
      let px = Double(x[event]) - part * flow[0][pixel]
      let py = Double(y[event]) - part * flow[1][pixel]
      let (x0, y0) = ((px + 1e-6).rounded(.down), (py + 1e-6).rounded(.down))
      for yi in [y0, y0 + 1] where yi >= 0 && yi < Double(height) {
        for xi in [x0, x0 + 1] where xi >= 0 && xi < Double(width) {
          let (wx, wy) = (1 - abs(px - xi), 1 - abs(py - yi))
          body(event, Int(yi) * width + Int(xi), wx * wy, -sign(px - xi) * wy, -sign(py - yi) * wx)
        }
      }
    }
  }

  private func picture(along flow: [Plane], at moment: Double) -> Plane {
    var votes = Plane(repeating: 0, count: width * height)
    forEachVote(along: flow, at: moment) { _, pixel, weight, _, _ in votes[pixel] += weight }
    return blur(votes)
  }

  private func addSlopes(of slope: Plane, along flow: [Plane], at moment: Double, to slopes: inout [Plane]) {
    forEachVote(along: flow, at: moment) { event, pixel, _, byX, byY in
      let own = y[event] * width + x[event]
      slopes[0][own] += (moment * window - time[event]) / window * byX * slope[pixel]
      slopes[1][own] += (moment * window - time[event]) / window * byY * slope[pixel]
    }
  }

  private static let taps: [Double] = {
    let side = exp(-0.5)
    return [side, 1, side].map { $0 / (1 + 2 * side) }
  }()

  /// Calls `body` for every pixel with those that its blurred value is a sum of.
  private func forEachTap(_ body: (_ pixel: Int, _ from: Int, _ weight: Double) -> Void) {
    func mirrored(_ place: Int, _ count: Int) -> Int {
      place < 0 ? -place : place >= count ? 2 * count - 2 - place : place
    }
    for row in 0..<height {
      for column in 0..<width {
        for dy in -1...1 {
          for dx in -1...1 {
            let from = mirrored(row + dy, height) * width + mirrored(column + dx, width)
            body(row * width + column, from, Self.taps[dy + 1] * Self.taps[dx + 1])
          }
        }
      }
    }
  }

  private func blur(_ plane: Plane) -> Plane {
    var result = Plane(repeating: 0, count: plane.count)
    forEachTap { pixel, from, weight in result[pixel] += weight * plane[from] }
    return result
  }

  private func blurTransposed(_ plane: Plane) -> Plane {
    var result = Plane(repeating: 0, count: plane.count)
    forEachTap { pixel, from, weight in result[from] += weight * plane[pixel] }
    return result
  }

  private static let across: [Double] = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map { $0 / 8 }
  private static let along: [Double] = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map { $0 / 8 }

  private func forEachSobel(_ direction: Int, _ body: (_ pixel: Int, _ from: Int, _ weight: Double) -> Void) {
    let filter = direction == 0 ? Self.across : Self.along
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        for tap in 0..<9 {
          body(row * width + column, (row + tap / 3 - 1) * width + column + tap % 3 - 1, filter[tap])
        }
      }
    }
  }

  /// The gradient of the inside; 0 at the outermost ring.
  private func sobel(_ plane: Plane, _ direction: Int) -> Plane {
    var result = Plane(repeating: 0, count: plane.count)
    forEachSobel(direction) { pixel, from, weight in result[pixel] += weight * plane[from] }
    return result
  }

  private func sobelTransposed(_ plane: Plane, _ direction: Int) -> Plane {
    var result = Plane(repeating: 0, count: plane.count)
    forEachSobel(direction) { pixel, from, weight in result[from] += weight * plane[pixel] }
    return result
  }

  private func energy(_ image: Plane) -> (value: Double, slope: Plane) {
    let count = Double((width - 2) * (height - 2))
    var value = 0.0
    var slope = Plane(repeating: 0, count: image.count)
    for direction in 0..<2 {
      let gradient = sobel(image, direction)
      value += gradient.reduce(0) { $0 + $1 * $1 } / count
      for (pixel, back) in sobelTransposed(gradient, direction).enumerated() { slope[pixel] += 2 * back / count }
    }
    return (value, slope)
  }
}
