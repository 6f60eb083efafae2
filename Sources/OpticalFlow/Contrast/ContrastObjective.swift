import Kernels

/// What contrast maximisation makes small: how blurred the pictures of the events are that are moved along a flow to the
/// start, the middle and the end of the window, and how uneven that flow is.
///
/// cost = E0 / E(start) + 2 E0 / E(middle) + E0 / E(end) + weight · TV, with E the gradient energy of the picture at a
/// moment and E0 that of the events as they are (``EventContrast``), TV the flow's total variation (``FieldVariation``).
/// Events at rest cost 4. After Shiba, Aoki and Gallego, "Secrets of Event-Based Optical Flow", ECCV 2022; the polarity of
/// events does not count.
final class ContrastObjective {
  /// The weights of the moments 0, ½ and 1.
  static let momentWeights: [Double] = [1, 2, 1]

  let events: PixelEvents
  private let contrast: EventContrast
  private let variation: FieldVariation
  private let field: VectorField
  private let slopes: VectorField
  private let variationWeight: Double
  private let workers: Workers
  private var spreading: [String: TileSpreading] = [:]
  /// The energy of the events as they are.
  let restEnergy: Double
  /// How often it was evaluated.
  private(set) var evaluationCount = 0

  init(events: PixelEvents, variationWeight: Double, workers: Workers) {
    (self.events, self.variationWeight, self.workers) = (events, variationWeight, workers)
    contrast = EventContrast(events: events, references: [0, 0.5, 1], workers: workers)
    variation = FieldVariation(width: events.width, height: events.height, workers: workers)
    field = VectorField(width: events.width, height: events.height)
    slopes = VectorField(width: events.width, height: events.height)
    restEnergy = contrast.energies(along: field)[0]
  }

  /// The bytes of its pictures.
  var byteCount: Int { contrast.byteCount + 16 * events.width * events.height + 12 * events.count }

  /// The cost of a flow and how it changes with each value of the tiles.
  ///
  /// - Precondition: ``restEnergy`` is above zero.
  func evaluate(_ tiles: FlowTiles) -> (cost: Double, gradient: [Double]) {
    evaluationCount += 1
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

  /// The cost of a flow a pixel, without the total variation.
  func sharpnessCost(of flow: VectorField) -> Double {
    let energies = contrast.energies(along: flow)
    guard energies.allSatisfy({ $0 > 0 }) else { return .infinity }
    return zip(energies, Self.momentWeights).reduce(0) { $0 + $1.1 * restEnergy / $1.0 }
  }

  /// The flow of tiles at every pixel; it stays until the next call.
  func field(of tiles: FlowTiles) -> VectorField {
    spreading(tiles).spread(tiles, into: field)
    return field
  }

  private func spreading(_ tiles: FlowTiles) -> TileSpreading {
    let key = "\(tiles.columns)x\(tiles.rows)"
    if let known = spreading[key] { return known }
    let made = TileSpreading(
      columns: tiles.columns, rows: tiles.rows, width: events.width, height: events.height, workers: workers)
    spreading[key] = made
    return made
  }
}
