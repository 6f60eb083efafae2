import Kernels

extension Tape {
  /// The local correlation of two values, `[batch, 81, height, width]`.
  public func correlation(_ a: TapeValue, _ b: TapeValue, activation: Activation) -> TapeValue {
    let output = map([a.map.batch, Correlation.displacementCount, a.map.height, a.map.width])
    Correlation.run(a.map, b.map, into: output, activation: activation, workers: workers)
    return record(output, from: a, b) { tape, upstream in
      func run(a ofA: FeatureMap?, b ofB: FeatureMap?, isAdded: Bool) {
        Correlation.backward(
          upstream, output: output, of: a.map, b.map, activation: activation, aGradient: ofA, bGradient: ofB,
          isAdded: isAdded, workers: tape.workers)
      }
      tape.accumulate(into: a) { run(a: $0, b: nil, isAdded: $1) }
      tape.accumulate(into: b) { run(a: nil, b: $0, isAdded: $1) }
    }
  }

  /// A value warped by a flow.
  public func warped(
    _ value: TapeValue, by flow: TapeValue, scale: Float = 1, alignment: Warp.Alignment = .corners
  ) -> TapeValue {
    let output = map(value.map.shape)
    Warp.run(value.map, by: flow.map, scale: scale, alignment: alignment, into: output, workers: workers)
    return record(output, from: value, flow) { tape, upstream in
      func run(input: FeatureMap?, flow target: FeatureMap?, isAdded: Bool) {
        Warp.backward(
          upstream, of: value.map, by: flow.map, scale: scale, alignment: alignment, inputGradient: input,
          flowGradient: target, isAdded: isAdded, workers: tape.workers)
      }
      tape.accumulate(into: value) { run(input: $0, flow: nil, isAdded: $1) }
      tape.accumulate(into: flow) { run(input: nil, flow: $0, isAdded: $1) }
    }
  }

  /// A value at twice the height and width.
  ///
  /// - Parameter scale: A factor of the values: 2 for a flow, whose unit is the pixel.
  public func upsampled(_ value: TapeValue, by upsampling: Upsampling2x, scale: Float = 1) -> TapeValue {
    let output = map([value.map.batch, value.map.channelCount, 2 * value.map.height, 2 * value.map.width])
    upsampling(value.map, scale: scale, into: output, workers: workers)
    return record(output, from: value) { tape, upstream in
      tape.accumulate(into: value) { gradient, isAdded in
        upsampling.backward(upstream, scale: scale, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }
}
