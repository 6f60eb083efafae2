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

// Simulator.md
func simulatorExample1(_ pictures: [Tensor<Float>], _ writer: any SpikeSink) throws {
  var camera = IdealSpikingCamera(geometry: SpikeGeometry(width: 400, height: 250), rateHz: 20_000)
  for (index, picture) in pictures.enumerated() {
    try camera.append(picture, at: Rational(Int64(index), 25)) { block in try writer.append(block) }
  }
  try camera.finish { block in try writer.append(block) }
  _ = camera
}

// Simulator.md
func simulatorExample2(_ pictures: [Tensor<Float>], _ writer: any SpikeSink) throws {
  var sensor = SpikingSensor.scsim
  sensor.darkCurrent.mean = 0.2
  var camera = SensorSpikingCamera(
    geometry: SpikeGeometry(width: 400, height: 250), sensor: sensor, initialCharge: .steady(seed: 7), seed: 7)
  for (index, picture) in pictures.enumerated() {
    try camera.append(picture, at: Rational(Int64(index), 25)) { block in try writer.append(block) }
  }
  try camera.finish { block in try writer.append(block) }
  _ = sensor
  _ = camera
}
