import Files

/// Writes a `.npy` list of records part after part, for lists larger than memory.
///
/// The records are counted and put into the header at the end. The file appears under its name when ``finish()``
/// returns; dropping the object before leaves nothing.
public final class NumpyRecordWriter {
  private let file: OutputFile
  private let fields: [(name: String, type: ScalarType)]
  private let comment: String?
  private let recordByteCount: Int
  private let headerByteCount: Int
  private var byteCount = 0

  /// Starts a list.
  ///
  /// - Parameters:
  ///   - fields: What a record holds, little-endian and without gaps.
  ///   - path: Where the file shall appear.
  ///   - comment: What the header says besides, on one line; NumPy passes it over.
  ///   - overwrite: Whether a file that is there may be replaced.
  public init(
    fields: [(name: String, type: ScalarType)], path: String, comment: String? = nil, overwrite: Bool = false
  ) throws {
    precondition(!fields.isEmpty, "Records hold something.")
    self.comment = comment
    self.fields = fields
    recordByteCount = fields.reduce(0) { $0 + $1.type.byteCount }
    file = try OutputFile(path: path, overwrite: overwrite)
    let header = NumpyHeader.encoded(fields: fields, count: 0, comment: comment)
    headerByteCount = header.count
    try file.write(header)
  }

  /// Appends the bytes of records.
  public func append(_ records: UnsafeRawBufferPointer) throws {
    byteCount += records.count
    try file.write(records)
  }

  /// Completes the file and gives it its name.
  ///
  /// - Precondition: The bytes fill whole records.
  public func finish() throws {
    let (count, left) = byteCount.quotientAndRemainder(dividingBy: recordByteCount)
    precondition(left == 0, "The last record is not complete.")
    let header = NumpyHeader.encoded(fields: fields, count: count, comment: comment)
    precondition(header.count == headerByteCount, "The header has room for any length.")
    try file.overwrite(header, at: 0)
    try file.commit()
  }
}
