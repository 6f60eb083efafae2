import Recordings

/// A decoder that can begin in the middle of a file.
public protocol SeekableEventDecoder: EventDecoder {
  /// Records begin at multiples of so many bytes after the header.
  var recordBytes: Int { get }
  /// After how many microseconds the clock begins anew, or nil where times are absolute.
  var clockPeriodMicroseconds: Int64? { get }

  /// A decoder that has read nothing and begins at a record anywhere in the file.
  ///
  /// What it cannot know yet, as the high bits of a clock, it waits for; it does not warn of what passes meanwhile.
  ///
  /// - Parameter epochMicroseconds: What to add to the clock, whole periods.
  func restarted(epochMicroseconds: Int64) -> Self

  /// How many of the bytes at a multiple of ``recordBytes`` belong to a record that began before; nil where no record
  /// begins in them.
  func bytesBeforeRecord(in bytes: UnsafeRawBufferPointer) -> Int?
}

extension SeekableEventDecoder {
  /// None.
  public func bytesBeforeRecord(in bytes: UnsafeRawBufferPointer) -> Int? { 0 }
}

extension DecodedEventSource {
  /// Bisects the file; see `EventSource.seek(toMicroseconds:)`.
  public func seek(toMicroseconds time: Int64) throws -> Bool {
    guard let decoder = decoder as? any SeekableEventDecoder else { return false }
    return try seek(toMicroseconds: time, with: decoder)
  }

  private func seek(toMicroseconds time: Int64, with decoder: some SeekableEventDecoder) throws -> Bool {
    let search = EventTimeSearch(file: file, dataOffset: dataOffset, decoder: decoder)
    let start = try search.start(before: time)
    guard let restarted = decoder.restarted(epochMicroseconds: start.epoch) as? Decoder else { return false }
    move(to: start.place, decoder: restarted)
    return true
  }
}
