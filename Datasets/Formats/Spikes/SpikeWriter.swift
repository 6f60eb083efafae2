import Recordings

/// A spike file in the making. It appears under its name when ``finish()`` returns.
public protocol SpikeWriter: AnyObject {
  /// Appends frames of the sensor's size.
  func append(_ frames: SpikeStream) throws
  /// Completes the file and gives it its name.
  func finish() throws
}
