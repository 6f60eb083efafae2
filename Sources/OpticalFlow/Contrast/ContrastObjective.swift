import Kernels

/// What contrast maximisation makes small: how blurred the pictures of the events are that are moved along a flow to the
/// start, the middle and the end of the window, and how uneven that flow is.
///
/// cost = E0 / E(start) + 2 E0 / E(middle) + E0 / E(end) + weight · TV, with E the gradient energy of the picture at a
/// moment and E0 that of the events as they are (``EventContrast``), TV the flow's total variation (``FieldVariation``).
/// Events at rest cost 4. After Shiba, Aoki and Gallego, "Secrets of Event-Based Optical Flow", ECCV 2022; the polarity of
/// events does not count.
package final class ContrastObjective {
  /// The moments: the start, the middle and the end of the window.
  static let moments: [Float] = [0, 0.5, 1]
  /// Their weights.
  static let momentWeights: [Double] = [1, 2, 1]

  private let contrast: EventContrast
  private let variation: FieldVariation
  private let field: VectorField
  private let slopes: VectorField
  private let variationWeight: Double
  private let workers: Workers
  private let (width, height): (Int, Int)
  private var spreading: [TileGrid: TileSpreading] = [:]
  /// The energy of the events as they are.
  let restEnergy: Double
  /// What events at rest cost.
  var restCost: Double { Self.momentWeights.reduce(0, +) }

  package init(events: PixelEvents, variationWeight: Double, workers: Workers) {
    (self.variationWeight, self.workers) = (variationWeight, workers)
    (width, height) = (events.width, events.height)
    contrast = EventContrast(events: events, references: Self.moments, workers: workers)
    variation = FieldVariation(width: events.width, height: events.height, workers: workers)
    field = VectorField(width: events.width, height: events.height)
    slopes = VectorField(width: events.width, height: events.height)
    restEnergy = contrast.energies(along: field)[0]
  }

  /// The cost of a flow and how it changes with each value of the tiles.
  ///
  /// - Precondition: ``restEnergy`` is above zero.
  package func evaluate(_ tiles: FlowTiles) -> (cost: Double, gradient: [Double]) {
    let spreading = spreading(tiles)
    spreading.spread(tiles, into: field)
    let energies = contrast.energies(along: field)
    guard energies.allSatisfy({ $0 > 0 }) else { return (.infinity, tiles.values.map { _ in 0 }) }
    var cost = 0.0
    for (energy, weight) in zip(energies, Self.momentWeights) { cost += weight * restEnergy / energy }
    let factors = zip(energies, Self.momentWeights).map { -$1 * restEnergy / ($0 * $0) }
    contrast.writeSlopes(along: field, factors: factors, into: slopes)
    cost += variationWeight * variation.add(of: field, weight: Float(variationWeight), to: slopes)
    return (cost, spreading.gather(slopes))
  }

  /// The cost of a flow.
  func cost(of tiles: FlowTiles) -> Double { evaluate(tiles).cost }

  private func spreading(_ tiles: FlowTiles) -> TileSpreading {
    if let known = spreading[tiles.grid] { return known }
    let made = TileSpreading(
      columns: tiles.columns, rows: tiles.rows, width: width, height: height, workers: workers)
    spreading[tiles.grid] = made
    return made
  }
}
