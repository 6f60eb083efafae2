import Recordings

extension EventReader {
  /// Opens a recording of any format.
  ///
  /// ```swift
  /// let reader = try EventReader("recording.raw")
  /// while let batch = try reader.nextBatch() { print(batch.count) }
  /// ```
  ///
  /// - Parameters:
  ///   - path: The file, a folder of segments or of a ROS 2 bag, a named pipe, or `-` for standard input.
  ///   - format: The format, or nil to tell it from the content.
  ///   - capacity: The most events of a batch.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or its header is damaged.
  public convenience init(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions(),
    capacity: Int = EventBatch.standardCapacity
  ) throws {
    let open = { try EventFiles.open(path, format: format, options: options) }
    let source = try open()
    // What had to be unpacked to a file first is not unpacked twice.
    let isWhole = options.following == nil && !EventFiles.isPipe(path) && !(source is SpooledEventSource)
    self.init(source, reopen: { try open() }, mayLookAhead: isWhole, capacity: capacity)
  }

  /// The format of the file; nil where something else is read.
  public var format: EventFormat? { (source as? any EventFileSource)?.header.format }
}
