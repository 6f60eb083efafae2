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

// Tensors.md
func tensorsExample1() throws {
  let checkpoint = try Checkpoint(path: "scflow_dt20.pth.tar")  // also .safetensors and .npz
  let weight = try checkpoint.float32("flow_estimators.conv4.0.weight")
  try NumpyFile.write(weight, to: "weight.npy")
  _ = checkpoint
  _ = weight
}
