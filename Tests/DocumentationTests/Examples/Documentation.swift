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

// Swift.md
func swiftExample1() throws {
  let recording = try SpikeFiles.open("car_400x250.dat", options: SpikeReadOptions(flip: true))
  let checkpoint = try Checkpoint(path: "scflow_dt20.pth.tar")
  let network = try SCFlow(parameters: ParameterTree(checkpoint.float32Tensors, source: checkpoint.path))
  let runner = SCFlowRunner(network: network, geometry: recording.geometry, workers: try Workers())
  let flow = runner.flow(
    from: try recording.frames(48..<73), to: try recording.frames(68..<93), interval: 20)
  try MiddleburyFlow.write(flow, path: "flow.flo")  // [2, 250, 400]: u, v in pixels over 20 frames
  _ = recording
  _ = checkpoint
  _ = network
  _ = runner
  _ = flow
}

// Swift.md
func swiftExample2() throws {
  let reader = try EventReader("recording.raw")
  try reader.seek(toMicroseconds: 2_000_000)
  var filter = RefractoryFilter(periodMicroseconds: 500, width: 1280, height: 720)
  let writer = try EventFiles.create("clean.aedat4", options: EventWriteOptions(width: 1280, height: 720))
  while var batch = try reader.nextBatch() {
    filter.apply(to: &batch)
    batch.withColumns { columns in print(columns.t[0], columns.x[0], columns.y[0], columns.p[0]) }
    try writer.append(batch)
  }
  try writer.finish()
  _ = reader
  _ = filter
  _ = writer
}

// Swift.md
func swiftExample3(_ window: EventWindow, _ parameters: ParameterTree, _ workers: Workers) throws {
  let batch = window.events
  let volume = SpaceTimeWindow(width: 346, height: 260, around: batch)
  let grid = VoxelGrid(bins: 5).tensor(of: batch, over: volume, workers: workers)  // float32 [5, 260, 346]
  let estimator = STEFlowNetEstimator(
    network: try STEFlowNet(parameters: parameters),
    layout: EventFlowLayout(
      sensorWidth: 346, sensorHeight: 260, crop: (256, 256), divisor: STEFlowNet.sizeDivisor),
    options: .init(stopUpdate: 0.05), workers: workers)
  let estimate = estimator.flow(of: STEEncoding(splits: 5).tensor(of: batch, over: volume, workers: workers))
  print(estimate.flows[0].shape, estimate.refinement.iterations)  // [2, 256, 256] 2
  _ = batch
  _ = volume
  _ = grid
  _ = estimator
  _ = estimate
}

// Swift.md
func swiftExample4(_ pictures: Tensor<Float>, _ workers: Workers) throws {
  let trained = try ClassifierCheckpoint(path: "qcfs_resnet20.pth")
  let network = try SpikingClassifier(ClassifierConversion(of: trained).qcfs())
  let runner = SpikingRunner(network, samples: 64, workers: workers)
  var decision = EarlyExitDecision(rule: .softmax, temperature: 11.2, threshold: 0.74, samples: 64, classes: 10)
  runner.begin(.constant(pictures), samples: 0..<64)  // [64, 3, 32, 32]
  while runner.step < 32 && !runner.active.isEmpty {
    let taken = runner.advance(upTo: 32)
    runner.stop(
      runner.active.filter { sample in
        runner.output(of: sample, step: taken.lowerBound) { decision.mayStop(sample, after: $0) }
      })
  }
  _ = trained
  _ = network
  _ = runner
  _ = decision
}
