// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Files
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Recordings
import Reports
import Representations
import Runtime
import Simulator
import SpikingNetworks
import Tensors
import Workflows

// Kernels.md
func kernelsExample1(_ weight: Tensor<Float>, _ bias: Tensor<Float>, _ input: FeatureMap, _ output: FeatureMap) throws {
  let workers = try Workers(threads: 2)
  let convolution = Convolution2D(weight: weight, bias: bias, stride: 1, padding: 1)
  convolution(input, into: output, activation: .leakyReLU(slope: 0.1), workers: workers)
  _ = workers
  _ = convolution
}
