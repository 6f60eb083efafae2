import Kernels
import Recordings
import TestSupport
import Testing

@testable import OpticalFlow

@Suite struct ContrastSolverTests {
  private func field(_ tiles: FlowTiles, _ workers: Workers) -> VectorField {
    let field = VectorField(width: DrawnMotion.width, height: DrawnMotion.height)
    TileSpreading(
      columns: tiles.columns, rows: tiles.rows, width: DrawnMotion.width, height: DrawnMotion.height, workers: workers
    ).spread(tiles, into: field)
    return field
  }

  @Test(arguments: [
    (DrawnMotion.Kind.translation, 20_000, 0.04), (.rotation, 20_000, 0.1), (.zoom, 20_000, 0.1),
    (.layers, 20_000, 0.2),
  ])
  func `The flow of drawn motions is found from rest`(kind: DrawnMotion.Kind, count: Int, most: Double) throws {
    let workers = try Workers(threads: 2)
    let motion = DrawnMotion(kind, dots: 1500, count: count)
    let solver = ContrastSolver(scales: TileGrid(columns: 16, rows: 16).scales(), workers: workers)
    let solution = try #require(solver.solve(motion.events))
    let field = field(solution.tiles, workers)
    let error = motion.relativeError(of: Array(field.u) + Array(field.v))
    #expect(error <= most, "\(error)")
    // Turned by 90 degrees, or half as long, it is worse by its own objective.
    let objective = ContrastObjective(
      events: PixelEvents(
        x: motion.events.x, y: motion.events.y, time: motion.events.time, width: DrawnMotion.width,
        height: DrawnMotion.height), variationWeight: 0.01, workers: workers)
    var (turned, halved) = (solution.tiles, solution.tiles)
    for tile in 0..<solution.tiles.count {
      let (u, v) = solution.tiles[tile]
      (turned[tile], halved[tile]) = ((-v, u), (u / 2, v / 2))
    }
    #expect(objective.cost(of: turned) > solution.cost)
    #expect(objective.cost(of: halved) > solution.cost)
  }

  @Test func `The flow does not depend on the number of threads`() throws {
    let motion = DrawnMotion(.rotation, dots: 300, count: 3000)
    let solutions = try [1, 2, 3].map { threads in
      let solver = ContrastSolver(
        scales: TileGrid(columns: 4, rows: 4).scales(), workers: try Workers(threads: threads))
      return try #require(solver.solve(motion.events))
    }
    #expect(!solutions.contains { $0.tiles != solutions[0].tiles || $0.cost != solutions[0].cost })
  }

  @Test func `Events at random have no motion`() throws {
    var random = SeededRandom(seed: 4)
    var events = ContrastSolver.Events(x: [], y: [], time: [], width: 120, height: 90)
    for index in 0..<4000 {
      events.x.append(UInt16.random(in: 0..<120, using: &random))
      events.y.append(UInt16.random(in: 0..<90, using: &random))
      events.time.append(Float(index) / 4000)
    }
    let solver = ContrastSolver(
      scales: TileGrid(columns: 8, rows: 8).scales(), workers: try Workers(threads: 2))
    let solution = try #require(solver.solve(events))
    let lengths = (0..<solution.tiles.count).map { tile in
      (solution.tiles[tile].u * solution.tiles[tile].u + solution.tiles[tile].v * solution.tiles[tile].v).squareRoot()
    }
    #expect(lengths.reduce(0, +) / Double(lengths.count) <= 0.5)
  }
}
