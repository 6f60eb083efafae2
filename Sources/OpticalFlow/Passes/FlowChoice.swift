import Tensors

/// A flow that takes, tile by tile, that of several which makes the events sharpest; between tiles it goes over from one to
/// the other.
struct FlowChoice {
  /// The flow.
  let flow: Tensor<Float>
  /// Its worth.
  let score: EventSharpness.Score
  /// The part of the events that each candidate has, the one that was there before first.
  let shares: [Double]

  /// Chooses between a flow that is there and others.
  ///
  /// - Parameters:
  ///   - margin: By what the worth of the flow that is there is multiplied: above 1 others have to be better by so much.
  init(
    _ sharpness: EventSharpness, from flow: Tensor<Float>, _ score: EventSharpness.Score, margin: Float,
    among others: [Tensor<Float>]
  ) {
    let (columns, rows) = (sharpness.columns, sharpness.rows)
    let scores = others.map { sharpness.score(of: $0).tiles }
    var chosen = [[Float]](repeating: [Float](repeating: 0, count: columns * rows), count: others.count + 1)
    var shares = [Double](repeating: 0, count: others.count + 1)
    for tile in 0..<columns * rows {
      var (best, worth) = (0, margin * score.tiles[tile])
      for (index, other) in scores.enumerated() where other[tile] > worth { (best, worth) = (index + 1, other[tile]) }
      chosen[best][tile] = sharpness.weights[tile]
      shares[best] += Double(sharpness.weights[tile])
    }
    let sum = max(shares.reduce(0, +), .leastNonzeroMagnitude)
    let all = shares.map { $0 / sum }
    // Where there are no events around, a tile goes with all.
    let faint: Float = 1e-3
    let total = EventSharpness.spread(sharpness.weights, columns: columns, rows: rows)
    let parts = chosen.enumerated().map { index, tiles in
      zip(EventSharpness.spread(tiles, columns: columns, rows: rows), total).map { own, total in
        (own + faint * Float(all[index])) / (total + faint)
      }
    }
    let blended = Self.blended(
      [flow] + others, parts: parts, columns: columns, rows: rows, width: sharpness.width, height: sharpness.height)
    (self.flow, self.shares) = (blended, all)
    self.score = sharpness.score(of: blended)
  }

  /// The sum of flows, each by its part, which is known at the middles of tiles.
  private static func blended(
    _ flows: [Tensor<Float>], parts: [[Float]], columns: Int, rows: Int, width: Int, height: Int
  ) -> Tensor<Float> {
    let (pixels, side) = (width * height, Float(EventSharpness.tileSide))
    func position(_ pixel: Int, _ count: Int) -> (first: Int, part: Float) {
      let place = min(max((Float(pixel) + 0.5) / side - 0.5, 0), Float(count - 1))
      let first = min(Int(place), max(count - 2, 0))
      return (first, place - Float(first))
    }
    let across = (0..<width).map { position($0, columns) }
    var sum = Tensor<Float>(zeros: [2, height, width])
    sum.withUnsafeMutableBufferPointer { sum in
      var line = [Float](repeating: 0, count: columns)
      for (flow, parts) in zip(flows, parts) {
        flow.withUnsafeBufferPointer { flow in
          for y in 0..<height {
            let (first, part) = position(y, rows)
            let next = min(first + 1, rows - 1)
            for column in 0..<columns {
              line[column] = (1 - part) * parts[first * columns + column] + part * parts[next * columns + column]
            }
            for x in 0..<width {
              let (first, part) = across[x]
              let weight = (1 - part) * line[first] + part * line[min(first + 1, columns - 1)]
              let place = y * width + x
              sum[place] += weight * flow[place]
              sum[pixels + place] += weight * flow[pixels + place]
            }
          }
        }
      }
    }
    return sum
  }
}
