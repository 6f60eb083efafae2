/// What made a simulated event: the labels beside a recording. A time that jitter or an arbiter moved keeps its cause.
public enum EventCause: UInt8, Sendable, CaseIterable {
  /// The light changed.
  case signal = 0
  /// The switch that resets the pixel leaked: at least half of the way to the threshold was the leak's.
  case leak = 1
  /// Shot noise of the photocurrent.
  case shotNoise = 2
  /// The pixel is hot: it fires whatever it sees.
  case hotPixel = 3
  /// Noise of the photoreceptor.
  case photoreceptorNoise = 4
}
