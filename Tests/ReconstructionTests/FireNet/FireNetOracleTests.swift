import Datasets
import Kernels
import NeuralNetworks
import Reconstruction
import Recordings
import Representations
import Tensors
import TestSupport
import Testing

/// Both releases' weights on a real recording, against the published definition in PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct FireNetOracleTests {
  private static func network(_ file: String) throws -> FireNet {
    let path = SharedFolder.path("weights/\(file).pth")
    return try FireNet(parameters: ParameterTree(try Checkpoint(path: path).float32Tensors, source: path))
  }

  private static func expectAgreement(_ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String) {
    #expect(actual.shape == expected.shape, "\(what)")
    let worst = zip(actual.scalars, expected.scalars).map { ($0 - $1).magnitude }.max() ?? .nan
    #expect(worst <= 1e-4, "\(what): off by \(worst)")
  }

  @Test(arguments: [("firenet", FireNet.Release.first), ("firenet_plus", .second)])
  func `Pictures and states agree with the published definition`(file: String, release: FireNet.Release) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/firenet.npz"))
    let network = try Self.network(file)
    #expect(network.parameterRelease == release)
    let expected = try oracle.float32(file)
    let (height, width) = (expected.shape[1], expected.shape[2])
    let path = SharedFolder.path("data/events/aedat2_davis240_aps_imu.aedat")
    for workers in try InstructionSet.available.map({ try Workers(threads: 2, instructionSet: $0) }) {
      let reader = try EventReader(path, format: nil, options: EventReadOptions())
      let windower = EventWindower(.count(events: 20_000, stride: 20_000), source: path)
      let runner = FireNetRunner(network: network, height: height, width: width, workers: workers)
      for index in 0..<expected.shape[0] {
        let window = try #require(try windower.next(from: { try reader.nextBatch() }))
        let grid = network.encoding.tensor(
          of: window.events, over: SpaceTimeWindow(width: width, height: height, around: window.events),
          workers: workers)
        let picture = expected.scalars[index * height * width..<(index + 1) * height * width]
        Self.expectAgreement(
          runner.picture(of: grid), Tensor(shape: [height, width], scalars: Array(picture)),
          "window \(index), \(workers.instructionSet)")
      }
      for (state, name) in zip(runner.states, ["a", "b"]) {
        let part = try oracle.float32("\(file)_state_\(name)")
        let seen = (0..<part.shape[0]).flatMap { channel in
          (40...103).flatMap { y in (60...123).map { x in state[channel, y, x] } }
        }
        Self.expectAgreement(Tensor(shape: part.shape, scalars: seen), part, "state \(name), \(workers.instructionSet)")
      }
    }
  }
}
