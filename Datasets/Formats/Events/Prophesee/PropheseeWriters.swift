import Recordings

/// Writes EVT2: 4 bytes an event, times of 34 bits, 2048×2048 pixels, triggers.
public final class EVT2Writer: EventSink {
  /// Yes.
  public static var holdsTriggers: Bool { true }
  private var output: PropheseeOutput<EVT2Encoder>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    output = try PropheseeOutput(
      path: path, overwrite: options.overwrite, header: rawHeader(evt: "2.0", format: "EVT2", options),
      encoder: EVT2Encoder(timeOrigin: options.timeOrigin))
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws { try output.append(events) }
  /// Appends triggers after the events that were appended before.
  public func append(_ triggers: [ExternalTrigger]) throws { try output.append(triggers) }
  /// Completes the file and gives it its name.
  public func finish() throws { try output.finish() }
}

/// Writes EVT2.1, little-endian: 8 bytes for up to 32 neighbours of one row, times of 34 bits, triggers.
public final class EVT21Writer: EventSink {
  /// Yes.
  public static var holdsTriggers: Bool { true }
  private var output: PropheseeOutput<EVT21Encoder>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    output = try PropheseeOutput(
      path: path, overwrite: options.overwrite,
      header: rawHeader(evt: "2.1", format: "EVT21;endianness=little", options),
      encoder: EVT21Encoder(timeOrigin: options.timeOrigin))
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws { try output.append(events) }
  /// Appends triggers after the events that were appended before.
  public func append(_ triggers: [ExternalTrigger]) throws { try output.append(triggers) }
  /// Completes the file and gives it its name.
  public func finish() throws { try output.finish() }
}

/// Writes EVT3: vectors where neighbours fire together; times of 34 bits by counted wraps, triggers.
public final class EVT3Writer: EventSink {
  /// Yes.
  public static var holdsTriggers: Bool { true }
  private var output: PropheseeOutput<EVT3Encoder>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    output = try PropheseeOutput(
      path: path, overwrite: options.overwrite, header: rawHeader(evt: "3.0", format: "EVT3", options),
      encoder: EVT3Encoder(timeOrigin: options.timeOrigin))
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws { try output.append(events) }
  /// Appends triggers after the events that were appended before.
  public func append(_ triggers: [ExternalTrigger]) throws { try output.append(triggers) }
  /// Completes the file and gives it its name.
  public func finish() throws { try output.finish() }
}

/// Writes DAT 2: 8 bytes an event, times of 32 bits, 16384×16384 pixels, no triggers.
public final class DATWriter: EventSink {
  private var output: PropheseeOutput<DATEncoder>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    let text = "% Data file containing CD events.\n% Version 2\n% Height \(options.height)\n% Width \(options.width)\n"
    output = try PropheseeOutput(
      path: path, overwrite: options.overwrite, header: Array(text.utf8) + [0x0c, 8],
      encoder: DATEncoder(timeOrigin: options.timeOrigin))
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws { try output.append(events) }
  /// Completes the file and gives it its name.
  public func finish() throws { try output.finish() }
}

private func rawHeader(evt: String, format: String, _ options: EventWriteOptions) -> [UInt8] {
  let (width, height) = (options.width, options.height)
  return Array(
    """
    % evt \(evt)
    % format \(format);height=\(height);width=\(width)
    % geometry \(width)x\(height)
    % end

    """.utf8)
}
