/// Where spikes go, some frames after others: a file in the making, which appears under its name when ``finish()``
/// returns, a network, a screen.
public protocol SpikeSink: AnyObject {
  /// Appends frames of the sensor's size.
  func append(_ frames: SpikeStream) throws
  /// Completes what was begun: a file gets its name.
  func finish() throws
}
