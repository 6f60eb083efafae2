import Kernels
import Tensors

extension Tape {
  /// The sum of two values of one shape.
  public func sum(_ a: TapeValue, _ b: TapeValue) -> TapeValue {
    let output = map(a.map.shape)
    workers.copy(a.map, to: output)
    workers.add(b.map, to: output)
    return record(output, from: a, b) { tape, upstream in
      tape.pass(upstream, to: a)
      tape.pass(upstream, to: b)
    }
  }

  /// Some of the channels. Cost: none forward.
  public func channels(_ range: Range<Int>, of value: TapeValue) -> TapeValue {
    record(value.map[range], from: value) { tape, upstream in
      tape.accumulate(into: value) { gradient, isAdded in
        if !isAdded { gradient.fill(0) }
        tape.workers.add(upstream, to: gradient[range])
      }
    }
  }

  /// The channels of several values, one after another, in one map. Cost: a copy; convolutions read up to four values
  /// without it.
  public func concatenated(_ values: [TapeValue]) -> TapeValue {
    precondition(!values.isEmpty, "There is nothing to concatenate.")
    let first = values[0].map
    let channels = values.reduce(0) { $0 + $1.map.channelCount }
    let output = map([first.batch, channels, first.height, first.width])
    func forEachPart(of map: FeatureMap, _ body: (TapeValue, FeatureMap) -> Void) {
      var channel = 0
      for value in values {
        body(value, map[channel..<channel + value.map.channelCount])
        channel += value.map.channelCount
      }
    }
    forEachPart(of: output) { workers.copy($0.map, to: $1) }
    return record(output, from: values) { tape, upstream in
      forEachPart(of: upstream) { tape.pass($1, to: $0) }
    }
  }

  /// The same values with other axes. Cost: none forward.
  public func reshaped(_ value: TapeValue, to shape: [Int]) -> TapeValue {
    precondition(shape.count == 4, "A map has four axes, not the shape \(shape).")
    func reshape(_ map: FeatureMap, _ shape: [Int]) -> FeatureMap {
      map.reshaped(batch: shape[0], channels: shape[1], height: shape[2], width: shape[3])
    }
    let old = value.map.shape
    return record(reshape(value.map, shape), from: value) { tape, upstream in
      tape.pass(reshape(upstream, old), to: value)
    }
  }

  /// The activation of every value.
  public func activation(_ activation: Activation, _ value: TapeValue) -> TapeValue {
    let output = map(value.map.shape)
    workers.copy(value.map, to: output)
    workers.apply(activation, to: output)
    return record(output, from: value) { tape, upstream in
      tape.workers.applyGradient(of: activation, output: output, to: upstream)
      tape.pass(upstream, to: value)
    }
  }

  /// `steps` copies of a batch, one behind the other: what does not change in time, for every time step.
  public func repeated(_ value: TapeValue, steps: Int) -> TapeValue {
    let shape = value.map.shape
    let count = Shape.count(shape)
    let output = map([steps * shape[0]] + shape.dropFirst())
    let copies = output.reshaped(batch: 1, channels: steps, height: 1, width: count)
    let source = value.map.reshaped(batch: 1, channels: 1, height: 1, width: count)
    for step in 0..<steps { workers.copy(source, to: copies[step..<step + 1]) }
    return record(output, from: value) { tape, upstream in
      let parts = upstream.reshaped(batch: 1, channels: steps, height: 1, width: count)
      tape.accumulate(into: value) { gradient, isAdded in
        let target = gradient.reshaped(batch: 1, channels: 1, height: 1, width: count)
        for step in 0..<steps {
          tape.workers.scale(parts[step..<step + 1], by: 1, into: target, isAdded: isAdded || step > 0)
        }
      }
    }
  }

  /// The mean over time of `[steps · samples, …]`, all samples of a step side by side: `[samples, …]`.
  public func timeMean(_ value: TapeValue, steps: Int) -> TapeValue {
    let shape = value.map.shape
    precondition(shape[0] % steps == 0, "A batch of \(shape[0]) is not \(steps) steps of samples.")
    let output = map([shape[0] / steps] + shape.dropFirst())
    let count = Shape.count(output.shape)
    let parts = value.map.reshaped(batch: 1, channels: steps, height: 1, width: count)
    let sums = output.reshaped(batch: 1, channels: 1, height: 1, width: count)
    let share = 1 / Float(steps)
    for step in 0..<steps { workers.scale(parts[step..<step + 1], by: share, into: sums, isAdded: step > 0) }
    return record(output, from: value) { tape, upstream in
      let part = upstream.reshaped(batch: 1, channels: 1, height: 1, width: count)
      tape.accumulate(into: value) { gradient, isAdded in
        let targets = gradient.reshaped(batch: 1, channels: steps, height: 1, width: count)
        for step in 0..<steps {
          tape.workers.scale(part, by: share, into: targets[step..<step + 1], isAdded: isAdded)
        }
      }
    }
  }

  /// Adds a gradient to that of a value as it is.
  func pass(_ upstream: FeatureMap, to value: TapeValue) {
    accumulate(into: value) { gradient, isAdded in
      if isAdded { workers.add(upstream, to: gradient) } else { workers.copy(upstream, to: gradient) }
    }
  }
}
