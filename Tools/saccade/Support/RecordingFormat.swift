import ArgumentParser
import Datasets
import Foundation
import Tensors

/// A format of recordings on the command line: of spikes or of events.
enum RecordingFormat: ExpressibleByArgument, Hashable, Sendable, CaseIterable {
  case spikes(SpikeFormat)
  case events(EventFormat)

  static var allCases: [RecordingFormat] {
    SpikeFormat.allCases.map(RecordingFormat.spikes) + EventFiles.readableFormats.map(RecordingFormat.events)
  }

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
    }
  }

  /// The format where it is one of events.
  var events: EventFormat? { if case .events(let format) = self { format } else { nil } }

  /// The format of a file by its content, then by its ending.
  ///
  /// Nil for what comes through a pipe: events, whose format is told while they are read.
  ///
  /// - Throws: `FileError` where there is no such file, or none of the formats fits.
  static func detect(_ path: String) throws -> RecordingFormat? {
    if path == EventFiles.standardInput || InputPipe.stands(at: path) { return nil }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      // A bag of ROS 2 is a folder; any other is refused as one.
      if let format = try EventFiles.detect(path) { return .events(format) }
    }
    if let format = try SpikeFormat.detect(path) { return .spikes(format) }
    if let format = try EventFiles.detect(path) { return .events(format) }
    if let format = SpikeFormat.named(path) { return .spikes(format) }
    throw FileError(
      .badContent, path: path, problem: "this is no recording that can be told by its content",
      remedy: "pass --from with one of " + allValueStrings.joined(separator: ", "))
  }
}
