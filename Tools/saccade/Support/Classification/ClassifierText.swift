import Foundation
import Reports
import SpikingNetworks
import Workflows

/// What the runs of a classifier cost, for a person: as text, and as sections of the page.
struct ClassifierText {
  var listing: ClassifierListing

  var text: String {
    ([listing.normalization.line] + accuracy + [""] + cost.lines + [""] + activity + time).joined(separator: "\n")
  }

  private var accuracy: [String] {
    listing.annAccuracy.map { [String(format: "the network in floating point: %.2f %%", 100 * $0)] } ?? []
  }

  private var cost: TextTable {
    var table = TextTable(["per sample", "steps", "additions", "products", "arithmetic", "memory on chip"])
    for (name, cost) in [("all steps", listing.fixed), ("early exit", listing.dynamic)] {
      table.add([
        name, String(format: "%.2f", cost.steps), Self.short(cost.additions), Self.short(cost.multiplyAccumulates),
        Self.joule(cost.energyJoule), Self.joule(cost.chipMemoryJoule),
      ])
    }
    table.add([
      "in floating point", "1", "", Self.short(Double(listing.annMultiplyAccumulates)),
      Self.joule(listing.annEnergyJoule), "",
    ])
    return table
  }

  private var time: [String] {
    let saved = String(
      format: "%.1f %% of the time for %.1f %% of the steps", 100 * listing.timeSaving,
      100 * listing.confidence.stepSaving)
    return [
      String(
        format: "time, batches of %d: %.2f s with early exit, %.2f s step by step, %.2f s layer by layer",
        listing.batch,
        listing.secondsDynamic, listing.secondsFixed, listing.secondsFixedBatched),
      "early exit saves \(saved); decisions took "
        + String(format: "%.2f %%", 100 * listing.secondsDecision / max(listing.secondsDynamic, 1e-9)),
    ]
  }

  /// What every run of the network has in common.
  private var activity: [String] {
    let realTime = listing.stepMicroseconds.map { step in
      String(
        format: "a step is %.1f ms of the recording: %.1f ms with early exit, %.1f ms in all", step / 1000,
        listing.confidence.latency * step / 1000, Double(listing.confidence.steps) * step / 1000)
    }
    return [String(format: "spikes per neuron: %.3f", listing.spikesPerNeuron)] + (realTime.map { [$0] } ?? [])
  }

  /// The sections of the page.
  ///
  /// - Parameter withTimes: Whether it says how long the runs took, which is never the same twice.
  func sections(withTimes: Bool) -> [(heading: String, content: [HTML])] {
    var energy = HTMLTable(columns: [
      HTMLTable.Column("per sample"), HTMLTable.Column("steps"),
      HTMLTable.Column("additions", meaning: "Weights added because an input spiked"),
      HTMLTable.Column("products", meaning: "Multiplications with additions: those of values that are no spikes"),
      HTMLTable.Column("neuron steps", meaning: "Membranes that took a step"),
      HTMLTable.Column("arithmetic", meaning: "0.9 pJ an addition, 4.6 pJ a product: 45 nm, Horowitz, ISSCC 2014"),
      HTMLTable.Column("memory traffic"),
      HTMLTable.Column("memory on chip", meaning: "50 pJ a word of 32 bits"),
      HTMLTable.Column("memory in DRAM", meaning: "640 pJ a word of 32 bits"),
    ])
    for (name, cost) in [("all steps", listing.fixed), ("early exit", listing.dynamic)] {
      energy.add([
        name, String(format: "%.2f", cost.steps), Self.short(cost.additions), Self.short(cost.multiplyAccumulates),
        Self.short(cost.neuronUpdates), Self.joule(cost.energyJoule), Self.short(cost.memoryBytes) + "B",
        Self.joule(cost.chipMemoryJoule), Self.joule(cost.externalMemoryJoule),
      ])
    }
    energy.add([
      "in floating point", "1", "", Self.short(Double(listing.annMultiplyAccumulates)), "",
      Self.joule(listing.annEnergyJoule), "", "", "",
    ])
    let bars = listing.layers.map { layer in
      BarPlot.Bar(
        name: String(
          format: "%@, %d neurons, with early exit %.3f, in all steps", layer.name, layer.neurons,
          layer.spikesPerNeuronDynamic), value: layer.spikesPerNeuron)
    }
    let spikes = BarPlot(
      caption: "Spikes of a neuron in all steps, layer by layer", bars: bars,
      marks: listing.layers.indices.map { ($0, "\($0 + 1)") }, marksAreCentered: true,
      horizontalTitle: "layer of neurons", verticalTitle: "spikes")
    return [
      ("Input", [.list([.text(listing.normalization.line)])]),
      ("Spikes", [spikes.html, .list(activity.map(HTML.text))]),
      ("Operations and energy", [energy.html]),
    ] + (withTimes ? [("Time", [.list(time.map(HTML.text))])] : [])
  }

  private static func short(_ value: Double) -> String {
    switch value {
    case 1e9...: String(format: "%.2f G", value / 1e9)
    case 1e6...: String(format: "%.2f M", value / 1e6)
    case 1e3...: String(format: "%.1f k", value / 1e3)
    default: String(format: "%.0f ", value)
    }
  }

  private static func joule(_ value: Double) -> String {
    switch value {
    case 1e-3...: String(format: "%.2f mJ", value * 1e3)
    case 1e-6...: String(format: "%.2f µJ", value * 1e6)
    default: String(format: "%.1f nJ", value * 1e9)
    }
  }
}
