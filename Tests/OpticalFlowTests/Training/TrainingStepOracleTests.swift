import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing

/// One step of training through the tape, from the definition that inference runs, against PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct TrainingStepOracleTests {
  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/\(name)_train_step.npz"))
  }

  /// Expects flows as inference's, the loss, and each parameter's gradient within 1/1000 of its length.
  private static func expectAgreement(
    _ oracle: NumpyArchive, flows: [TapeChannels], loss: Double, parameters: TrainableParameters, tape: Tape
  ) throws {
    for (level, flow) in flows.enumerated() {
      let expected = try oracle.float32("flow\(level)")
      let actual = tape.value(of: flow).map.tensor
      #expect(actual.shape == expected.shape)
      #expect(zip(actual.scalars, expected.scalars).allSatisfy { ($0 - $1).magnitude <= 2e-3 }, "flow \(level)")
    }
    let expected = Double(try oracle.float32("loss").scalars[0])
    #expect(abs(loss - expected) <= 1e-4 * expected, "loss \(loss), not \(expected)")
    let gradients = parameters.gradients
    let names = Set(oracle.names.filter { $0.hasPrefix("grad.") }.map { String($0.dropFirst(5)) })
    #expect(Set(gradients.keys) == names)
    for name in names.sorted() {
      let (actual, wanted) = (try #require(gradients[name]), try oracle.float32("grad.\(name)"))
      #expect(actual.shape == wanted.shape)
      let error = zip(actual.scalars, wanted.scalars).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
      let length = wanted.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(error <= 1e-6 * length, "\(name): \((error / length).squareRoot())")
    }
  }

  /// Frames of 0 and 1, packed.
  private static func stream(_ frames: Tensor<UInt8>) -> SpikeStream {
    let (height, width) = (frames.shape[2], frames.shape[3])
    let scalars = frames.scalars
    return SpikeStream(geometry: SpikeGeometry(width: width, height: height), frameCount: frames.shape[1]) { bytes in
      for index in bytes.indices {
        let byte = (0..<8).reduce(UInt8(0)) { $0 | scalars[8 * index + $1] << UInt8($1) }
        bytes.initializeElement(at: index, to: byte)
      }
    }
  }

  @Test(arguments: 1...2)
  func `A step of SCFlow has the oracle's loss and gradients, from packed spikes or from pictures`(
    threads: Int
  ) throws {
    let oracle = try Self.oracle("scflow")
    let workers = try Workers(threads: threads)
    let network = SCFlow(parameters: ParameterList())
    let parameters = TrainableParameters(
      SCFlow.declaredParameters.values(from: ParameterInitializer(seed: 5)))
    let tape = Tape(parameters: parameters, workers: workers)
    let prior = FeatureMap(try oracle.float32("init"))
    let moved = FeatureMap(batch: 1, channels: 2, height: prior.height, width: prior.width)
    Warp.run(prior, by: prior, scale: -1, into: moved, workers: workers)
    let loss = SupervisedFlowLoss(truth: FeatureMap(try oracle.float32("gt")))
    for isPacked in [true, false] {
      tape.begin()
      let features = try [("seq_a", prior), ("seq_b", moved)].map { name, prior in
        let slices = tape.map([1, SCFlow.windowLength, prior.height, prior.width])
        let spikes = try oracle.tensor(name, of: UInt8.self)
        if isPacked {
          let window = Self.stream(spikes)
          SpikeWindow(geometry: window.geometry)
            .warp(window, along: prior, interval: 10, into: slices, workers: workers)
        } else {
          SCFlow.warpFrames(
            of: FeatureMap(spikes.map { Float($0) }), along: prior, interval: 10, into: slices, workers: workers)
        }
        return network.features(of: TapeChannels(tape.constant(slices)), on: tape)
      }
      let flows = network.flows(from: features[0], to: features[1], on: tape)
      let value = tape.add(loss, of: flows)
      tape.backward()
      try Self.expectAgreement(oracle, flows: flows, loss: value, parameters: parameters, tape: tape)
    }
  }

  @Test(arguments: 1...2)
  func `A step of STE-FlowNet has the oracle's loss and gradients`(threads: Int) throws {
    let oracle = try Self.oracle("steflownet")
    let workers = try Workers(threads: threads)
    let configuration = STEFlowNet.Configuration(widths: [4, 6, 8, 10], decoderWidths: [4, 5, 6])
    let network = STEFlowNet(configuration, parameters: ParameterList())
    let parameters = TrainableParameters(
      STEFlowNet.declaredParameters(configuration).values(from: ParameterInitializer(seed: 13)))
    let tape = Tape(parameters: parameters, workers: workers)
    let input = try oracle.tensor("input", of: UInt8.self)
    let count = input.shape[4]
    let splits = (0..<count).map { split in
      let scalars = stride(from: split, to: input.count, by: count).map { Float(input.scalars[$0]) }
      return TapeChannels(
        tape.constant(FeatureMap(Tensor(shape: Array(input.shape.dropLast()), scalars: scalars))))
    }
    let flows = network.flows(of: splits, on: tape)[count - 1]
    let loss = SelfSupervisedFlowLoss(
      photometric: PhotometricFlowLoss(
        previous: FeatureMap(try oracle.float32("prev")), next: FeatureMap(try oracle.float32("next"))))
    let value = tape.add(loss, of: flows)
    tape.backward()
    try Self.expectAgreement(oracle, flows: flows, loss: value, parameters: parameters, tape: tape)
  }
}
