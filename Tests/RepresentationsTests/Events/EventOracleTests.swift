import Kernels
import Recordings
import Representations
import Tensors
import TestSupport
import Testing

/// Encodings against the field's own.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct EventOracleTests {
  private static let (width, height) = (40, 30)

  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/\(name).npz"))
  }

  /// The oracles' events. Their times are seconds with more digits than microseconds have: nanoseconds stand for them
  /// here, which changes nothing, because the encodings divide times by the window's length.
  private static func events() throws -> EventBatch {
    let oracle = try oracle("ste_encoding")
    let times = try oracle.tensor("t", of: Double.self)
    let x = try oracle.int64("x").scalars
    let y = try oracle.int64("y").scalars
    let p = try oracle.int64("p").scalars
    return EventBatch(
      times.scalars.indices.map { index in
        Event(
          timeMicroseconds: Int64(((times.scalars[index] - times.scalars[0]) * 1e9).rounded()), x: UInt16(x[index]),
          y: UInt16(y[index]),
          isOn: p[index] > 0)
      })
  }

  @Test(arguments: [5, 15], [1, 2])
  func `A voxel grid agrees with the oracle, normalised too`(bins: Int, threads: Int) throws {
    let oracle = try Self.oracle("voxel_grid_\(bins)")
    let events = try Self.events()
    let volume = SpaceTimeWindow(width: Self.width, height: Self.height, around: events)
    let workers = try Workers(threads: threads)
    for (normalizes, name) in [(false, "voxel"), (true, "normalised")] {
      let grid = VoxelGrid(bins: bins, normalizes: normalizes).tensor(of: events, over: volume, workers: workers)
      let expected = try oracle.float32(name)
      #expect(grid.shape == expected.shape)
      for (a, b) in zip(grid.scalars, expected.scalars) where (a - b).magnitude > 1e-5 + 1e-4 * b.magnitude {
        Issue.record("\(name): \(a) instead of \(b)")
      }
    }
  }

  @Test(arguments: [1, 2])
  func `STE-FlowNet's encoding agrees with the oracle but for at most 0.1 % of the cells`(threads: Int) throws {
    let events = try Self.events()
    let volume = SpaceTimeWindow(width: Self.width, height: Self.height, around: events)
    let encoding = STEEncoding(splits: 5).tensor(of: events, over: volume, workers: try Workers(threads: threads))
    let expected = try Self.oracle("ste_encoding").tensor("out", of: UInt8.self)
    #expect(expected.shape == [2, Self.height, Self.width, 5])
    var (occupied, different) = (0, 0)
    for split in 0..<5 {
      for channel in 0..<2 {
        for y in 0..<Self.height {
          for x in 0..<Self.width {
            let (a, b) = (Int(encoding[split, channel, y, x]), Int(expected[channel, y, x, split]))
            if b > 0 { occupied += 1 }
            if a != b { different += 1 }
            #expect(abs(a - b) <= 1)
          }
        }
      }
    }
    #expect(Double(different) <= 1e-3 * Double(occupied), "\(different) of \(occupied)")
  }
}
