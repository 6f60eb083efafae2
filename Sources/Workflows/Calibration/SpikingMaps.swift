import Recordings
import Simulator
import Tensors

/// The arrays of a calibrated spiking camera: what a simulation takes, and the intervals of each beside it.
struct SpikingMaps {
  let arrays: [(name: String, values: AnyTensor)]

  init(_ estimate: SpikingSensorEstimate, size: SensorSize) {
    let shape = [size.height, size.width]
    func array(_ values: [Float]) -> AnyTensor { AnyTensor(Tensor<Float>(shape: shape, scalars: values)) }
    var arrays: [(name: String, values: AnyTensor)] = []
    let estimates: [(String, PixelEstimate)] = [
      ("dark_current", estimate.darkCurrent), ("gain", estimate.gain), ("reset_offset", estimate.resetOffset),
      ("threshold_noise", estimate.thresholdNoise), ("dark_rate", estimate.darkRate), ("response", estimate.response),
      ("relative_noise", estimate.relativeNoise),
    ]
    for (name, values) in estimates {
      // What the sensor is simulated with leans on all pixels where one says little.
      let simulated = name == "threshold_noise" ? estimate.sensor.maps.thresholdNoise : nil
      arrays.append((name, array(simulated ?? values.value)))
      arrays.append((name + "_low", array(values.low)))
      arrays.append((name + "_high", array(values.high)))
    }
    var flags = Array(repeating: UInt8(0), count: size.width * size.height)
    for place in estimate.hot { flags[place] = 1 }
    for place in estimate.dead { flags[place] = 2 }
    arrays.append(("bad", AnyTensor(Tensor<UInt8>(shape: shape, scalars: flags))))
    self.arrays = arrays
  }
}
