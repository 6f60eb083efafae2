import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import OpticalFlow

@Suite struct STEFlowNetEstimatorTests {
  private static func network() throws -> STEFlowNet {
    try STEFlowNet(
      parameters: STEFlowNet.initialParameters(
        ParameterInitializer(seed: 5),
        configuration: STEFlowNet.Configuration(widths: [4, 6, 8, 10], decoderWidths: [4, 5, 6], headWidth: 7)))
  }

  private static func encoding(splits: Int, width: Int, height: Int) -> Tensor<UInt8> {
    ParameterInitializer(seed: 3).uniform("events", shape: [splits, 2, height, width]).map { UInt8(max(0, $0 * 5)) }
  }

  private static func estimator(
    width: Int, height: Int, crop: (Int, Int)? = nil, spans: Int = 1, _ options: FlowEstimatorOptions
  ) throws -> STEFlowNetEstimator {
    STEFlowNetEstimator(
      network: try network(),
      layout: EventFlowLayout(sensorWidth: width, sensorHeight: height, crop: crop, divisor: STEFlowNet.sizeDivisor),
      options: options, spanCount: spans, workers: try Workers(threads: 2))
  }

  @Test func `The published crop of MVSEC starts at column 45 and row 2`() {
    let layout = EventFlowLayout(sensorWidth: 346, sensorHeight: 260, crop: (256, 256), divisor: STEFlowNet.sizeDivisor)
    #expect([layout.x, layout.y, layout.width, layout.height] == [45, 2, 256, 256])
    #expect([layout.paddedWidth, layout.paddedHeight] == [256, 256])
    let whole = EventFlowLayout(sensorWidth: 346, sensorHeight: 260, divisor: STEFlowNet.sizeDivisor)
    #expect([whole.x, whole.y, whole.width, whole.height] == [0, 0, 346, 260])
    #expect([whole.paddedWidth, whole.paddedHeight] == [352, 272])
  }

  @Test(arguments: [(16, 16, nil), (18, 21, nil), (1, 3, nil), (40, 36, (20, 17)), (40, 36, (32, 16))])
  func `A part of the sensor is replicated at its border and cut out again`(
    width: Int, height: Int, crop: (Int, Int)?
  ) {
    let layout = EventFlowLayout(sensorWidth: width, sensorHeight: height, crop: crop, divisor: STEFlowNet.sizeDivisor)
    let encoding = Self.encoding(splits: 2, width: width, height: height)
    let maps = (0..<2).map { _ in
      FeatureMap(channels: 2, height: layout.paddedHeight, width: layout.paddedWidth)
    }
    layout.fill(maps, from: encoding)
    for (split, map) in maps.enumerated() {
      let cut = layout.crop(map)
      let padded = map.tensor
      for channel in 0..<2 {
        for row in 0..<layout.height {
          for column in 0..<layout.width {
            #expect(cut[channel, row, column] == Float(encoding[split, channel, row + layout.y, column + layout.x]))
          }
        }
        let corner = encoding[split, channel, layout.y, layout.x]
        #expect(padded[0, channel, 0, 0] == Float(corner))
        let far = encoding[split, channel, layout.y + layout.height - 1, layout.x + layout.width - 1]
        #expect(padded[0, channel, layout.paddedHeight - 1, layout.paddedWidth - 1] == Float(far))
      }
    }
  }

  @Test func `Refinement stops where an iteration adds little, with the flow of so many iterations`() throws {
    let encoding = Self.encoding(splits: 3, width: 32, height: 32)
    func estimate(_ iterations: Int, stop: Float? = nil, measures: Bool = false) throws -> EventFlowEstimate {
      try Self.estimator(
        width: 32, height: 32,
        .init(splits: 3, iterations: iterations, stopUpdate: stop, measuresNextUpdate: measures)
      ).flow(of: encoding)
    }
    let full = try estimate(4)
    #expect(full.refinement.iterations == 4)
    let updates = full.refinement.updates
    for count in 1...3 {
      let short = try estimate(count)
      #expect(short.refinement.updates == Array(updates.prefix(count)))
      // The first iteration that adds less than this is iteration `count`, or an earlier one.
      let limit = updates[count - 1].nextUp
      let expected = try #require(updates.firstIndex { $0 < limit }) + 1
      let stopped = try estimate(4, stop: limit)
      #expect(stopped.refinement.iterations == expected)
      #expect(stopped.flows == (try estimate(expected)).flows)
      let measured = try estimate(count, measures: true)
      #expect(measured.flows == short.flows)
      #expect(measured.nextUpdate == updates[count] && measured.nextUpdateIsMeasured)
      #expect(!short.nextUpdateIsMeasured)
    }
    #expect(try estimate(4, stop: 0).refinement.iterations == 4)
  }

  @Test func `What an iteration adds is the difference of the flows after and before it`() throws {
    let encoding = Self.encoding(splits: 2, width: 32, height: 16)
    let flows = try [1, 2].map { iterations in
      try Self.estimator(width: 32, height: 16, .init(splits: 2, iterations: iterations)).flow(of: encoding)
    }
    let (a, b) = (flows[0].flows[0].scalars, flows[1].flows[0].scalars)
    let count = a.count / 2
    let mean =
      (0..<count).reduce(0.0) { sum, i in
        let (u, v) = (Double(b[i] - a[i]), Double(b[count + i] - a[count + i]))
        return sum + (u * u + v * v).squareRoot()
      } / Double(count)
    #expect(abs(mean - Double(flows[1].refinement.updates[1])) <= 1e-5 * mean)
  }

  @Test func `Joined spans give a flow each, the last one being the window's`() throws {
    let encoding = Self.encoding(splits: 6, width: 32, height: 32)
    let joined = try Self.estimator(width: 32, height: 32, spans: 3, .init(splits: 2)).flow(of: encoding)
    #expect(joined.flows.count == 3)
    let one = try Self.estimator(width: 32, height: 32, .init(splits: 6)).flow(of: encoding)
    #expect(joined.flows[2] == one.flows[0])
    #expect(joined.flows[0] != joined.flows[1])
    let runner = STEFlowNetRunner(
      network: try Self.network(), splits: 6, height: 32, width: 32, output: .everySplit, workers: try Workers())
    let maps = (0..<6).map { FeatureMap(encoding.slice(at: $0).map { Float($0) }.reshaped(to: [1, 2, 32, 32])) }
    runner.run(maps)
    for (part, split) in [1, 3, 5].enumerated() {
      #expect(runner.flows[split][0].tensor.reshaped(to: [2, 32, 32]) == joined.flows[part])
    }
  }

  @Test func `Carried states change the second window, and only that`() throws {
    let encoding = Self.encoding(splits: 2, width: 32, height: 32)
    let rest = try Self.estimator(width: 32, height: 32, .init(splits: 2))
    let first = rest.flow(of: encoding).flows
    #expect(rest.flow(of: encoding).flows == first)
    let carried = try Self.estimator(width: 32, height: 32, .init(splits: 2, carriesStates: true))
    #expect(carried.flow(of: encoding).flows == first)
    #expect(carried.flow(of: encoding).flows != first)
  }

  @Test func `Updates that fall are expected to go on falling`() {
    var refinement = FlowRefinement()
    #expect(refinement.expectedNextUpdate == nil && refinement.lastUpdate == .infinity)
    refinement.add(update: 4)
    #expect(refinement.expectedNextUpdate == nil)
    refinement.add(update: 1)
    #expect(refinement.expectedNextUpdate == 0.25)
    refinement.add(update: 2)
    #expect(refinement.expectedNextUpdate == 2)
    refinement.add(update: 0)
    refinement.add(update: 0)
    #expect(refinement.expectedNextUpdate == 0)
  }
}
