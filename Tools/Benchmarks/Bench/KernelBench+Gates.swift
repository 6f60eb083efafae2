import Kernels

extension KernelRows {
  /// The passes of the recurrent units of STE-FlowNet at 256 x 256, finest and coarsest, and the functions they use.
  func gates() -> [Row] {
    [(145, 128), (593, 16)].flatMap { channels, side in
      let shape = "\(channels) \(side)x\(side)"
      let values = channels * side * side
      let maps = (0..<7).map { _ in FeatureMap(draw([1, channels, side, side])) }
      func row(_ name: String, maps count: Int, _ body: () -> Void) -> Row {
        moved("\(name) \(shape)", bytes: 4 * count * values, body)
      }
      let gradients = GRUGates.BlendGradients(update: maps[4], candidate: maps[5], state: maps[6])
      return [
        row("sigmoid", maps: 2) { workers.apply(.sigmoid, to: maps[0]) },
        row("gru reset", maps: 3) {
          GRUGates.reset(maps[0], state: maps[1], into: maps[2], workers: workers)
        },
        row("gru blend", maps: 4) {
          GRUGates.blend(
            update: maps[0], candidate: maps[3], state: maps[1], into: maps[1], workers: workers)
        },
        row("gru blend gradient", maps: 7) {
          GRUGates.blendGradient(
            maps[0], update: maps[1], candidate: maps[2], state: maps[3], into: gradients, workers: workers)
        },
        row("gru reset gradient", maps: 6) {
          GRUGates.resetGradient(
            maps[0], reset: maps[1], state: maps[2], into: maps[3], addingTo: maps[4], workers: workers)
        },
      ]
    }
  }
}
