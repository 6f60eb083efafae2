import Files

extension SceneLawFile {
  /// A law of the package by its name, else that of a file.
  ///
  /// - Throws: As ``init(path:)``; where there is neither, what names there are.
  package init(named text: String) throws {
    if let name = SceneLawName(text) {
      self = try name.file()
      return
    }
    guard Paths.exists(text) else {
      throw FileError(
        .notFound, path: text, problem: "there is no such file, nor a law of that name",
        remedy: "laws are \((SceneLawName.listed + DesignedScene.listed).map(\.name).joined(separator: ", "))")
    }
    try self.init(path: text)
  }
}
