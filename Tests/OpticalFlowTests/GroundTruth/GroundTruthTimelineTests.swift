import OpticalFlow
import Tensors
import TestSupport
import Testing

@Suite struct GroundTruthTimelineTests {
  /// Maps of a motion that is the same everywhere, in pixels a second, at 0 s, 1 s, 2 s, ….
  private static func steady(
    _ u: Double, _ v: Double, maps: Int = 5, height: Int = 9, width: Int = 12
  ) throws -> GroundTruthTimeline {
    try GroundTruthTimeline(timestamps: (0..<maps).map(Double.init)) { _ in
      Tensor(
        shape: [2, height, width],
        scalars: [u, v].flatMap { Array(repeating: $0, count: height * width) })
    }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: 0..<3)
  func `Displacements between two times agree with the published propagation`(window: Int) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/mvsec_ground_truth.npz"))
    let maps = try ["x_flow", "y_flow"].map { try oracle.tensor($0, of: Double.self) }
    let timeline = try GroundTruthTimeline(
      timestamps: try oracle.tensor("timestamps", of: Double.self).scalars
    ) { index in
      let parts = maps.map { $0.slice(at: index) }
      return Tensor(shape: [2] + parts[0].shape, scalars: parts.flatMap(\.scalars))
    }
    let cases = try oracle.tensor("cases", of: Double.self)
    let displacement = try timeline.displacement(from: cases[window, 0], to: cases[window, 1])
    let expected = try ["u", "v"].flatMap { try oracle.float32("\($0)\(window)").scalars }
    #expect(displacement.scalars == expected)
  }

  @Test func `A window shorter than its interval takes the part of the map, also across a timestamp`() throws {
    let timeline = try GroundTruthTimeline(timestamps: [0, 1, 2]) { index in
      Tensor(shape: [2, 1, 1], scalars: index == 0 ? [4, -2] : [100, 100])
    }
    #expect(try timeline.displacement(from: 0.25, to: 0.75).scalars == [2, -1])
    #expect(try timeline.displacement(from: 0.75, to: 1.25).scalars == [2, -1])
  }

  @Test func `A steady motion adds up over whole and partial intervals`() throws {
    let flow = try Self.steady(0.5, -0.25).displacement(from: 0.5, to: 3.75)
    #expect(flow[0, 5, 5] == 1.625 && flow[1, 5, 5] == -0.8125)
    #expect(try Self.steady(0.5, -0.25).displacement(from: 0, to: 4)[0, 5, 5] == 2)
    #expect(try Self.steady(0.5, -0.25).displacement(from: 1, to: 2)[0, 5, 5] == 0.5)
    #expect(try Self.steady(0.5, -0.25).displacement(from: 3, to: 4)[0, 5, 5] == 0.5)
  }

  @Test func `What leaves the picture on the way, or meets an unknown place, is unknown`() throws {
    let flow = try Self.steady(3, 0.25).displacement(from: 0, to: 2)
    // From column 9 the first step ends at column 12, outside of the 12 columns.
    for x in 0..<12 { #expect(flow[0, 4, x] == (x < 9 ? 6 : 0)) }
    #expect(flow[1, 4, 8] == 0.5 && flow[1, 4, 9] == 0)
    let still = try Self.steady(0, 1).displacement(from: 0, to: 2)
    #expect(still[0, 4, 4] == 0 && still[1, 4, 4] == 2)
  }

  @Test func `Windows that the maps do not cover, and times out of order, are told`() throws {
    let timeline = try Self.steady(1, 1)
    for (start, end) in [(-0.5, 0.5), (3.5, 4.5), (4, 5), (0, 4.001)] {
      #expect(throws: GroundTruthError.notCovered(start: start, end: end, first: 0, last: 4)) {
        _ = try timeline.displacement(from: start, to: end)
      }
    }
    #expect(throws: GroundTruthError.outOfOrder(index: 2, earlier: 1, later: 1)) {
      _ = try GroundTruthTimeline(timestamps: [0, 1, 1, 2]) { _ in Tensor(zeros: [2, 1, 1]) }
    }
    #expect(throws: GroundTruthError.outOfOrder(index: 1, earlier: 0, later: .infinity * -1)) {
      _ = try GroundTruthTimeline(timestamps: [0, -.infinity]) { _ in Tensor(zeros: [2, 1, 1]) }
    }
    #expect(throws: GroundTruthError.tooFewMaps(1)) {
      _ = try GroundTruthTimeline(timestamps: [0]) { _ in Tensor(zeros: [2, 1, 1]) }
    }
    #expect(throws: GroundTruthError.badShape(index: 1, shape: [2, 3, 2])) {
      let maps = try GroundTruthTimeline(timestamps: [0, 1, 2]) { Tensor(zeros: [2, 2 + $0, 2]) }
      _ = try maps.displacement(from: 0, to: 2)
    }
  }

  @Test func `Of the maps two are kept`() throws {
    var read: [Int] = []
    let timeline = try GroundTruthTimeline(timestamps: [0, 1, 2, 3, 4]) { index in
      read.append(index)
      return Tensor(repeating: 1, shape: [2, 2, 2])
    }
    for start in [0.25, 0.5, 0.75, 1.25, 0.5, 2.5] { _ = try timeline.displacement(from: start, to: start + 1) }
    #expect(read == [0, 1, 2, 0, 1, 2, 3])
  }
}
