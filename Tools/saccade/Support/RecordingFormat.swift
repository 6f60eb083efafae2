import ArgumentParser
import Datasets
import Files
import Foundation
import Workflows

/// A format of inputs on the command line: of spikes, of events, or of a PNG of flow.
enum RecordingFormat: ExpressibleByArgument, Hashable, Sendable, CaseIterable {
  case spikes(SpikeFormat)
  case events(EventFormat)
  /// One that no file says by itself: a PNG. DSEC's goes by the name that its events have, too.
  case flow(FlowFormat)

  static var allCases: [RecordingFormat] {
    SpikeFormat.allCases.map(RecordingFormat.spikes) + EventFiles.readableFormats.map(RecordingFormat.events)
      + unsaidFlow.filter { EventFormat(rawValue: $0.rawValue) == nil }.map(RecordingFormat.flow)
  }

  private static let unsaidFlow = FlowFormat.allCases.filter { !$0.isToldByContent }

  init?(argument: String) {
    guard let format = Self.allCases.first(where: { $0.name == argument }) else { return nil }
    self = format
  }

  static var allValueStrings: [String] { allCases.map(\.name) }
  var defaultValueDescription: String { name }

  /// The name on the command line.
  var name: String {
    switch self {
    case .spikes(let format): format.rawValue
    case .events(let format): format.rawValue
    case .flow(let format): format.rawValue
    }
  }

  /// The scale of a PNG of flow where the format is one of such.
  var flow: FlowFormat? {
    switch self {
    case .flow(let format): format
    case .events(let format): Self.unsaidFlow.first { $0.rawValue == format.rawValue }
    case .spikes: nil
    }
  }

  /// Refuses flow where a recording is needed.
  static func refuseFlow(_ format: FlowFormat, _ path: String) -> Failure.Usage {
    Failure.Usage("\(path): --from \(format.rawValue) is a format of flow; a recording is needed here")
  }

  /// The format where it is one of events.
  var events: EventFormat? { if case .events(let format) = self { format } else { nil } }

  /// The format of a recording where pictures may stand as well; nil for what is none.
  static func detect(besidePictures path: String) throws -> RecordingFormat? {
    if path == EventFiles.standardInput || InputPipe.stands(at: path) { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    // A folder that holds no recording may hold pictures.
    if isFolder.boolValue { return (try? EventFiles.detect(path)).map(RecordingFormat.events) }
    // Arrays of pictures look like those of spikes.
    if path.lowercased().hasSuffix(".npy") { return nil }
    if let format = try SpikeFormat.detect(path) { return .spikes(format) }
    if let format = try EventFiles.detect(path) { return .events(format) }
    return SpikeFormat.presumed(path).map(RecordingFormat.spikes)
  }

  /// The format of a file by its content, then by its ending. Names of columns say by themselves that it holds events.
  ///
  /// Nil for what comes through a pipe: events, whose format is told while they are read.
  ///
  /// - Throws: `FileError` where there is no such file, or none of the formats fits.
  static func detect(_ path: String, _ events: EventInputOptions) throws -> RecordingFormat? {
    if path == EventFiles.standardInput || InputPipe.stands(at: path) { return nil }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      // A bag of ROS 2 is a folder; any other is refused as one.
      if let folder = try RecordingFolder(path) { throw Failure.Usage(folder.refusal) }
      if let format = try EventFiles.detect(path) { return .events(format) }
    }
    if events.columns != nil { return .events(try EventFormat.ofColumns(in: path)) }
    if let format = try SpikeFormat.detect(path) { return .spikes(format) }
    if let format = try EventFiles.detect(path) { return .events(format) }
    if let error = try ForeignFile.error(path) { throw error }
    if let format = SpikeFormat.presumed(path) { return .spikes(format) }
    if let listed = RecordingFolder.listed(in: path) {
      throw Failure.Usage(
        "\(path): this lists \(Text.count(listed.count, "file")): \(listed.prefix(3).joined(separator: ", "))"
          + (listed.count > 3 ? ", …" : "")
          + "; one recording is taken a run, and batches are not there yet: name one of them, or run it for each")
    }
    throw FileError(
      .badContent, path: path, problem: "this is no recording that can be told by its content",
      remedy: "pass --from with one of \(allValueStrings.joined(separator: ", "))")
  }
}
