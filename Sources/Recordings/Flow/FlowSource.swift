/// Fields of flow that are read when asked for, in order: a folder of files, a network that estimates them.
public protocol FlowSource {
  /// The number of fields.
  var fieldCount: Int { get }

  /// The time that a field leads from and to, in microseconds of the recording's clock; nil where it is not known.
  ///
  /// - Precondition: There is such a field.
  func span(_ index: Int) -> TimeSpan?

  /// A field.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where it cannot be read.
  func field(_ index: Int) throws -> FlowField
}
