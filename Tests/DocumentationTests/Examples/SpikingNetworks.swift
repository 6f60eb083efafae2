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

// SpikingNetworks.md
func spikingNetworksExample1(_ pictures: Tensor<Float>) throws {
  let trained = try ClassifierCheckpoint(path: "qcfs_resnet20_cifar10_l4.pth")
  let network = try SpikingClassifier(ClassifierConversion(of: trained).qcfs())
  let run = network.run(.constant(pictures), steps: 32, workers: try Workers())  // outputs [32, samples, 10]
  _ = trained
  _ = network
  _ = run
}
