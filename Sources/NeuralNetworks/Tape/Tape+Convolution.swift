import Kernels

extension Tape {
  /// A convolution with the parameter `weight` `[outputs, inputs, rows, columns]`, and `bias` `[outputs]` where given.
  public func convolution(
    _ inputs: TapeValue..., weight: String, bias: String? = nil, stride: Int = 1, padding: Int = 0,
    activation: Activation = .identity
  ) -> TapeValue {
    convolution(inputs, weight: weight, bias: bias, stride: stride, padding: padding, activation: activation)
  }

  /// The same of the channels of up to four values, one after another.
  public func convolution(
    _ inputs: [TapeValue], weight: String, bias: String? = nil, stride: Int = 1, padding: Int = 0,
    activation: Activation = .identity
  ) -> TapeValue {
    let layer = layer(TapeLayerKey(kind: .convolution, weight: weight, stride: stride, padding: padding)) {
      ConvolutionOfTape(weight: $0, stride: stride, padding: padding)
    }
    let maps = sideBySide(inputs)
    let size = layer.forward.outputSize(height: maps.height, width: maps.width)
    let output = map([maps.batch, layer.forward.outputChannels, size.height, size.width])
    layer.forward(maps, into: output, activation: bias == nil ? activation : .identity, workers: workers)
    if let bias { workers.apply(bias: parameters[bias].value, activation, to: output) }
    return record(output, from: inputs, hasParameters: true) { tape, upstream in
      if activation != .identity { tape.workers.applyGradient(of: activation, output: output, to: upstream) }
      tape.parameters[weight].accumulate { gradient, isAdded in
        layer.weightGradient(maps, upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
      if let bias { tape.accumulateBias(bias, upstream) }
      tape.accumulate(intoChannelsOf: inputs) { gradient, isAdded in
        layer.inputGradient(upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }

  /// A transposed convolution with the parameter `weight` `[inputs, outputs, rows, columns]`, and `bias` `[outputs]` where
  /// given.
  public func transposedConvolution(
    _ inputs: TapeValue..., weight: String, bias: String? = nil, stride: Int, padding: Int,
    activation: Activation = .identity
  ) -> TapeValue {
    transposedConvolution(
      inputs, weight: weight, bias: bias, stride: stride, padding: padding, activation: activation)
  }

  /// The same of the channels of up to four values, one after another.
  public func transposedConvolution(
    _ inputs: [TapeValue], weight: String, bias: String? = nil, stride: Int, padding: Int,
    activation: Activation = .identity
  ) -> TapeValue {
    let layer = layer(TapeLayerKey(kind: .transposedConvolution, weight: weight, stride: stride, padding: padding)) {
      TransposedConvolutionOfTape(weight: $0, stride: stride, padding: padding)
    }
    let maps = sideBySide(inputs)
    let size = layer.forward.outputSize(height: maps.height, width: maps.width)
    let output = map([maps.batch, layer.forward.outputChannels, size.height, size.width])
    layer.forward(maps, into: output, activation: bias == nil ? activation : .identity, workers: workers)
    if let bias { workers.apply(bias: parameters[bias].value, activation, to: output) }
    return record(output, from: inputs, hasParameters: true) { tape, upstream in
      if activation != .identity { tape.workers.applyGradient(of: activation, output: output, to: upstream) }
      tape.parameters[weight].accumulate { gradient, isAdded in
        layer.weightGradient(maps, upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
      if let bias { tape.accumulateBias(bias, upstream) }
      tape.accumulate(intoChannelsOf: inputs) { gradient, isAdded in
        layer.inputGradient(upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }

  /// A linear layer with the parameter `weight` `[outputs, inputs]`, and `bias` `[outputs]` where given. The channels, rows
  /// and columns of a sample together are its inputs; the output is `[batch, outputs, 1, 1]`.
  public func linear(_ input: TapeValue, weight: String, bias: String? = nil) -> TapeValue {
    let output = map([input.map.batch, parameters[weight].value.shape[0], 1, 1])
    LinearProduct.run(
      input.map, weight: parameters[weight].value, bias: bias.map { parameters[$0].value }, into: output,
      workers: workers)
    return record(output, from: input, hasParameters: true) { tape, upstream in
      tape.parameters[weight].accumulate { gradient, isAdded in
        LinearProduct.weightGradient(input.map, upstream, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
      if let bias { tape.accumulateBias(bias, upstream) }
      tape.accumulate(into: input) { gradient, isAdded in
        LinearProduct.inputGradient(
          upstream, weight: tape.parameters[weight].value, into: gradient, isAdded: isAdded, workers: tape.workers)
      }
    }
  }

  private func accumulateBias(_ bias: String, _ upstream: FeatureMap) {
    parameters[bias].accumulate { gradient, isAdded in
      BiasGradient.run(upstream, into: gradient, isAdded: isAdded, workers: workers)
    }
  }

  private func sideBySide(_ values: [TapeValue]) -> ConcatenatedMaps {
    precondition((1...4).contains(values.count), "Up to four maps are read one after another, not \(values.count).")
    func map(_ index: Int) -> FeatureMap? { index < values.count ? values[index].map : nil }
    return ConcatenatedMaps(values[0].map, map(1), map(2), map(3))
  }

  /// Lets `body` write the gradient of values that were read one after another as channels.
  private func accumulate(
    intoChannelsOf values: [TapeValue], _ body: (_ gradient: FeatureMap, _ isAdded: Bool) -> Void
  ) {
    if values.count == 1 { return accumulate(into: values[0], body) }
    guard values.contains(where: \.isDifferentiable) else { return }
    let map = values[0].map
    let channels = values.reduce(0) { $0 + $1.map.channelCount }
    withTemporaryMap([map.batch, channels, map.height, map.width]) { all in
      body(all, false)
      var first = 0
      for value in values {
        let part = all[first..<first + value.map.channelCount]
        first += value.map.channelCount
        accumulate(into: value) { gradient, isAdded in
          if isAdded { workers.add(part, to: gradient) } else { workers.copy(part, to: gradient) }
        }
      }
    }
  }
}
