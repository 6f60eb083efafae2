import Kernels
import Recordings
import Tensors

/// Histograms of averaged time surfaces (HATS): float32 `[cells down, cells across, 2, 2 radius + 1, 2 radius + 1]`,
/// polarity 0 off, 1 on, offsets from −radius in y, then in x.
///
/// Sironi et al., "HATS: Histograms of averaged time surfaces for robust event-based object classification" (CVPR 2018).
/// The picture is cut into cells; in cell C, with Cₚ its events of polarity p,
///
///     h(C, p, z) = 1 / |Cₚ| Σ_{i ∈ Cₚ} Σ_{j ∈ Cₚ} exp(−(tᵢ − tⱼ) / τ) over j with (xⱼ, yⱼ) = (xᵢ, yᵢ) + z and
///     tᵢ − Δt ≤ tⱼ < tᵢ.
///
/// Cells at the right and lower edge may be narrower. The memory Δt is 100 ms and τ 10⁹ µs as a rule, as in the paper.
///
/// Departure: the average is over the events of one polarity. Cost: two exponentials for each pixel around an event,
/// however many events that pixel saw.
public struct AveragedTimeSurfaces: NamedEventEncoding {
  /// The side of a cell, in pixels.
  public let cell: Int
  /// How far a surface reaches, in pixels.
  public let radius: Int
  /// τ, in microseconds.
  public let decayMicroseconds: Double
  /// Δt, in microseconds.
  public let memoryMicroseconds: Int64

  /// Describes surfaces.
  ///
  /// - Parameters:
  ///   - cell: The side of a cell, in pixels; the paper has 10.
  ///   - radius: How far a surface reaches, in pixels; the paper has 3.
  ///   - decayMicroseconds: τ, above 0.
  ///   - memoryMicroseconds: Δt, above 0.
  public init(cell: Int, radius: Int, decayMicroseconds: Double = 1e9, memoryMicroseconds: Int64 = 100_000) {
    precondition(cell > 0 && radius >= 0, "Surfaces need a cell of a pixel or more, and a radius of zero or more.")
    precondition(decayMicroseconds > 0 && memoryMicroseconds > 0, "Surfaces decay, and remember, a time above zero.")
    self.cell = cell
    self.radius = radius
    self.decayMicroseconds = decayMicroseconds
    self.memoryMicroseconds = memoryMicroseconds
  }

  private var side: Int { 2 * radius + 1 }

  /// `[cells down, cells across, 2, 2 radius + 1, 2 radius + 1]`.
  public func shape(width: Int, height: Int) -> [Int] {
    [(height + cell - 1) / cell, (width + cell - 1) / cell, 2, side, side]
  }
  /// Row and column of the cell, polarity, row and column of the offset.
  public var axes: [String] { ["cell_y", "cell_x", "polarity", "dy", "dx"] }
  /// How recent events around an event are on average, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst) }
  /// All events at once, which are looked at cell by cell.
  public var need: EventEncodingNeed { .allEvents }

  /// What gathers events; it keeps them until the end.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    WholeWindowAccumulator(volume: volume, workers: workers) { events, _, volume, workers in
      encode(events, over: volume, workers: workers)
    }
  }

  private func encode(
    _ events: EventBatch, over volume: SpaceTimeWindow, workers: Workers
  ) -> (tensor: Tensor<Float>, dropped: Int) {
    let shape = shape(width: volume.width, height: volume.height)
    let memories = CellMemories(events, cell: cell, cellsAcross: shape[1], cellsDown: shape[0], volume: volume)
    let scalars = 2 * side * side
    let tensor = Tensor<Float>(unsafeUninitializedShape: shape) { histograms in
      nonisolated(unsafe) let histograms = histograms
      workers.forEach(shape[0]) { row in
        var pixels = CellPixels(cell: cell, decayMicroseconds: decayMicroseconds)
        var sums = [Double](repeating: 0, count: side * side)
        for memory in 2 * row * shape[1]..<2 * (row + 1) * shape[1] {
          average(memories[memory], of: &pixels, into: &sums)
          let start = memory / 2 * scalars + memory % 2 * side * side
          for index in sums.indices { histograms[start + index] = Float(sums[index]) }
        }
      }
    }
    return (tensor, memories.dropped)
  }

  /// The average surface of the events of one cell and polarity.
  private func average(
    _ events: ArraySlice<CellMemories.Entry>, of pixels: inout CellPixels, into sums: inout [Double]
  ) {
    for index in sums.indices { sums[index] = 0 }
    if events.isEmpty { return }
    pixels.begin(events)
    for event in events {
      let (x, y) = (Int(event.x), Int(event.y))
      for row in max(0, y - radius)...min(cell - 1, y + radius) {
        for column in max(0, x - radius)...min(cell - 1, x + radius) {
          let surface = pixels.sum(
            row * cell + column, before: event.time, since: event.time.advancedOrLast(by: -memoryMicroseconds))
          sums[(row - y + radius) * side + column - x + radius] += surface
        }
      }
    }
    for index in sums.indices { sums[index] /= Double(events.count) }
  }
}

extension AveragedTimeSurfaces {
  /// `hats:CELL:RADIUS`.
  public static var form: String { "hats:CELL:RADIUS" }

  /// Takes the side of a cell and how far a surface reaches.
  public init(_ name: inout EventRepresentationName) throws {
    let cell = try name.number("CELL", "side of a cell in pixels")
    self.init(cell: cell, radius: try name.number("RADIUS", "pixels that a surface reaches", from: 0, to: cell - 1))
  }

  /// The side of a cell and how far a surface reaches.
  public var suffix: String { ":\(cell):\(radius)" }
}
