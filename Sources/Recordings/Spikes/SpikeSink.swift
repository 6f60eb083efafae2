/// Where spikes go, some frames after others: a file in the making, which appears under its name when ``finish()``
/// returns, a network, a screen.
public protocol SpikeSink: AnyObject {
  /// Appends frames of the sensor's size.
  func append(_ frames: SpikeStream) throws
  /// Completes what was begun: a file gets its name.
  func finish() throws
  /// Completes what was begun, and tells meanwhile which share is done, 0 to 1: for what is packed only in the end.
  func finish(progress: @escaping (Double) -> Void) throws
}

extension SpikeSink {
  /// Completes what was begun; it takes no time worth telling.
  public func finish(progress: @escaping (Double) -> Void) throws { try finish() }
}
