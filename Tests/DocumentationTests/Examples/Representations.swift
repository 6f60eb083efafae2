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

// Representations.md
func representationsExample1(_ events: EventBatch, _ workers: Workers) throws {
  let representation = try EventRepresentation("voxel-grid:5")
  let volume = SpaceTimeWindow(width: 640, height: 480, startMicroseconds: 0, endMicroseconds: 50_000)
  let tensor = representation.tensor(of: events, over: volume, workers: workers)
  _ = representation
  _ = volume
  _ = tensor
}

// Representations.md
func representationsExample2(
  _ representation: EventRepresentation, _ volume: SpaceTimeWindow, _ windows: [[EventBatch]], _ workers: Workers
) throws {
  let accumulator = representation.accumulator(over: volume, workers: workers)
  for batches in windows {
    accumulator.begin(SpaceTimeWindow(width: volume.width, height: volume.height, around: batches[0]))
    for batch in batches { accumulator.add(batch) }
    print(accumulator.finish().shape, accumulator.droppedEventCount)
  }
  _ = accumulator
}
