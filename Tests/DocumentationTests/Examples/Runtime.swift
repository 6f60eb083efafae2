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

// Runtime.md
func runtimeExample1() throws {
  var numbers = (1...3).makeIterator()
  try Pipeline().run(reading: { numbers.next() }, computing: { $0 * $0 }, writing: { print($0) })
  _ = numbers
}
