/// What made a simulated event: the labels beside a recording. A time that jitter or an arbiter moved keeps its cause.
public enum EventCause: UInt8, Sendable, CaseIterable {
  /// The light changed. Of light, leak and photoreceptor an event is of what went farthest since its pixel fired last.
  case signal = 0
  /// The switch that resets the pixel leaked.
  case leak = 1
  /// Shot noise of the photocurrent.
  case shotNoise = 2
  /// The pixel is hot: it fires whatever it sees.
  case hotPixel = 3
  /// Noise of the photoreceptor.
  case photoreceptorNoise = 4
}
