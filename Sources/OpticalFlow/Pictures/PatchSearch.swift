import Kernels
import Runtime

/// The search of one level: every patch of a grid is moved to where it fits best.
struct PatchSearch {
  private static let side = PicturePatch.side
  private static let spacing = 4
  private static let mostSteps = 8
  /// A descent ends with a step of less than so many pixels.
  private static let leastStep: Float = 0.01
  /// How often patches look at their neighbours' displacements.
  private static let propagations = 2

  private let from: BorderedPicture
  private let to: BorderedPicture
  private let columns: [Int]
  private let rows: [Int]
  private let threads: Int

  init(from: BorderedPicture, to: BorderedPicture, threads: Int) {
    precondition(
      min(from.width, from.height) >= Self.side,
      "Flow needs \(Self.side) rows and columns at least, not \(from.width) x \(from.height).")
    (self.from, self.to, self.threads) = (from, to, threads)
    columns = Self.places(along: from.width)
    rows = Self.places(along: from.height)
  }

  /// Where patches begin: the last one ends at the edge.
  private static func places(along length: Int) -> [Int] {
    Array(stride(from: 0, to: length - side, by: spacing)) + [length - side]
  }

  /// Where a patch has been found.
  private struct Place {
    var displacement: SIMD2<Float>
    var cost: Float
  }

  /// The displacements of all pixels, searched for from those of a coarser level.
  func flow(from start: PatchField) -> PatchField {
    let nowhere = Place(displacement: .zero, cost: .infinity)
    var places = updated([Place](repeating: nowhere, count: rows.count * columns.count)) { _, patch, _ in
      let pixel = (patch.y + Self.side / 2) * from.width + patch.x + Self.side / 2
      return descended(patch, from: place(of: patch, at: SIMD2(start.u[pixel], start.v[pixel])))
    }
    for _ in 0..<Self.propagations {
      places = updated(places) { index, patch, before in
        var best = before[index]
        let column = index % columns.count
        for (neighbour, isThere) in [
          (index - 1, column > 0), (index + 1, column + 1 < columns.count), (index - columns.count, true),
          (index + columns.count, true),
        ] where isThere && before.indices.contains(neighbour) {
          let tried = place(of: patch, at: before[neighbour].displacement)
          if tried.cost < best.cost { best = tried }
        }
        return best.cost < before[index].cost ? descended(patch, from: best) : best
      }
    }
    return spread(places)
  }

  /// The places of all patches, made from those before, on all threads.
  private func updated(
    _ places: [Place], _ body: (_ index: Int, _ patch: PicturePatch, _ before: UnsafeBufferPointer<Place>) -> Place
  ) -> [Place] {
    places.withUnsafeBufferPointer { before in
      [Place](unsafeUninitializedCapacity: before.count) { after, count in
        count = before.count
        guard let after = after.baseAddress else { return }
        Threads.forEach(rows.count, threads: threads) { row, _ in
          for column in columns.indices {
            let index = row * columns.count + column
            after[index] = body(index, PicturePatch(x: columns[column], y: rows[row], of: from), before)
          }
        }
      }
    }
  }

  private func place(of patch: PicturePatch, at displacement: SIMD2<Float>) -> Place {
    Place(displacement: displacement, cost: patch.fit(displacement, in: to).cost)
  }

  /// The place that a descent leads to, or the one that it starts from where none is better.
  private func descended(_ patch: PicturePatch, from start: Place) -> Place {
    var best = start
    var fit = patch.fit(start.displacement, in: to)
    var displacement = start.displacement
    for _ in 0..<Self.mostSteps {
      displacement += fit.step
      let way = displacement - start.displacement
      if (way * way).sum() > Float(Self.side * Self.side) { break }
      let step = (fit.step * fit.step).sum()
      fit = patch.fit(displacement, in: to)
      if fit.cost < best.cost { best = Place(displacement: displacement, cost: fit.cost) }
      if step < Self.leastStep * Self.leastStep { break }
    }
    return best
  }

  private func spread(_ places: [Place]) -> PatchField {
    var spreading = PatchSpreading(width: from.width, height: from.height)
    for (index, place) in places.enumerated() {
      let patch = PicturePatch(x: columns[index % columns.count], y: rows[index / columns.count], of: from)
      spreading.add(patch, place.displacement, in: to)
    }
    return PatchField(width: from.width, height: from.height, spreading.means())
  }
}
