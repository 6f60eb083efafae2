import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct FlowCatalogTests {
  @Test func `Names are found, each once, and the usual model of every input comes first`() {
    let names = FlowCatalog.models.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(FlowCatalog.model(named: name)?.name == name) }
    #expect(FlowCatalog.model(named: "SCFlow") == nil)
    for input in FlowModel.Input.allCases {
      #expect(FlowCatalog.models.first { $0.input == input }?.name == FlowCatalog.models(for: input).first?.name)
    }
  }

  /// A field of a model with drawn parameters, from a drawn recording of 40 x 24 or what the model needs.
  private static func field(of model: FlowModel, seed: UInt64, threads: Int) throws -> Tensor<Float> {
    let workers = try Workers(threads: threads)
    let parameters = model.initialParameters(ParameterInitializer(seed: seed))
    var (width, height) = (40, 24)
    switch model.maker {
    case .spikes(let make):
      let network = try make(parameters)
      let geometry = SpikeGeometry(width: width, height: height)
      let spikes = SpikeStream(geometry: geometry, frameCount: 2 * network.windowLength) { bytes in
        for index in 0..<2 * network.windowLength * geometry.bytesPerFrame {
          bytes.initializeElement(at: index, to: UInt8(truncatingIfNeeded: (index &* 2_654_435_761) >> 11))
        }
      }
      return network.estimator(geometry: geometry, workers: workers).flow(
        from: spikes[0..<network.windowLength], to: spikes[network.windowLength..<2 * network.windowLength],
        interval: 10)
    case .events(let make):
      let network = try make(parameters)
      (width, height) = (max(width, network.smallestSide), max(height, network.smallestSide))
      let events = (0..<2000).map { index in
        Event(
          timeMicroseconds: Int64(index * 5), x: UInt16(index * 7 % width), y: UInt16(index * 11 % height),
          isOn: index % 3 == 0)
      }
      let window = EventWindow(
        index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 10_000), events: EventBatch(events))
      func flow<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> Tensor<Float> {
        let empty = EventWindow(index: 0, interval: window.interval, events: EventBatch([Event]()))
        func spans(_ window: EventWindow) -> [EventWindow] {
          network.seesWindowBefore ? [window, window] : [window]
        }
        #expect(estimator.input(of: spans(empty)) == nil)
        let estimate = estimator.flow(of: try #require(estimator.input(of: spans(window))))
        #expect(estimate.flows.count == 1)
        return estimate.flows[0]
      }
      let layout = network.layout(sensorWidth: width, sensorHeight: height)
      return try flow(
        network.estimator(layout: layout, options: FlowEstimatorOptions(), spanCount: 1, workers: workers))
    }
  }

  @Test(arguments: FlowCatalog.models.map(\.name))
  func `Every model estimates flow with its own parameters, the same at any number of threads`(name: String) throws {
    let model = try #require(FlowCatalog.model(named: name))
    let flow = try Self.field(of: model, seed: 3, threads: 1)
    #expect(flow.shape == (model.name == "eraft" ? [2, 97, 97] : [2, 24, 40]))
    #expect(!flow.scalars.contains { !$0.isFinite })
    #expect(try Self.field(of: model, seed: 3, threads: 2) == flow)
    // Without parameters there is nothing to draw; what it makes of motion, its own tests say.
    guard model.needsWeights else { return }
    #expect(flow.scalars.contains { $0 != 0 })
    #expect(try Self.field(of: model, seed: 4, threads: 1) != flow)
  }

  @Test(arguments: FlowCatalog.models.filter(\.needsWeights).map(\.name))
  func `A checkpoint of another network is refused by name`(name: String) throws {
    let model = try #require(FlowCatalog.model(named: name))
    // Those of one graph take each other's widths.
    let names = Set(model.parameterShapes.keys)
    let others = FlowCatalog.models.filter { Set($0.parameterShapes.keys) != names }
    for other in others {
      let parameters = other.initialParameters(ParameterInitializer(seed: 1))
      #expect(throws: (any Error).self) {
        switch model.maker {
        case .spikes(let make): _ = try make(parameters)
        case .events(let make): _ = try make(parameters)
        }
      }
    }
  }

  @Test func `Options that were given are told from the usual ones`() {
    #expect(FlowEstimatorOptions().given.isEmpty)
    #expect(FlowEstimatorOptions(splits: 5).given == [.splits])
    #expect(
      FlowEstimatorOptions(encoding: .outdoor, iterations: 2, stopUpdate: 0, carriesStates: true).given
        == [.encoding, .iterations, .stopUpdate, .carriesStates])
    #expect(FlowEstimatorOptions(measuresNextUpdate: true).given == [.measuresNextUpdate])
  }
}
