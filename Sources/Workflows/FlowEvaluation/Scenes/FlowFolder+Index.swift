import Datasets

extension FlowFolder {
  /// Lists a folder, with the scale of PNGs as its index says.
  ///
  /// - Parameters:
  ///   - format: The format of all files; nil to tell it.
  ///   - pngFormat: What a PNG is where neither an index nor its folder says it.
  init(path: String, format: FlowFormat?, pngFormat: FlowFormat?) throws {
    let folder = try FlowFolder(path: path, format: format)
    self = folder
    guard format == nil, folder.entries.first?.path.lowercased().hasSuffix(".png") == true else { return }
    let indexed = folder.hasIndex ? try FlowIndex.read(folder: path).format.flatMap(FlowFormat.init) : nil
    if let known = indexed ?? pngFormat { self = try FlowFolder(path: path, format: known) }
  }
}
