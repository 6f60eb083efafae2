import Datasets
import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing

/// The released weights on a recorded car, against the released implementation.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct SCFlowOracleTests {
  private static func recording() throws -> SpikeDatFile {
    try SpikeDatFile(
      path: SharedFolder.path("data/spikes/car_400x250.dat"), options: SpikeReadOptions(flip: true))
  }

  private static func network(_ interval: Int) throws -> SCFlow {
    let path = SharedFolder.path("weights/scflow_dt\(interval).pth.tar")
    return try SCFlow(parameters: ParameterTree(Checkpoint(path: path).float32Tensors, source: path))
  }

  /// The greatest and the mean difference of two tensors of as many scalars.
  private static func difference(_ a: Tensor<Float>, _ b: Tensor<Float>) -> (greatest: Float, mean: Float) {
    let differences = zip(a.scalars, b.scalars).map { ($0 - $1).magnitude }
    return (differences.max() ?? .nan, differences.reduce(0, +) / Float(differences.count))
  }

  @Test(arguments: [10, 20])
  func `Three key frames of the car agree with the released implementation`(interval: Int) throws {
    let recording = try Self.recording()
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/scflow_dt\(interval)_car.npz"))
    let runner = SCFlowRunner(
      network: try Self.network(interval), geometry: recording.geometry, workers: try Workers(threads: 2))
    let half = SCFlow.windowLength / 2
    for step in 0..<3 {
      let center = 60 + step * interval
      let flow = runner.flow(
        from: try recording.frames(center - half..<center + half + 1),
        to: try recording.frames(center + interval - half..<center + interval + half + 1), interval: interval)
      #expect(flow.shape == [2, 250, 400])
      for (level, actual) in runner.pyramid.enumerated() where step == 0 || level == 0 {
        let expected = try oracle.float32("step\(step)_flow\(level)")
        #expect(actual.shape == [1] + expected.shape)
        let (greatest, mean) = Self.difference(actual, expected)
        #expect(greatest <= 2e-3, "step \(step), level \(level)")
        #expect(mean <= 2e-4, "step \(step), level \(level)")
      }
    }
  }

  @Test func `The flow's bytes do not depend on the number of threads`() throws {
    let recording = try Self.recording()
    let network = try Self.network(20)
    let flows = try [1, 2].map { threads in
      SCFlowRunner(network: network, geometry: recording.geometry, workers: try Workers(threads: threads))
        .flow(from: try recording.frames(0..<25), to: try recording.frames(20..<45), interval: 20)
    }
    #expect(flows[0] == flows[1])
  }

  @Test func `A checkpoint of another network is refused by the parameter that is missing`() throws {
    let path = SharedFolder.path("weights/qcfs_resnet20_cifar10_l4.pth")
    let tree = ParameterTree(try Checkpoint(path: path).float32Tensors, source: path)
    #expect {
      try SCFlow(parameters: tree)
    } throws: { error in
      "\(error)".contains("spike_representation.conv_s1.0.weight")
    }
  }
}
