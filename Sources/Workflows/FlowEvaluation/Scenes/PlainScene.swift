import Datasets
import Foundation
import Recordings

/// A folder of true fields, or one file.
final class PlainScene: EvaluationScene {
  let name: String
  let truthPath: String
  let recording: String? = nil
  let requests: [FieldRequest]
  /// Nil where the truth is one file.
  private let folder: FlowFolder?
  private let format: FlowFormat?

  /// Lists a folder, or takes a file.
  ///
  /// - Parameter format: The format of the files; nil to tell it.
  init(path: String, format: FlowFormat?) throws {
    (truthPath, self.format) = (path, format)
    name = Paths.lastName(of: path)
    guard Paths.isFolder(path) else {
      folder = nil
      requests = [FieldRequest(number: 0, title: Paths.stem(of: path), stem: Paths.stem(of: path))]
      return
    }
    let folder = try FlowFolder(path: path, format: format, pngFormat: nil)
    self.folder = folder
    requests = folder.entries.enumerated().map { index, entry in
      let stem = Paths.stem(of: entry.path)
      return FieldRequest(
        number: entry.number ?? index, title: stem, window: entry.window, frames: entry.frames, stem: stem)
    }
  }

  func truth(_ index: Int) throws -> FlowField {
    try folder?.field(index) ?? FlowField(path: truthPath, format: format)
  }
}
