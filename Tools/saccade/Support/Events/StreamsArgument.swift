import ArgumentParser
import Datasets
import Foundation
import Workflows

/// `events,frames,imu`: some of what a recording holds.
struct StreamsArgument: ExpressibleByArgument, Hashable, Sendable {
  let streams: RecordedStreams

  init?(argument: String) {
    var streams: RecordedStreams = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let known = RecordedStreams.names.first(where: { $0.name == name }) else { return nil }
      streams.insert(known.stream)
    }
    self.streams = streams
  }

  static var allValueStrings: [String] { RecordedStreams.names.map(\.name) }

  /// Throws where a file of a format cannot hold them.
  func require(in format: EventFormat, _ output: String) throws {
    guard streams.contains(.events) else {
      throw Failure.Usage(
        "\(output) is a file of events; name a folder for \(names), as \(output.split(separator: ".").first ?? "")/")
    }
    if !format.holdsSamples && streams != .events {
      throw Failure.Usage(
        "\(format.rawValue) holds events only; name a folder for \(names), or write aedat4")
    }
  }

  private var names: String {
    RecordedStreams.names.filter { streams.contains($0.stream) }.map(\.name).joined(separator: ",")
  }
}

/// Whether an output is a folder, into which all that a recording holds goes.
enum FolderOutput {
  /// A folder that is there, a path with a slash at its end, and a name that says no format: one without an ending where none
  /// is named, or where streams are.
  static func isMeant(by output: String, hasFormat: Bool, hasStreams: Bool) -> Bool {
    if output.hasSuffix("/") { return true }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: output, isDirectory: &isFolder) { return isFolder.boolValue }
    let name = output.split(separator: "/").last ?? ""
    return output != "-" && !name.contains(".") && (!hasFormat || hasStreams)
  }
}
