import Tensors

/// The steps of a ``BlockPipeline`` with their memory. Not for several threads at once: a run uses all threads of its
/// workers.
public final class BlockPipelineRun {
  /// The rows of tiles by which a step is behind the one before: what it reads is complete, its neighbours' rows too.
  static let lag = 2

  private let geometry: BlockGeometry
  private let maps: [BlockRows]
  private let kept: [Int]
  private let steps: [Step]
  /// The steps of each moment, longest first, so that threads end it together.
  private let moments: [[Int]]

  struct Step: Sendable {
    let work: BlockPipeline.Step
    /// The operations a pixel.
    let cost: Int
  }

  init(geometry: BlockGeometry, maps: [BlockRows], kept: [Int], steps: [Step]) {
    (self.geometry, self.maps, self.kept, self.steps) = (geometry, maps, kept, steps)
    let order = steps.indices.sorted { (-steps[$0].cost, $0) < (-steps[$1].cost, $1) }
    moments = (0..<geometry.tilesDown + Self.lag * (steps.count - 1)).map { moment in
      order.filter { (0..<geometry.tilesDown).contains(moment - Self.lag * $0) }
    }
  }

  /// The bytes of all maps.
  public var byteCount: Int { maps.reduce(0) { $0 + $1.byteCount } }

  /// Runs every step on the whole picture.
  public func run(workers: Workers) {
    let parts = geometry.parts
    for (moment, active) in moments.enumerated() {
      workers.run(active.count * parts) { item, scratch in
        let (place, part) = item.quotientAndRemainder(dividingBy: parts)
        let step = active[place]
        steps[step].work(
          BlockPipeline.Place(geometry: geometry, tileRow: moment - Self.lag * step, part: part), workers, scratch)
      }
    }
  }

  /// Fills what is kept from run to run with zeros.
  public func reset() {
    for index in kept { maps[index].clear() }
  }

  /// The channels of a state after a run, `[channels, height, width]`.
  public func values(of state: BlockMap, channels: Int = BlockMap.channelCount) -> Tensor<Float> {
    precondition(kept.contains(state.index), "Only maps that are kept can be read after a run.")
    let (map, planeCount) = (maps[state.index], geometry.height * geometry.width)
    return Tensor(unsafeUninitializedShape: [channels, geometry.height, geometry.width]) { target in
      for y in 0..<geometry.height {
        for x in 0..<geometry.width {
          let pixel = map.pixel(y, x)
          for channel in 0..<channels {
            target.initializeElement(at: channel * planeCount + y * geometry.width + x, to: pixel[channel])
          }
        }
      }
    }
  }
}
