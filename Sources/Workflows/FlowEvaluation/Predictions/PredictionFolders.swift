import Datasets
import Files
import OpticalFlow

/// Fields in files: a folder for a single sequence, or one with a folder for each; a file where one field is compared.
struct PredictionFolders: PredictionProvider {
  var path: String
  var format: FlowFormat?
  /// What a PNG is where neither an index nor its folder says it.
  var pngFormat: FlowFormat?
  /// Whether there is but one sequence, whose fields may lie in the folder itself.
  var isSingle: Bool
  /// dt in frames of spikes, where folders may be named by it.
  var interval: Int?
  var log: JobLog

  func source(for scene: any EvaluationScene) throws -> any PredictionSource {
    guard Paths.exists(path) else { throw FileError(.notFound, path: path, problem: "there is no such folder") }
    if !Paths.isFolder(path) {
      guard scene.requests.count == 1 else {
        throw FileError(
          .badContent, path: path,
          problem: "one file is no prediction of the \(scene.requests.count) fields of \(scene.name)",
          remedy: "name a folder")
      }
      return FilePrediction(path: path, format: format)
    }
    let folder = try folder(of: scene.name)
    let predictions = try FolderPredictions(
      folder: folder, format: format, pngFormat: pngFormat, requests: scene.requests, scene: scene.name)
    log.detail("\(scene.name): \(folder), fields by \(predictions.rule)")
    return predictions
  }

  /// The folder of a sequence's predictions: that of its name, or in the layouts of data sets, so that a truth can be
  /// compared with itself.
  func folder(of scene: String) throws -> String {
    var places = ["\(scene)/flow/forward", scene]
    if let interval {
      places = ["\(scene)/dt=\(interval)/motion_vector", "\(scene)/dt=\(interval)", "\(scene)/dt\(interval)"] + places
    }
    if isSingle {
      if let interval { places += ["dt=\(interval)/motion_vector"] }
      places += ["flow/forward"]
    }
    if let found = places.map({ "\(path)/\($0)" }).first(where: Paths.isFolder) { return found }
    if isSingle { return path }
    throw JobError(
      .notFound, path: "\(path)/\(scene)", problem: "there is no folder with the predictions of \(scene)",
      remedy: "make one for each sequence, or choose sequences with \(Setting.sequences)")
  }
}
