import Files

extension EventFormat {
  /// Whether a file may hold several recordings, of which ``EventReadOptions/topic`` names one.
  public var hasTopics: Bool { definition.hasTopics }

  /// The formats that do.
  public static let withTopics: [EventFormat] = allCases.filter(\.hasTopics)

  /// What ``EventReadOptions/topic`` may name in an HDF5 file: the groups that hold events.
  ///
  /// Readers of the other formats say themselves what there is.
  ///
  /// - Returns: Nil where the format is none of HDF5.
  /// - Throws: `FileError` where the file cannot be read.
  public func groups(in path: String) throws -> [String]? {
    guard definition.family == HDF5EventFamily.self else { return nil }
    let file = try HDF5File(path: path)
    guard let (layout, others) = try HDF5EventLayout.find(in: file, format: self) else { return [] }
    return ([layout] + others).compactMap(\.topic)
  }
}

extension HDF5EventLayout {
  /// The group in which the events lie; nil where a name would not choose them.
  fileprivate var topic: String? {
    func folder(_ path: String) -> String? {
      path.contains("/") ? path.split(separator: "/").dropLast().joined(separator: "/") : nil
    }
    if case .mvsec(let camera) = self { return camera }
    if case .columns(let columns) = self { return columns.first.flatMap(folder) }
    if case .records(let dataset, _) = self { return folder(dataset) }
    if case .rows(let dataset) = self { return folder(dataset) }
    return nil
  }
}
