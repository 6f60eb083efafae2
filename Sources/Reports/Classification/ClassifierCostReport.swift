import Foundation
import SpikingNetworks

/// What the runs of a spiking classifier cost, for a person: sections of the page, and the sentences in them.
public struct ClassifierCostReport {
  private let costs: ClassifierCosts
  private let evaluation: ConfidenceEvaluation
  private let input: String

  /// Reports costs.
  ///
  /// - Parameters:
  ///   - evaluation: That of the same runs' outputs.
  ///   - input: What became of samples before the network saw them: a line.
  public init(_ costs: ClassifierCosts, evaluation: ConfidenceEvaluation, input: String) {
    (self.costs, self.evaluation, self.input) = (costs, evaluation, input)
  }

  /// What every run of the network has in common: its spikes, and the real time of recordings.
  public var activity: [String] {
    let realTime = costs.stepMicroseconds.map { step in
      String(
        format: "a step is %.1f ms of the recording: %.1f ms with early exit, %.1f ms in all", step / 1000,
        evaluation.exits.latency * step / 1000, Double(evaluation.outputs.steps) * step / 1000)
    }
    return [String(format: "spikes per neuron: %.3f", costs.spikesPerNeuron)] + (realTime.map { [$0] } ?? [])
  }

  /// What the runs took, which is never the same twice.
  public var time: [String] {
    let saved = String(
      format: "%.1f %% of the time for %.1f %% of the steps", 100 * costs.timeSaving, 100 * evaluation.saving)
    return [
      String(
        format: "time, batches of %d: %.2f s with early exit, %.2f s step by step, %.2f s layer by layer",
        costs.batch, costs.dynamicSeconds, costs.fixedSeconds, costs.batchedSeconds),
      "early exit saves \(saved); decisions took "
        + String(format: "%.2f %%", 100 * costs.decisionSeconds / max(costs.dynamicSeconds, 1e-9)),
    ]
  }

  /// The sections of the page.
  ///
  /// - Parameter withTimes: Whether it says ``time``.
  public func sections(withTimes: Bool) -> [(heading: String, content: [HTML])] {
    [
      ("Input", [.list([.text(input)])]),
      ("Spikes", [spikes.html, .list(activity.map(HTML.text))]),
      ("Operations and energy", [energy.html, .list(Self.constants.map(HTML.text))]),
    ] + (withTimes ? [("Time", [.list(time.map(HTML.text))])] : [])
  }

  private var energy: HTMLTable {
    var table = HTMLTable(columns: [
      HTMLTable.Column("per sample"), HTMLTable.Column("steps"),
      HTMLTable.Column("additions", meaning: "Weights added because an input spiked"),
      HTMLTable.Column("products", meaning: "Multiplications with additions: those of values that are no spikes"),
      HTMLTable.Column("neuron steps", meaning: "Membranes that took a step"),
      HTMLTable.Column("arithmetic", meaning: "By the constants below"),
      HTMLTable.Column("memory traffic"),
      HTMLTable.Column("memory on chip", meaning: "Where all of it stays on the chip"),
      HTMLTable.Column("memory in DRAM", meaning: "Where all of it goes to DRAM"),
    ])
    for (name, cost) in [("all steps", costs.fixed), ("early exit", costs.dynamic)] {
      table.add([
        name, String(format: "%.2f", cost.steps), NumberText.prefixed(cost.additions),
        NumberText.prefixed(cost.multiplyAccumulates), NumberText.prefixed(cost.neuronUpdates),
        NumberText.energy(joule: cost.energyJoule), NumberText.prefixed(cost.memoryBytes) + "B",
        NumberText.energy(joule: cost.chipMemoryJoule), NumberText.energy(joule: cost.externalMemoryJoule),
      ])
    }
    table.add([
      "in floating point", "1", "", NumberText.prefixed(Double(costs.denseMultiplyAccumulates)), "",
      NumberText.energy(joule: costs.denseEnergyJoule), NumberText.prefixed(costs.denseMemoryBytes) + "B",
      NumberText.energy(joule: costs.denseChipMemoryJoule), NumberText.energy(joule: costs.denseExternalMemoryJoule),
    ])
    return table
  }

  /// What the energies are computed with, and what is counted.
  private static var constants: [String] {
    let model = EnergyModel()
    func joule(_ value: Double) -> String { NumberText.energy(joule: value) }
    return [
      "Arithmetic: \(joule(model.addition)) an addition or a step of a neuron, \(joule(model.multiplyAccumulate)) a product "
        + "with its addition, float32 at 45 nm and 0.9 V (Horowitz, ISSCC 2014). Products count the zeros of the padding, as "
        + "is usual; additions count only outputs that a spike reaches.",
      "Memory: \(joule(model.chipWord)) a word of 32 bits on the chip, \(joule(model.externalWord)) from DRAM (Han et al., "
        + "NeurIPS 2015). A weight is read for every addition or product; membranes are read and written in every step, "
        + "spikes (a bit each) and the activations of the network in floating point written once and read once. Nothing is "
        + "taken to stay in a cache.",
    ]
  }

  private var spikes: BarPlot {
    BarPlot(
      caption: "Spikes of a neuron in all steps, layer by layer",
      bars: costs.layers.map { layer in
        BarPlot.Bar(
          name: String(
            format: "%@, %d neurons, with early exit %.3f, in all steps", layer.name, layer.neurons,
            layer.spikesPerNeuronDynamic), value: layer.spikesPerNeuron)
      },
      marks: costs.layers.indices.map { ($0, "\($0 + 1)") }, marksAreCentered: true,
      horizontalTitle: "layer of neurons", verticalTitle: "spikes")
  }
}
