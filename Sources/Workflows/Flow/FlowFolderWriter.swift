import Datasets
import Files
import Foundation
import OpticalFlow
import Recordings

/// Writes the fields of one run into a folder, and remembers what the index and the pictures need.
final class FlowFolderWriter {
  let folder: OutputFolder
  let format: FlowFormat
  /// The fields that were written, in order.
  private(set) var fields: [FlowIndex.Field] = []
  private var magnitudes = FlowMagnitudes()
  let observer: any JobObserver

  init(folder: OutputFolder, format: FlowFormat, observer: any JobObserver) {
    self.observer = observer
    self.folder = folder
    self.format = format
  }

  /// The length that 99 % of the vectors of the run do not exceed, in pixels.
  var percentile99: Float {
    // A run of zero fields has a scale, too.
    max(magnitudes.percentile(99) ?? 1, 1e-3)
  }

  /// The name of a field's file.
  func name(of number: Int, to end: Int? = nil) -> String {
    let digits = [number, end].compactMap { $0 }.map { String(format: "%06d", $0) }
    return "flow_\(digits.joined(separator: "_")).\(format.fileEnding)"
  }

  /// Writes a field; `entry.file` is its name.
  func write(_ field: FlowField, as entry: FlowIndex.Field) throws {
    let notes = try field.write(to: folder.add(entry.file), format: format)
    magnitudes.add(field.marking(.nan))
    if let text = notes.warning(format: format) {
      try observer.warn(kind: "saturated", path: "\(folder.path)/\(entry.file)", Message(text))
    }
    fields.append(entry)
  }

  /// The pictures a second at which a video runs as fast as what it shows, within what can be watched.
  var realTimeRate: Double {
    let steps = zip(fields, fields.dropFirst()).map { $1.startUs &- $0.startUs }.filter { $0 > 0 }.sorted()
    guard !steps.isEmpty else { return 10 }
    return min(max(1e6 / Double(steps[steps.count / 2]), 5), 60)
  }
}
