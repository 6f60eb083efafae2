import Kernels
import Tensors

extension Tape {
  /// An activation of a few values, whose step is the parameter `step` `[1]` divided by `divisor`.
  ///
  /// - Parameter gradientScale: A factor of the step's gradient.
  public func quantized(
    _ value: TapeValue, by activation: QuantizedActivation, step: String, divisor: Float = 1, gradientScale: Float = 1
  ) -> TapeValue {
    let input = value.map
    let parameter = parameters[step]
    let length = parameter.value.scalars[0] / divisor
    let output = map(input.shape)
    activation(input, step: length, into: output, workers: workers)
    return record(output, from: value, hasParameters: true) { tape, upstream in
      var ofStep = 0.0
      if value.isDifferentiable {
        tape.accumulate(into: value) { gradient, isAdded in
          ofStep = activation.backward(
            upstream, of: input, step: length, into: gradient, isAdded: isAdded, workers: tape.workers)
        }
      } else {
        ofStep = activation.backward(upstream, of: input, step: length, into: upstream, workers: tape.workers)
      }
      parameter.accumulate { gradient, isAdded in
        gradient.fill(Float(ofStep) * gradientScale / divisor + (isAdded ? gradient.tensor.scalars[0] : 0))
      }
    }
  }

  /// Spiking neurons over all time steps of `[steps · samples, …]`, with the threshold of the parameter `threshold`
  /// (`[1]` or `[channels]`).
  ///
  /// - Parameter learnsThreshold: Whether a gradient leads to the threshold.
  public func neurons(
    _ value: TapeValue, _ neurons: NeuronsThroughTime, threshold: String, learnsThreshold: Bool
  ) -> TapeValue {
    let parameter = parameters[threshold]
    let thresholds = parameter.value
    let (membrane, output) = (map(value.map.shape), map(value.map.shape))
    neurons(value.map, threshold: thresholds, membrane: membrane, into: output, workers: workers)
    return record(output, from: value, hasParameters: learnsThreshold) { tape, upstream in
      func run(into target: FeatureMap, isAdded: Bool, ofThreshold: (map: FeatureMap, isAdded: Bool)?) {
        neurons.backward(
          upstream, membrane: membrane, threshold: thresholds, into: target, isAdded: isAdded,
          thresholdGradient: ofThreshold, workers: tape.workers)
      }
      func run(ofThreshold: (map: FeatureMap, isAdded: Bool)?) {
        if value.isDifferentiable {
          tape.accumulate(into: value) { run(into: $0, isAdded: $1, ofThreshold: ofThreshold) }
        } else {
          run(into: upstream, isAdded: false, ofThreshold: ofThreshold)
        }
      }
      if learnsThreshold {
        parameter.accumulate { run(ofThreshold: ($0, $1)) }
      } else {
        run(ofThreshold: nil)
      }
    }
  }
}
