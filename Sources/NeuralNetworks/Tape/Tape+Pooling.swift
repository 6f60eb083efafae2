import Kernels

extension Tape {
  /// Means or largest values of squares.
  public func pooled(_ value: TapeValue, by pooling: Pooling) -> TapeValue {
    let input = value.map
    let size = pooling.outputSize(height: input.height, width: input.width)
    let output = map([input.batch, input.channelCount, size.height, size.width])
    pooling(input, into: output, workers: workers)
    return record(output, from: value) { tape, upstream in
      tape.accumulate(into: value) { gradient, isAdded in
        pooling.backward(upstream, of: input, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }

  /// The mean of each channel, `[batch, channels, 1, 1]`.
  public func globalAverage(_ value: TapeValue) -> TapeValue {
    let output = map([value.map.batch, value.map.channelCount, 1, 1])
    GlobalAverage.run(value.map, into: output, workers: workers)
    return record(output, from: value) { tape, upstream in
      tape.accumulate(into: value) { gradient, isAdded in
        GlobalAverage.backward(upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }

  /// The shortcut of a residual block that has no parameters.
  public func subsampled(_ value: TapeValue, by subsampling: Subsampling) -> TapeValue {
    let output = map(subsampling.outputShape(value.map.shape))
    subsampling(value.map, into: output, workers: workers)
    return record(output, from: value) { tape, upstream in
      tape.accumulate(into: value) { gradient, isAdded in
        subsampling.backward(upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }
}
