import Recordings

/// What a writer has to know before the first event.
public struct EventWriteOptions: Sendable {
  /// The sensor's columns.
  public var width: Int
  /// The sensor's rows.
  public var height: Int
  /// Whether a file that is there may be replaced.
  public var overwrite: Bool
  /// What is subtracted from every time before it is stored, in microseconds: for formats whose clock is short.
  public var timeOrigin: Int64
  /// The pictures and inertial samples that will be appended, in formats that hold them: ``EventFormat/holdsSamples``.
  public var samples: SampleContents
  /// How lines of text look; nil to tell it from the ending of the name.
  public var textStyle: EventTextWriter.Style?

  /// Gathers options.
  public init(
    width: Int, height: Int, overwrite: Bool = false, timeOrigin: Int64 = 0, samples: SampleContents = [],
    textStyle: EventTextWriter.Style? = nil
  ) {
    self.width = width
    self.height = height
    self.overwrite = overwrite
    self.timeOrigin = timeOrigin
    self.samples = samples
    self.textStyle = textStyle
  }
}
