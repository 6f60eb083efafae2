// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Recordings
import Reports
import Representations
import Simulator
import SpikingNetworks
import Tensors

// Runtime.md
func runtimeExample1() throws {
  try Pipeline().run(reading: { try source.next() }, computing: { try network($0) }, writing: { try sink.add($0) })
}
