import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import Testing

@Suite struct ClassifierRunMeasurementTests {
  /// Two inputs reach three neurons, these two outputs.
  private func network() throws -> SpikingClassifier {
    let architecture = ClassifierArchitecture(
      name: "counted", inputShape: [2, 1, 1], classes: 2,
      layers: [
        .linear(name: "in", inputs: 2, outputs: 3, hasBias: false),
        .activation(name: "act", .spiking(SpikingNeuron())),
        .linear(name: "out", inputs: 3, outputs: 2, hasBias: false),
      ])
    let parameters = ParameterTree(
      [
        // The first neuron fires in every step, the second in every other, the third never.
        "in.weight": Tensor(shape: [3, 2], scalars: [1, 0, 0.5, 0, 0, 0]),
        "act.thresh": Tensor(shape: [1], scalars: [1]),
        "out.weight": Tensor(shape: [2, 3], scalars: [1, 0, 0, 0, 1, 0]),
      ], source: "test")
    return try SpikingClassifier(architecture: architecture, parameters: parameters)
  }

  private func measure(_ plan: ClassifierRunMeasurement.Plan) throws -> ClassifierRunMeasurement {
    let input = Tensor<Float>(shape: [3, 2, 1, 1], scalars: [1, 0, 1, 0, 1, 0])
    return try ClassifierRunMeasurement(
      network(), samples: 3, plan: plan, workers: try Workers(threads: 2),
      read: { range in
        .constant(Tensor(shape: [range.count, 2, 1, 1], scalars: Array(input.scalars[..<(2 * range.count)])))
      })
  }

  @Test(arguments: [1, 4]) func `spikes, additions, products and bytes are counted`(_ stepsAtOnce: Int) throws {
    let run = try measure(
      ClassifierRunMeasurement.Plan(steps: 4, batch: 2, stepsAtOnce: stepsAtOnce, keepsOutputs: true))
    #expect(run.layers == [SpikingRun.Layer(name: "act", neurons: 3, spikes: [3, 6, 3, 6])])
    // Six spikes a sample, each reaching two outputs.
    #expect(run.work.additions == 3 * 6 * 2)
    #expect(run.work.multiplyAccumulates == 3 * 6)
    // Three neurons and two sums a step.
    #expect(run.work.neuronUpdates == 3 * 4 * 5)
    #expect(run.work.weightBytes == 4 * (36 + 18) && run.work.membraneBytes == 8 * 60)
    #expect(run.exitSteps == [4, 4, 4])
    #expect(run.outputs?.scalars.prefix(6) == [1, 0, 1, 0, 1, 0])
    let energy = EnergyModel()
    #expect(abs(energy.arithmetic(run.work) - (96 * 0.9e-12 + 18 * 4.6e-12)) < 1e-18)
    #expect(abs(energy.chipMemory(run.work) - 50e-12 * run.work.bytes / 4) < 1e-18)
  }

  @Test func `samples that stop early take no further operations`() throws {
    let run = try measure(ClassifierRunMeasurement.Plan(steps: 4, batch: 2, exit: (.margin, 1, 0.6)))
    // Margins of the sums are tanh of half their difference: 0.46 after one and two steps, 0.76 after three.
    #expect(run.exitSteps == [3, 3, 3])
    #expect(run.layers[0].spikes == [3, 6, 3, 0])
    #expect(run.work.additions == 3 * 4 * 2)
    #expect(run.sampleSteps == 9 && run.outputs == nil)
  }
}
