// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Files
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Recordings
import Reports
import Representations
import Runtime
import Simulator
import SpikingNetworks
import Tensors
import Workflows

// Scenes.md
func scenesExample1() throws {
  var origin = SceneOrigin.law(try SceneLawName.spift.file(), name: "spift")
  origin.set(kinds: [.layers, .meshes])
  let recording = SceneRecording(origin: origin, output: "space", seed: 7, hasTruth: true)
  print(recording.origin.name)
  _ = origin
  _ = recording
}

// Workflows.md
func workflowsExample1() throws {
  let conversion = EventConversion(
    recording: EventRecording(path: "recording.raw"), output: "part.npz", format: .npz,
    selection: TimeSelection(start: .afterFirst(2_000_000), end: .afterFirst(2_500_000)))
  let summary = try conversion.run()
  print(summary.eventsOut)
  _ = conversion
  _ = summary
}

// Workflows.md
func workflowsExample2() throws {
  let size = SpikeGeometry(width: 500, height: 500)
  let spikes = SpikeRecording(path: "ball/test.dat", options: SpikeReadOptions(size: size))
  _ = try SpikeFlowRun(recording: spikes, weights: "scflow.pth.tar", output: FlowOutput(path: "flow")).run()
  if let flow = try FlowInput(path: "flow") {
    let video = try FlowFieldRendering(
      flow, output: "flow.mp4", over: .spikes(spikes, TextureFromPlayback(window: 32))
    ).run()
    print(video.pictures, video.maxFlow ?? 0)
  }
  let errors = try FlowEvaluationRun(
    data: "PHM", by: .phm, of: .files(path: "flow"), sequences: ["ball"], report: PageOutput(path: "errors.html")
  ).run()
  print(errors.evaluation.overall(.aee) ?? 0)
  _ = size
  _ = spikes
  _ = errors
}

// Workflows.md
func workflowsExample3() throws {
  final class Shell: JobObserver {
    func name(of remedy: Remedy) -> String { "the option for \(remedy)" }
    func warn(_ warning: JobWarning) { print(warning.path, warning.message.text { name(of: $0) }) }
  }
}
