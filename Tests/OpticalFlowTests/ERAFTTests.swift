import Kernels
import NeuralNetworks
import Recordings
import Tensors
import Testing

@testable import OpticalFlow

@Suite struct ERAFTTests {
  private static let network = ERAFT(bins: 3, parameters: ParameterInitializer(seed: 5))

  private static func estimator(
    _ options: FlowEstimatorOptions = FlowEstimatorOptions(), width: Int = 100, height: Int = 97
  ) throws -> ERAFTEstimator {
    ERAFTEstimator(
      network: network, layout: network.layout(sensorWidth: width, sensorHeight: height), options: options,
      workers: try Workers(threads: 2))
  }

  private static func grid(_ seed: UInt64, width: Int = 100, height: Int = 97) -> Tensor<Float> {
    ParameterInitializer(seed: seed).uniform("grid", shape: [3, height, width])
  }

  @Test func `Names and shapes are those of the published checkpoint`() {
    let shapes = ERAFT.declaredParameters().shapes
    #expect(shapes["fnet.conv1.weight"] == [64, 15, 7, 7])
    #expect(shapes["cnet.layer2.0.downsample.1.running_var"] == [96])
    #expect(shapes["update_block.gru.convq2.weight"] == [128, 384, 5, 1])
    #expect(shapes["update_block.mask.2.bias"] == [576])
    let trained = shapes.filter { !$0.key.contains("running_") }
    #expect(trained.values.reduce(0) { $0 + Shape.count($1) } == 5_332_800)
  }

  @Test func `A variance below zero is refused`() throws {
    var tensors = ERAFT.declaredParameters(bins: 3).values(from: ParameterInitializer(seed: 1))
    _ = try ERAFT(parameters: ParameterTree(tensors, source: "w"))
    tensors["cnet.norm1.running_var"] = Tensor(repeating: -0.5, shape: [64])
    let error = #expect(throws: ParameterError.self) { try ERAFT(parameters: ParameterTree(tensors, source: "w")) }
    #expect(error?.fault == .value && error?.problem.contains("cnet.norm1.running_var") == true)
  }

  @Test func `Zeros are padded on top and at the left, and the part is cut out again`() {
    let layout = EventFlowLayout(
      sensorWidth: 40, sensorHeight: 37, crop: (33, 30), divisor: 32, padding: .zerosBefore)
    #expect([layout.paddedWidth, layout.paddedHeight] == [64, 32])
    let grid = Self.grid(1, width: 40, height: 37)
    let map = FeatureMap(channels: 3, height: 32, width: 64)
    layout.fill(map, from: grid)
    let padded = map.tensor
    for y in 0..<32 {
      for x in 0..<64 {
        let isInside = y >= 2 && x >= 31
        #expect(padded[0, 1, y, x] == (isInside ? grid[1, y - 2 + layout.y, x - 31 + layout.x] : 0))
      }
    }
    let cut = layout.crop(map[0..<2])
    #expect(cut[1, 4, 5] == grid[1, 4 + layout.y, 5 + layout.x])
  }

  @Test func `Grids that follow each other give the flow of pairs`() throws {
    let grids = (1...3).map { Self.grid(UInt64($0)) }
    let pairs = try Self.estimator()
    let expected = (0..<2).map { pairs.flow(of: ERAFTGrids(before: grids[$0], now: grids[$0 + 1])).flows[0] }
    let running = try Self.estimator()
    #expect(running.flow(of: ERAFTGrids(before: grids[0], now: grids[1], followsOn: false)).flows[0] == expected[0])
    #expect(running.flow(of: ERAFTGrids(before: nil, now: grids[2], followsOn: true)).flows[0] == expected[1])
    #expect(expected[0].shape == [2, 97, 100] && expected[0] != expected[1])
  }

  @Test func `A warm start changes the flow where windows follow each other, and only there`() throws {
    let grids = (1...3).map { Self.grid(UInt64($0)) }
    let (cold, warm) = (try Self.estimator(), try Self.estimator(.init(startsWarm: true)))
    #expect(
      cold.flow(of: ERAFTGrids(before: grids[0], now: grids[1])).flows
        == warm.flow(of: ERAFTGrids(before: grids[0], now: grids[1])).flows)
    let next = ERAFTGrids(before: nil, now: grids[2], followsOn: true)
    #expect(cold.flow(of: next).flows != warm.flow(of: next).flows)
    let apart = ERAFTGrids(before: grids[1], now: grids[2])
    #expect(cold.flow(of: apart).flows == warm.flow(of: apart).flows)
  }

  @Test func `Refinement stops where an iteration adds little, with the flow of so many iterations`() throws {
    let grids = ERAFTGrids(before: Self.grid(1), now: Self.grid(2))
    let all = try Self.estimator(.init(iterations: 3, measuresNextUpdate: true)).flow(of: grids)
    #expect(all.refinement.iterations == 3 && all.nextUpdateIsMeasured)
    let more = try Self.estimator(.init(iterations: 4)).flow(of: grids)
    #expect(Array(more.refinement.updates.prefix(3)) == all.refinement.updates)
    #expect(more.refinement.updates[3] == all.nextUpdate)
    let stopped = try Self.estimator(.init(stopUpdate: all.refinement.updates[0].nextUp)).flow(of: grids)
    #expect(stopped.refinement.iterations == 1)
    #expect(stopped.flows == (try Self.estimator(.init(iterations: 1)).flow(of: grids).flows))
  }

  @Test func `The window before is encoded once, and a window without events has no flow`() throws {
    func window(_ start: Int64, count: Int) -> EventWindow {
      EventWindow(
        index: 0, interval: EventInterval(startMicroseconds: start, endMicroseconds: start + 100),
        events: EventBatch(
          (0..<count).map { Event(timeMicroseconds: start + Int64($0), x: UInt16($0), y: 5, isOn: $0 % 2 == 0) }))
    }
    let estimator = try Self.estimator()
    let first = estimator.input(of: [window(0, count: 50), window(100, count: 60)])
    #expect(first?.before != nil && first?.followsOn == false)
    let second = estimator.input(of: [window(100, count: 60), window(200, count: 40)])
    #expect(second?.before == nil && second?.followsOn == true && second?.now != first?.now)
    #expect(estimator.input(of: [window(200, count: 40), window(300, count: 0)]) == nil)
    #expect(estimator.input(of: [window(300, count: 0), window(400, count: 9)]) == nil)
    #expect(estimator.input(of: [window(400, count: 9), window(500, count: 9)])?.followsOn == false)
  }

  @Test func `Events lie where the layout's places put them`() throws {
    var layout = Self.network.layout(sensorWidth: 100, sensorHeight: 97)
    var scalars: [Float] = []
    for pixel in 0..<9700 { scalars += [Float(pixel % 100) + 0.25, Float(pixel / 100) - 3] }
    layout.places = Tensor(shape: [97, 100, 2], scalars: scalars)
    let events = EventBatch([
      Event(timeMicroseconds: 0, x: 7, y: 9, isOn: true), Event(timeMicroseconds: 1, x: 99, y: 0, isOn: true),
    ])
    let coordinates = try #require(layout.coordinates(of: events))
    #expect(coordinates.x == [7.25, 99.25] && coordinates.y == [6, -3])
  }

  @Test func `A flow is moved along itself and shared out, as computed by hand`() {
    let (flow, moved) = (FeatureMap(channels: 2, height: 3, width: 4), FeatureMap(channels: 2, height: 3, width: 4))
    // The pixel (1, 1) moves by (1.5, 0): half to (2, 1), half to (3, 1); all others rest.
    flow.plane(sample: 0)[5] = 1.5
    ForwardFlow.move(flow, into: moved)
    // What rests there has weight 4, of whole places that are counted four times, and what comes 0.5 twice.
    #expect(moved.tensor[0, 0, 1, 2] == 1.5 * 1 / 5)
    #expect(moved.tensor[0, 0, 1, 3] == 1.5 * 1 / 5)
    #expect(moved.tensor[0, 0, 1, 1] == 0 && moved.tensor[0, 0, 0, 0] == 0)
    flow.fill(.nan)
    ForwardFlow.move(flow, into: moved)
    #expect(moved.tensor.scalars.allSatisfy { $0 == 0 })
    flow.fill(1e30)
    ForwardFlow.move(flow, into: moved)
    #expect(moved.tensor.scalars.allSatisfy { $0 == 0 })
  }
}
