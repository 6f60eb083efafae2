import Kernels

/// The operations in which a forward pass is written, once for all that executes it.
///
/// Two things do: ``PlanBuilder`` lays the pass out in planned maps, to be run again and again without taking memory,
/// and ``Tape`` computes it at once and records how gradients lead back. A pass is a generic function:
///
/// ```swift
/// func residual<O: NetworkOperations>(
///   _ input: O.Value, first: ConvolutionLayer, second: ConvolutionLayer, on operations: O
/// ) -> O.Value {
///   let sum = operations.convolution(second, operations.convolution(first, input))
///   return operations.adding(input, to: sum)
/// }
/// ```
///
/// Values are maps `[batch, channels, height, width]`. Where the words say that one takes the place of another, the
/// other must not be read afterwards: planned maps have one memory for both.
public protocol NetworkOperations {
  /// A map, or several whose channels follow each other.
  associatedtype Value

  /// `[batch, channels, height, width]`.
  func shape(of value: Value) -> [Int]
  /// A map of zeros, where a state or an estimate starts.
  func zeros(batch: Int, channels: Int, height: Int, width: Int) -> Value
  /// Values of one size, read one after another as the channels of one. Nothing is copied where that can be avoided.
  func joined(_ values: [Value]) -> Value
  /// A convolution with its bias and activation.
  func convolution(_ layer: ConvolutionLayer, _ input: Value) -> Value
  /// Features and a prediction at twice the size; no features where the decoder has none.
  func decoded(_ input: Value, by decoder: UpsamplingDecoder) -> (features: Value?, prediction: Value)
  /// The state of a recurrent unit after an input. It takes the place of the state before.
  func renewed(_ state: Value, by cell: ConvGRU, _ input: Value) -> Value
  /// The local correlation, `[batch, 81, height, width]`, as ``Correlation``.
  func correlation(_ a: Value, _ b: Value, activation: Activation) -> Value
  /// A value moved along a flow, as ``Warp``.
  func warped(_ value: Value, by flow: Value, alignment: Warp.Alignment) -> Value
  /// `scale` times a value, at twice the height and width, as ``Upsampling2x``.
  func enlarged(_ value: Value, scale: Float) -> Value
  /// The sum of two values. It takes the place of `sum`.
  func adding(_ value: Value, to sum: Value) -> Value
  /// What a part of the network makes of values that were made before. A tape may keep these results alone, and compute
  /// the part anew on the way back; for others it is what `body` gives.
  func module(_ body: @escaping () -> [Value]) -> [Value]
}

extension NetworkOperations {
  /// What the part makes.
  public func module(_ body: @escaping () -> [Value]) -> [Value] { body() }
}
