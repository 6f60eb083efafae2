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

// Reconstruction.md
func reconstructionExample1(_ checkpoint: Checkpoint, _ window: EventWindow, _ workers: Workers) throws {
  let network = try FireNet(parameters: ParameterTree(checkpoint.float32Tensors, source: checkpoint.path))
  let runner = FireNetRunner(network: network, height: 260, width: 346, workers: workers)
  let volume = SpaceTimeWindow(width: 346, height: 260, around: window.events)
  let grid = network.encoding.tensor(of: window.events, over: volume, workers: workers)
  var display = PictureDisplay(.robust)
  let gray = display.grayValues(of: runner.picture(of: grid))  // uint8 [260, 346]
  _ = network
  _ = runner
  _ = volume
  _ = grid
  _ = display
  _ = gray
}

// Reconstruction.md
func reconstructionExample2() throws {
  let picture = Tensor<Float>(repeating: 0.5, shape: [20, 30])
  let truth = Tensor<Float>(repeating: 0.6, shape: [20, 30])
  let quality = PictureQuality(picture, truth: truth)
  print(quality.psnr, quality.ssim)  // 20 dB
  _ = picture
  _ = truth
  _ = quality
}
