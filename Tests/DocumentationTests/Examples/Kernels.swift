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

// BlockPipeline.swift
func blockPipelineExample1() throws {
  let weight = Tensor<Float>(repeating: 0.1, shape: [8, 1, 3, 3])
  let convolution = BlockConvolution(weight: weight, bias: Tensor(zeros: [8]), inputs: [1])
  var pipeline = BlockPipeline(height: 60, width: 80)
  let input = FeatureMap(channels: 1, height: 60, width: 80)
  let output = FeatureMap(channels: 8, height: 60, width: 80)
  let packed = pipeline.packed(input)
  pipeline.unpack(pipeline.convolution(convolution, [packed], activation: .leakyReLU(slope: 0)), into: output)
  pipeline.finish().run(workers: try Workers(threads: 2))
  _ = weight
  _ = convolution
  _ = pipeline
  _ = input
  _ = output
  _ = packed
}

// Kernels.md
func kernelsExample1(_ weight: Tensor<Float>, _ bias: Tensor<Float>, _ input: FeatureMap, _ output: FeatureMap) throws {
  let workers = try Workers(threads: 2)
  let convolution = Convolution2D(weight: weight, bias: bias, stride: 1, padding: 1)
  convolution(input, into: output, activation: .leakyReLU(slope: 0.1), workers: workers)
  _ = workers
  _ = convolution
}
