import Kernels

/// Tells from the events of layers what moves how at every pixel at the start of the window.
struct LayerSpreading {
  let workers: Workers

  /// How far around an event its layer is seen, in pixels.
  private static let deviation = 1.5
  /// What rest counts more: slow things make few events.
  private static let restFactor: Float = 3
  /// What rest has where there are no events.
  private static let restFloor: Float = 0.01

  /// Writes the flow of the layer whose events lie on each other the most around a pixel.
  func spread(_ solution: LayerSolver.Solution, into field: VectorField) {
    let events = solution.events
    var strengths = [LayerPicture?](repeating: nil, count: solution.motions.count)
    strengths.withUnsafeMutableBufferPointer { strengths in
      // Every item writes a place of its own.
      nonisolated(unsafe) let strengths = strengths
      workers.forEach(solution.motions.count) { layer in
        let own = LayerEvents(events) { solution.labels[$0] == layer }
        let places = own.places(along: solution.motions[layer], at: -0.5)
        strengths[layer] = LayerPicture(
          x: places.x, y: places.y, weights: nil, width: events.width, height: events.height
        ).blurred(0.7).squared.blurred(Self.deviation)
      }
    }
    let pictures = strengths.compactMap { $0 }
    for pixel in 0..<events.width * events.height {
      var (best, most) = (0, Self.restFactor * pictures[0].values[pixel] + Self.restFloor)
      for layer in pictures.indices.dropFirst() where pictures[layer].values[pixel] > most {
        (best, most) = (layer, pictures[layer].values[pixel])
      }
      let (row, column) = pixel.quotientAndRemainder(dividingBy: events.width)
      let motion = solution.motions[best]
      let middle = motion.middle(Double(column), Double(row), offset: -0.5)
      let (u, v) = motion.flow(middle.x, middle.y)
      (field.u[pixel], field.v[pixel]) = (Float(u), Float(v))
    }
  }
}
