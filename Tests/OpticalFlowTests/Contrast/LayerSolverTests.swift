import Kernels
import TestSupport
import Testing

@testable import OpticalFlow

@Suite struct LayerSolverTests {
  private static func solution(threads: Int) throws -> (LayerSolver.Solution, VectorField) {
    let workers = try Workers(threads: threads)
    let solution = LayerSolver(most: 4, workers: workers).solve(DrawnLayers().events)
    let field = VectorField(width: DrawnLayers.width, height: DrawnLayers.height)
    LayerSpreading(workers: workers).spread(solution, into: field)
    return (solution, field)
  }

  @Test func `Two things that cross a field at rest are told apart, at the window's start`() throws {
    let (solution, field) = try Self.solution(threads: 2)
    for patch in DrawnLayers.patches {
      let found = solution.motions.contains { motion in
        let centred = motion.about(patch.motion.centerX, patch.motion.centerY)
        return abs(centred.u - patch.motion.u) < 0.4 && abs(centred.v - patch.motion.v) < 0.4
          && abs(centred.growth - patch.motion.growth) < 0.02 && abs(centred.turning - patch.motion.turning) < 0.02
      }
      #expect(found, "\(patch.motion) in \(solution.motions)")
    }
    let drawn = DrawnLayers()
    let ratio = drawn.ratio { x, y in (field.u[y * field.width + x], field.v[y * field.width + x]) }
    #expect(ratio <= 0.36, "\(ratio)")
    // One even flow by tiles cannot: it holds one motion where two pass.
    let workers = try Workers(threads: 2)
    let tiles = try #require(
      ContrastSolver(scales: TileGrid(columns: 8, rows: 8).scales(), workers: workers).solve(drawn.events)
    ).tiles
    let even = VectorField(width: field.width, height: field.height)
    TileSpreading(
      columns: tiles.columns, rows: tiles.rows, width: field.width, height: field.height, workers: workers
    ).spread(tiles, into: even)
    let evenRatio = drawn.ratio { x, y in (even.u[y * even.width + x], even.v[y * even.width + x]) }
    #expect(ratio < 0.6 * evenRatio, "\(ratio) against \(evenRatio)")
  }

  @Test func `Layers do not depend on the number of threads`() throws {
    let (first, field) = try Self.solution(threads: 1)
    let (second, other) = try Self.solution(threads: 3)
    #expect(first.motions == second.motions && first.labels == second.labels)
    #expect(Array(field.u) == Array(other.u) && Array(field.v) == Array(other.v))
  }

  @Test func `Events at random and events at rest have no layer but rest`() throws {
    var random = SeededRandom(seed: 9)
    var events = ContrastSolver.Events(x: [], y: [], time: [], width: 96, height: 64)
    for index in 0..<3000 {
      events.x.append(UInt16.random(in: 0..<96, using: &random))
      events.y.append(UInt16.random(in: 0..<64, using: &random))
      events.time.append(Float(index) / 3000)
    }
    let solver = LayerSolver(most: 4, workers: try Workers(threads: 2))
    #expect(solver.solve(events).motions == [.rest])
    for index in events.x.indices {
      (events.x[index], events.y[index]) = (UInt16(index % 50 + 20), UInt16(index % 7 * 8))
    }
    #expect(solver.solve(events).motions == [.rest])
  }

  @Test func `A motion and its way back meet`() {
    let motion = LayerMotion(u: 7, v: -3, growth: 0.08, turning: -0.05, centerX: 40, centerY: 30)
    for (x, y, offset) in [(12.0, 50.0, -0.5), (70, 8, 0.5), (40, 30, 0.2)] {
      let (u, v) = motion.flow(x, y)
      let middle = motion.middle(x + offset * u, y + offset * v, offset: offset)
      #expect(abs(middle.x - x) < 1e-9 && abs(middle.y - y) < 1e-9)
      let other = motion.about(3, 5).flow(x, y)
      #expect(abs(other.u - u) < 1e-9 && abs(other.v - v) < 1e-9)
    }
  }

  @Test func `A fit from a motion that is off comes back to the one that drew the events`() {
    let drawn = DrawnLayers()
    let patch = DrawnLayers.patches[0]
    let all = LayerEvents(drawn.events, step: 1)
    let own = LayerEvents(all) { index in
      let middle = patch.motion.middle(
        Double(all.x[index]), Double(all.y[index]), offset: Double(all.offset[index]))
      let (u, v) = patch.motion.flow(middle.x, middle.y)
      return patch.holds(middle.x - u / 2, middle.y - v / 2)
    }
    let weights = [Float](repeating: 1, count: own.count)
    let fitted = LayerFit(events: own, weights: weights).fitted(
      from: LayerMotion(u: 9.6, v: 4.2, centerX: 36, centerY: 42), steps: 20)?.about(36, 42)
    #expect(fitted.map { abs($0.u - 11) < 0.3 && abs($0.v - 3) < 0.3 } == true, "\(String(describing: fitted))")
    #expect(fitted.map { abs($0.turning - 0.06) < 0.015 && abs($0.growth) < 0.015 } == true)
  }
}
