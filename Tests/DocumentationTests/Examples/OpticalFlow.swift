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

// FlowObjective.swift
func flowObjectiveExample1() throws {
  let network = SCFlow(parameters: ParameterList())
  let objective = FlowObjective<(TapeChannels, TapeChannels)> { windows, tape in
    network.flows(
      from: network.features(of: windows.0, on: tape), to: network.features(of: windows.1, on: tape), on: tape)
  }
  _ = network
  _ = objective
}

// OpticalFlow.md
func opticalFlowExample1(_ network: SCFlow, _ recording: any SpikeSource, _ workers: Workers) throws {
  let runner = SCFlowRunner(network: network, geometry: recording.geometry, workers: workers)
  for centre in stride(from: 60, through: 100, by: 20) {
    let flow = runner.flow(
      from: try recording.frames(centre - 12..<centre + 13),
      to: try recording.frames(centre + 8..<centre + 33), interval: 20)
    print(centre, flow.shape)
  }
  _ = runner
}

// OpticalFlow.md
func opticalFlowExample2(_ checkpoint: Checkpoint, _ path: String, _ splits: [FeatureMap], _ workers: Workers) throws {
  let network = try STEFlowNet(parameters: ParameterTree(checkpoint.float32Tensors, source: path))
  let runner = STEFlowNetRunner(network: network, splits: 5, height: 256, width: 256, workers: workers)
  runner.run(splits)
  let flow = runner.flow.tensor
  _ = network
  _ = runner
  _ = flow
}

// OpticalFlow.md
func opticalFlowExample3(
  _ network: STEFlowNet, _ events: EventBatch, _ volume: SpaceTimeWindow, _ workers: Workers
) throws {
  let estimator = STEFlowNetEstimator(
    network: network,
    layout: EventFlowLayout(
      sensorWidth: 346, sensorHeight: 260, crop: (256, 256), divisor: STEFlowNet.sizeDivisor),
    options: .init(iterations: 3, stopUpdate: 0.05), workers: workers)
  let estimate = estimator.flow(of: STEEncoding(splits: 5).tensor(of: events, over: volume, workers: workers))
  _ = estimator
  _ = estimate
}

// OpticalFlow.md
func opticalFlowExample4(
  _ checkpoint: Checkpoint, _ path: String, _ grids: [Tensor<Float>], _ workers: Workers
) throws {
  let network = try ERAFT(parameters: ParameterTree(checkpoint.float32Tensors, source: path))
  let estimator = ERAFTEstimator(
    network: network, layout: network.layout(sensorWidth: 640, sensorHeight: 480),
    options: .init(iterations: 12, startsWarm: true), workers: workers)
  let first = estimator.flow(of: ERAFTGrids(before: grids[0], now: grids[1]))
  let second = estimator.flow(of: ERAFTGrids(before: nil, now: grids[2], followsOn: true))
  _ = network
  _ = estimator
  _ = first
  _ = second
}

// OpticalFlow.md
func opticalFlowExample5(_ window: EventWindow, _ workers: Workers) throws {
  let model = ContrastMaximization()
  let layout = model.layout(sensorWidth: 346, sensorHeight: 260)
  let estimator = ContrastEstimator(layout: layout, options: .init(), spanCount: 1, workers: workers)
  if let input = estimator.input(of: [window]) {
    let estimate = estimator.flow(of: input)
    print(estimate.flows[0].shape, estimate.isAtRest)
  }
  _ = model
  _ = layout
  _ = estimator
}

// OpticalFlow.md
func opticalFlowExample6(_ parameters: ParameterTree, _ geometry: SpikeGeometry, _ workers: Workers) throws {
  if let model = FlowCatalog.model(named: "scflow"), case .spikes(let make) = model.maker {
    let estimator = try make(parameters).estimator(geometry: geometry, workers: workers)
    print(model.paper, estimator.workspaceByteCount)
  }
}

// OpticalFlow.md
func opticalFlowExample7(
  _ truth: any FlowGroundTruthSource,
  _ start: Double,
  _ end: Double,
  _ events: Tensor<UInt8>,
  _ prediction: Tensor<Float>
) throws {
  let maps = try GroundTruthTimeline(timestamps: truth.timesSeconds) { try truth.field($0) }
  let flow = try maps.displacement(from: start, to: end)
  let mask = FlowMask.both(FlowMask.known(flow), events)
  let errors = FlowErrors(prediction: prediction, truth: flow, mask: mask)
  _ = maps
  _ = flow
  _ = mask
  _ = errors
}
