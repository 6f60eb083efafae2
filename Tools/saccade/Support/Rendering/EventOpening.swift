import Datasets
import Files
import Recordings

/// A recording of events that a verb may read more than once: to look how long it is, then for the work.
struct EventOpening {
  let path: String
  let format: EventFormat?
  let options: EventReadOptions
  /// The sensor's size as the user says it, or as the first reading found it.
  private(set) var size: SizeArgument?
  /// Moves events to the nearest pixels of the rectified picture.
  private let rectification: RectificationMap?

  init(
    _ path: String, format: EventFormat?, size: SizeArgument?, options: EventReadOptions,
    rectification: RectificationMap? = nil
  ) {
    self.rectification = rectification
    self.path = path
    self.format = format
    self.size = size
    self.options = options
  }

  /// Whether what has been read is gone: a pipe, or a file that is followed.
  var isReadOnce: Bool {
    options.following != nil || path == EventFiles.standardInput || InputPipe.stands(at: path)
  }

  /// Opens the recording. Where the file does not say the sensor's size, the first opening looks for it.
  mutating func open(_ selection: TimeSelection) throws -> EventInput {
    let input = try EventInput(
      path, format: format, size: size, options: options, selection: selection,
      rectification: rectification)
    if size == nil { size = SizeArgument(argument: "\(input.width)x\(input.height)") }
    return input
  }
}
