import Runtime

/// The search of one level: every patch of a grid is moved to where it fits best.
struct PatchSearch {
  /// The rows and columns of a patch.
  static let side = 8
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
    _ places: [Place], _ body: (_ index: Int, _ patch: Patch, _ before: UnsafeBufferPointer<Place>) -> Place
  ) -> [Place] {
    places.withUnsafeBufferPointer { before in
      [Place](unsafeUninitializedCapacity: before.count) { after, count in
        count = before.count
        guard let after = after.baseAddress else { return }
        Threads.forEach(rows.count, threads: threads) { row, _ in
          for column in columns.indices {
            let index = row * columns.count + column
            after[index] = body(index, Patch(x: columns[column], y: rows[row], of: from), before)
          }
        }
      }
    }
  }

  private func place(of patch: Patch, at displacement: SIMD2<Float>) -> Place {
    Place(displacement: displacement, cost: patch.fit(displacement, in: to).cost)
  }

  /// The place that a descent leads to, or the one that it starts from where none is better.
  private func descended(_ patch: Patch, from start: Place) -> Place {
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

  /// The displacement of every pixel: the mean of those of the patches over it, a patch counting the less the more its
  /// pixel differs from the one that it is taken to.
  private func spread(_ places: [Place]) -> PatchField {
    let count = from.width * from.height
    var field = PatchField(width: from.width, height: from.height)
    var weights = [Float](repeating: 0, count: count)
    weights.withUnsafeMutableBufferPointer { weights in
      field.u.withUnsafeMutableBufferPointer { u in
        field.v.withUnsafeMutableBufferPointer { v in
          guard let weights = weights.baseAddress, let u = u.baseAddress, let v = v.baseAddress else { return }
          for (index, place) in places.enumerated() {
            let patch = Patch(x: columns[index % columns.count], y: rows[index / columns.count], of: from)
            let mean = PatchRow(repeating: patch.fit(place.displacement, in: to).mean)
            patch.forEachRow(place.displacement, in: to) { row, difference in
              let error = difference - mean
              let weight = 1 / pointwiseMax(PatchRow(repeating: 1), pointwiseMax(error, -error))
              let offset = (patch.y + row) * from.width + patch.x
              add(weight, to: weights + offset)
              add(weight * place.displacement.x, to: u + offset)
              add(weight * place.displacement.y, to: v + offset)
            }
          }
          for pixel in 0..<count {
            u[pixel] /= weights[pixel]
            v[pixel] /= weights[pixel]
          }
        }
      }
    }
    return field
  }

  private func add(_ row: PatchRow, to target: UnsafeMutablePointer<Float>) {
    let raw = UnsafeMutableRawPointer(target)
    raw.storeBytes(of: raw.loadUnaligned(as: PatchRow.self) + row, as: PatchRow.self)
  }
}
