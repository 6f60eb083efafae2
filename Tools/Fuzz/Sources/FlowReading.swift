import Datasets
import Files
import Recordings
import Workflows

/// What readers of flow and of what belongs to it promise of a damaged file.
enum FlowReading {
  private static let mostFields = 16

  /// Reads a file, which must end with what it holds or with a `FileError`.
  static func check(_ path: String, _ reader: FuzzTarget.Reader) {
    do {
      try read(path, reader)
    } catch let error as FileError {
      error.requireHelp()
    } catch let error as JobError {
      // What a law says wrong is told by its line.
      require(
        error.kind == .file(.badContent) || error.kind == .file(.missingPart),
        "Damage is told as another failure: \(error)")
    } catch {
      require(false, "Not a FileError: \(error)")
    }
  }

  private static func read(_ path: String, _ reader: FuzzTarget.Reader) throws {
    switch reader {
    case .events, .writer: return
    case .flow(let format):
      let field = try FlowField(path: path, format: format)
      require(field.flow.shape == [2, field.height, field.width], "The shape is \(field.flow.shape).")
      require(field.validCount <= field.height * field.width, "More pixels are valid than there are.")
      field.flow.withUnsafeBufferPointer { flow in
        require(flow.allSatisfy { $0.isFinite }, "A component is not finite.")
      }
    case .times:
      let windows = try TimestampsFile(path: path).windows
      require(!windows.isEmpty, "There are no windows.")
      require(windows.allSatisfy { $0.startMicroseconds < $0.endMicroseconds }, "A window is empty.")
    case .groundTruth: try readFields(of: MVSECGroundTruth(path: path))
    case .flowArchive: try readFields(of: MVSECFlowArchive(path: path))
    case .rectificationMap:
      let map = try RectificationMap(path: path)
      require(map.places.shape == [map.height, map.width, 2], "The shape is \(map.places.shape).")
    case .idx, .cifar, .gestureLabels, .nir: try ClassifierReading.read(path, reader)
    case .spikes, .checkpoint, .classifier, .law, .scene: try ParameterReading.read(path, reader)
    }
  }

  private static func readFields(of source: any FlowGroundTruthSource) throws {
    let times = source.timesSeconds
    require(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "Times go back.")
    for index in (0..<min(source.count, mostFields)).reversed() {
      let field = try source.field(index)
      require(field.shape == [2, source.height, source.width], "A field has another shape.")
    }
  }
}
