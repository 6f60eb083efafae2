import Kernels
import NeuralNetworks

/// What training makes small: a number for a pyramid of flows, and its gradient.
public protocol FlowLoss {
  /// The loss of flows.
  ///
  /// - Parameters:
  ///   - flows: `[batch, 2, height >> level, width >> level]`, finest level first, in pixels of their level.
  ///   - weight: A factor of the gradients, not of the result.
  ///   - gradients: A map a flow, to which its gradient is added; nil where none is wanted.
  /// - Returns: The loss, in double precision, the same at any number of threads.
  func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double
}

extension FlowLoss {
  /// The loss of flows alone.
  public func value(of flows: [FeatureMap], workers: Workers) -> Double {
    value(of: flows, weight: 1, addingGradientsTo: nil, workers: workers)
  }
}

extension Tape {
  /// The loss of flows, whose gradient starts the way back: ``Tape/backward()`` leads it to the parameters.
  ///
  /// - Parameters:
  ///   - flows: A pyramid, finest level first, of a network that ran on this tape.
  ///   - weight: A factor of the gradients, for one of several losses or windows.
  @discardableResult
  public func add(_ loss: some FlowLoss, of flows: [TapeChannels], weight: Double = 1) -> Double {
    let values = flows.map { value(of: $0) }
    let gradients = values.map { map($0.map.shape) }
    for gradient in gradients { gradient.fill(0) }
    let result = loss.value(
      of: values.map(\.map), weight: weight, addingGradientsTo: gradients, workers: workers)
    for (value, gradient) in zip(values, gradients) where value.isDifferentiable { seed(gradient, of: value) }
    return result
  }
}

extension Workers {
  /// The sum of what `body` gives for each item, added up in their order.
  func sum(_ count: Int, _ body: (_ item: Int) -> Double) -> Double {
    let sums = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
    defer { sums.deallocate() }
    sums.initialize(repeating: 0)
    forEach(count) { sums[$0] = body($0) }
    return sums.reduce(0, +)
  }
}
