import Datasets
import Files
import Recordings

/// A recording of spikes as the input of a job: where it is, and what the caller has to say about it.
public struct SpikeRecording: Sendable {
  /// The file.
  public var path: String
  /// The format; nil to tell it from the content, then from the name.
  public var format: SpikeFormat?
  /// How it is read.
  public var options: SpikeReadOptions

  /// Names a recording.
  public init(path: String, format: SpikeFormat? = nil, options: SpikeReadOptions = SpikeReadOptions()) {
    (self.path, self.format, self.options) = (path, format, options)
  }

  /// The format as the caller says, else as the content or the name does; nil where nothing tells it.
  package func foundFormat() throws -> SpikeFormat? {
    if let format { return format }
    return try SpikeFormat.detect(path) ?? SpikeFormat.named(unpacked: path)
  }

  /// Opens it without a word.
  func source() throws -> any SpikeSource { try SpikeFiles.open(path, format: try foundFormat(), options: options) }

  /// Opens it, passes its warnings on, and tells what it is.
  package func open(observer: any JobObserver) throws -> any SpikeSource {
    let format = try foundFormat()
    if format == nil, let events = try EventFiles.detect(path) {
      throw FileError(
        .badContent, path: path, problem: "this is a recording of events (\(events.rawValue)); spikes are needed here")
    }
    let source = try SpikeFiles.open(path, format: format, options: options)
    try observer.pass(source.warnings)
    observer.detail(
      "\(path): \(format?.rawValue ?? "spikes"), \(source.geometry.text), \(Text.count(source.frameCount, "frame")) at "
        + "\(Text.number(source.rateHz)) Hz\(options.flip ? ", turned upside down" : "")")
    return source
  }
}
