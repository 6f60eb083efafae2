import Kernels
import Tensors

extension KernelRows {
  /// Layers of spiking neurons at some rates of spikes, beside the dense convolution of the same shape: where the two
  /// meet is the rate from which on a layer is computed densely.
  func spikingLayers() -> [Row] {
    let samples = 16
    return [(16, 32), (32, 16), (64, 8), (64, 32), (128, 16), (256, 8), (512, 4)].flatMap { channels, side in
      let weight = draw([channels, channels, 3, 3])
      let dense = Convolution2D(weight: weight, padding: 1, tiles: side <= 4 ? .two : nil)
      let operations = samples * dense.operations(height: side, width: side)
      let input = FeatureMap(draw([samples, channels, side, side]))
      let output = FeatureMap(batch: samples, channels: channels, height: side, width: side)
      let name = "\(channels)->\(channels) k3 \(side)x\(side) batch \(samples)"
      let row = computed("convolution \(name)", operations: operations) { dense(input, into: output, workers: workers) }
      return [row]
        + [(0.02, 1), (0.05, 1), (0.1, 1), (0.2, 1), (0.3, 1), (0.5, 1), (0.5, 0)].map { rate, denseRate in
          spikingRow(
            name, rate: rate, denseRate: denseRate, weight: weight, side: side, samples: samples, operations: operations
          )
        }
    }
  }

  private func spikingRow(
    _ name: String, rate: Float, denseRate: Float, weight: Tensor<Float>, side: Int, samples: Int, operations: Int
  ) -> Row {
    let channels = weight.shape[0]
    let layer = SpikingLayer(
      outputs: channels, size: (side, side), projections: [SpikingProjection(weight: weight, padding: 1)],
      thresholds: [4], dynamics: NeuronDynamics(), denseRate: denseRate)
    let trains = SpikeTrains(frames: samples, channels: channels, height: side, width: side)
    let values = draw([samples, channels * side * side])
    for sample in 0..<samples {
      let spikes = (0..<channels * side * side).map { values[sample, $0] < 2 * rate - 1 ? Float(1) : 0 }
      trains.positive.replaceFrame(sample, by: Tensor(shape: [channels, side, side], scalars: spikes))
    }
    let state = layer.makeState(samples: samples)
    layer.reset(state, to: 0.5)
    let operands = SpikingLayer.Operands(inputs: [trains], state: state, output: layer.makeTrains(frames: samples))
    let active = Array(0..<samples)
    return computed("spiking \(Int(rate * 100)) %\(denseRate == 0 ? " densely" : "") \(name)", operations: operations) {
      layer.run(operands, samples: active, capacity: samples, steps: 0..<1, workers: workers)
    }
  }
}
