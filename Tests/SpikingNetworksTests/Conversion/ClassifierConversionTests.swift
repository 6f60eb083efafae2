import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

@Suite struct ClassifierConversionTests {
  /// A small residual network with activations of one kind.
  private func network(_ activation: ActivationDescription, seed: UInt64 = 1) throws -> ClassifierCheckpoint {
    let architecture = ResNetDescription(
      naming: .qcfs, blocks: [1, 1], stemWidth: 4, classes: 3, inputShape: [3, 8, 8], activation: activation
    ).architecture
    return try ClassifierCheckpoint(
      architecture: architecture, tensors: SmallNetworks.parameters(of: architecture, seed: seed), input: nil,
      source: "test")
  }

  private func samples(_ count: Int, seed: UInt64 = 2) -> Tensor<Float> {
    ParameterInitializer(seed: seed).uniform("samples", shape: [count, 3, 8, 8])
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test func `The method that suits a network follows from its activations`() throws {
    #expect(ConversionMethod(for: try network(.relu).architecture) == .thresholdBalance)
    #expect(ConversionMethod(for: try network(.qcfs(levels: 4)).architecture) == .qcfs)
    #expect(ConversionMethod(for: try network(.lsq(levels: 3)).architecture) == .qffs)
    #expect(ConversionMethod(for: try network(.spiking(.quantizationTwin)).architecture) == nil)
  }

  @Test func `A method that does not suit is told with the one that does`() throws {
    let relu = ClassifierConversion(of: try network(.relu))
    let told = problem { _ = try relu.qcfs() }
    #expect(told.contains("does not convert conv1.2, which is a ReLU"))
    #expect(told.contains("use the method threshold-balance"))
    #expect(problem { _ = try relu.qffs() }.contains("qffs does not convert"))
    let qcfs = ClassifierConversion(of: try network(.qcfs(levels: 4)))
    let workers = try Workers()
    #expect(
      problem { _ = try qcfs.thresholdBalance(samples(1), workers: workers) }.contains("use the method qcfs"))
    let spiking = ClassifierConversion(of: try qcfs.qcfs())
    #expect(problem { _ = try spiking.qcfs() }.contains("a spiking neuron already"))
  }

  @Test func `Quantised activations keep their thresholds, and rates of many steps come to their values`() throws {
    let source = try network(.qcfs(levels: 4))
    let converted = try ClassifierConversion(of: source).qcfs()
    #expect(converted.tensors == source.tensors)
    #expect(converted.architecture.activations.allSatisfy { $0.description == .spiking(.quantizationTwin) })
    let report = try ConversionReport(
      source: source, converted: converted, input: samples(20), labels: Array(repeating: 1, count: 20), steps: 64,
      workers: try Workers())
    #expect(report.layers.count == 5 && report.samples == 20 && report.steps == 64)
    for layer in report.layers {
      #expect(layer.clippedShare == 0, "\(layer.name)")
      #expect(abs(layer.meanRate - layer.meanActivation) < 0.1, "\(layer.name)")
      // A quantised activation is a whole number of 16 of 64 steps.
      #expect(layer.quantizationError < 1e-5, "\(layer.name)")
    }
    #expect(report.agreeing >= 16)
    #expect(report.sourceRight != nil && report.convertedRight != nil)
  }

  @Test func `In as many steps as levels the first layer's counts are the activations of a learned step`() throws {
    let architecture = ClassifierArchitecture(
      name: "x", inputShape: [1, 1, 5], classes: 5,
      layers: [
        .convolution(ConvolutionDescription(name: "c", inputs: 1, outputs: 1, kernel: 1)),
        .activation(name: "a", .lsq(levels: 7)), .flatten,
      ])
    let source = try ClassifierCheckpoint(
      architecture: architecture,
      tensors: ["c.weight": Tensor(shape: [1, 1, 1, 1], scalars: [1]), "a.step": Tensor(shape: [1], scalars: [0.5])],
      input: nil, source: "test")
    let converted = try ClassifierConversion(of: source).qffs()
    #expect(converted.tensors["a.thresh"]?.scalars == [3.5])
    let input = Tensor<Float>(shape: [1, 1, 1, 5], scalars: [-1, 0.3, 1.3, 2.4, 9])
    let workers = try Workers(threads: 1)
    let expected = try DenseClassifier(source)(input, workers: workers)
    let run = try ReferenceSpikingClassifier(converted).run(.constant(input), steps: 7, workers: workers)
    let sums = (0..<5).map { place in (0..<7).reduce(Float(0)) { $0 + run.outputs[$1, 0, place] } / 7 }
    for (found, wanted) in zip(sums, expected.scalars) { #expect(abs(found - wanted) < 1e-5) }
  }

  @Test func `Balanced thresholds are the percentiles of the activations, of a layer or of each channel`() throws {
    let architecture = ClassifierArchitecture(
      name: "x", inputShape: [2, 1, 100], classes: 2,
      layers: [
        .convolution(ConvolutionDescription(name: "c", inputs: 2, outputs: 2, kernel: 1)),
        .activation(name: "a", .relu), .globalAveragePool,
      ])
    let source = try ClassifierCheckpoint(
      architecture: architecture, tensors: ["c.weight": Tensor(shape: [2, 2, 1, 1], scalars: [1, 0, 0, 1])],
      input: nil, source: "test")
    // 1 … 100 in the first channel, −0.01 … −1 in the second.
    let values = (1...100).map { Float($0) } + (1...100).map { -Float($0) / 100 }
    let input = Tensor<Float>(shape: [1, 2, 1, 100], scalars: values)
    let workers = try Workers()
    func thresholds(_ balancing: ThresholdBalancing) throws -> [Float] {
      let converted = try ClassifierConversion(of: source).thresholdBalance(input, balancing, workers: workers)
      return try #require(converted.tensors["a.thresh"]).scalars
    }
    #expect(try thresholds(ThresholdBalancing(percentile: 100, isPerChannel: false)) == [100])
    // Half of all 200 values are 0.
    let median = try thresholds(ThresholdBalancing(percentile: 75, isPerChannel: false))
    #expect(median.count == 1 && abs(median[0] - 50) <= 1)
    // The channel that is never active takes the layer's.
    #expect(try thresholds(ThresholdBalancing(percentile: 100, isPerChannel: true)) == [100, 100])
    let each = try thresholds(ThresholdBalancing(percentile: 90, isPerChannel: true))
    #expect(each.count == 2 && abs(each[0] - 90) <= 1 && each[1] == each[0])
  }

  @Test func `A balanced network's rates come to the activations, blocks included`() throws {
    let source = try network(.relu, seed: 3)
    let calibration = samples(32)
    let workers = try Workers()
    let converted = try ClassifierConversion(of: source).thresholdBalance(
      calibration, ThresholdBalancing(percentile: 100), workers: workers)
    func report(_ steps: Int) throws -> ConversionReport {
      try ConversionReport(
        source: source, converted: converted, input: calibration.slice(at: 0).reshaped(to: [1, 3, 8, 8]), steps: steps,
        workers: workers)
    }
    let (short, long) = (try report(16), try report(512))
    for (few, many) in zip(short.layers, long.layers) {
      #expect(many.relativeError < 0.1, "\(many.name): \(many.relativeError)")
      #expect(many.relativeError < few.relativeError)
      #expect(many.clippedShare == 0)
    }
    #expect(long.outputError < short.outputError && long.agreeing == 1 && long.sourceRight == nil)
  }

  @Test func `The number of threads changes no threshold`() throws {
    let source = try network(.relu, seed: 3)
    let networks = try [1, 3].map { threads in
      try ClassifierConversion(of: source).thresholdBalance(
        samples(70), ThresholdBalancing(percentile: 99, isPerChannel: true), workers: try Workers(threads: threads))
    }
    #expect(networks[0].tensors == networks[1].tensors)
  }
}
