import Kernels

/// Values of a tape whose channels follow each other: what a forward pass sees of it.
public struct TapeChannels {
  /// The values, of one size.
  public let parts: [TapeValue]

  /// Names values.
  public init(_ parts: TapeValue...) { self.parts = parts }

  fileprivate init(_ parts: [TapeValue]) { self.parts = parts }
}

extension Tape: NetworkOperations {
  /// A kernel reads the channels of so many values.
  private static let mostParts = 4

  /// `[batch, channels, height, width]` of all values together.
  public func shape(of value: TapeChannels) -> [Int] {
    var shape = value.parts[0].map.shape
    shape[1] = value.parts.reduce(0) { $0 + $1.map.channelCount }
    return shape
  }

  /// A constant of zeros.
  public func zeros(batch: Int, channels: Int, height: Int, width: Int) -> TapeChannels {
    let map = map([batch, channels, height, width])
    map.fill(0)
    return TapeChannels(constant(map))
  }

  /// The values' channels. Where kernels cannot read so many values, those that are joined already are copied.
  public func joined(_ values: [TapeChannels]) -> TapeChannels {
    let parts = values.flatMap(\.parts)
    if parts.count <= Self.mostParts { return TapeChannels(parts) }
    return TapeChannels(values.map { value(of: $0) })
  }

  /// A convolution, by the names of its parameters.
  public func convolution(_ layer: ConvolutionLayer, _ input: TapeChannels) -> TapeChannels {
    let it = layer.configuration
    return TapeChannels(
      convolution(
        readable(input), weight: layer.names.weight, bias: layer.names.bias, stride: it.stride, padding: it.padding,
        activation: it.activation))
  }

  /// A decoder, convolution by convolution.
  public func decoded(
    _ input: TapeChannels, by decoder: UpsamplingDecoder
  ) -> (features: TapeChannels?, prediction: TapeChannels) {
    let input = readable(input)
    func upsampled(_ names: LayerNames, _ activation: Activation) -> TapeValue {
      transposedConvolution(
        input, weight: names.weight, bias: names.bias, stride: 2, padding: 1, activation: activation)
    }
    let inner = upsampled(decoder.head, .identity)
    let prediction = convolution(inner, weight: decoder.prediction.weight, bias: decoder.prediction.bias)
    return (
      decoder.features.map { TapeChannels(upsampled($0, UpsamplingDecoder.activation)) }, TapeChannels(prediction)
    )
  }

  /// A recurrent unit, gate by gate.
  public func renewed(_ state: TapeChannels, by cell: ConvGRU, _ input: TapeChannels) -> TapeChannels {
    let state = value(of: state)
    func sums(_ names: LayerNames, _ state: TapeValue) -> TapeValue {
      convolution(
        readable(TapeChannels([state] + input.parts)), weight: names.weight, bias: names.bias, padding: 1)
    }
    let update = sums(cell.update, state)
    let resetState = resetGate(sums(cell.reset, state), state: state)
    return TapeChannels(blended(update: update, candidate: sums(cell.candidate, resetState), state: state))
  }

  /// A local correlation.
  public func correlation(_ a: TapeChannels, _ b: TapeChannels, activation: Activation) -> TapeChannels {
    TapeChannels(correlation(value(of: a), value(of: b), activation: activation))
  }

  /// A warp; gradients lead to the value and to the flow.
  public func warped(_ value: TapeChannels, by flow: TapeChannels, alignment: Warp.Alignment) -> TapeChannels {
    TapeChannels(warped(self.value(of: value), by: self.value(of: flow), alignment: alignment))
  }

  /// An enlargement.
  public func enlarged(_ value: TapeChannels, scale: Float) -> TapeChannels {
    let value = self.value(of: value)
    let upsampling = Upsampling2x(height: value.map.height, width: value.map.width)
    return TapeChannels(upsampled(value, by: upsampling, scale: scale))
  }

  /// A sum.
  public func adding(_ value: TapeChannels, to sum: TapeChannels) -> TapeChannels {
    TapeChannels(self.sum(self.value(of: sum), self.value(of: value)))
  }

  /// The part's results, of which nothing else is kept where ``checkpointsModules`` says so.
  public func module(_ body: @escaping () -> [TapeChannels]) -> [TapeChannels] {
    guard isRecording, checkpointsModules else { return body() }
    return checkpointed { tape in body().map { tape.value(of: $0) } }.map { TapeChannels($0) }
  }

  /// One value, copied together where it is several.
  public func value(of channels: TapeChannels) -> TapeValue {
    channels.parts.count == 1 ? channels.parts[0] : concatenated(channels.parts)
  }

  /// As many values as a kernel reads.
  func readable(_ channels: TapeChannels) -> [TapeValue] {
    channels.parts.count <= Self.mostParts ? channels.parts : [concatenated(channels.parts)]
  }
}
