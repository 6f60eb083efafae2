/// What a file of named values holds: groups in groups, arrays of numbers, texts.
///
/// It stands between a container such as HDF5, which knows nothing of what it stores, and what is made of the values.
public indirect enum StoredTree: Sendable, Equatable {
  /// Values by name.
  case group([String: StoredTree])
  /// Numbers; a single one has no axis.
  case numbers(AnyTensor)
  /// One text.
  case text(String)
  /// Texts `[rows, columns]` in row-major order.
  case texts([String], columns: Int)

  /// The value of a name in a group, or nil.
  public subscript(name: String) -> StoredTree? {
    guard case .group(let members) = self else { return nil }
    return members[name]
  }
}
