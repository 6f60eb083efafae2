import Files
import Foundation

/// What the values of a simulated recording of spikes were before they became light, in a file beside it: `NAME.json`.
///
/// A `.dat` has no room for it, and pictures of linear light look dark on a screen. It is written where a simulation undid
/// sRGB, and pictures of the recording are shown as its input was.
package struct SpikeLightFile: Codable, Sendable, Equatable {
  /// What wrote it.
  package var verb = Self.work
  /// The recording's name.
  package var recording: String
  /// The bytes of the recording, by which another one of that name is told.
  package var bytes: Int
  /// What the values of its input meant.
  package var gamma: String
  /// What firing rates are multiplied by so that white is white; nil of cameras that differ from pixel to pixel.
  package var gain: Double?
  /// Readouts a second.
  package var rateHz: Double

  private static let work = "simulate"
  private static let ending = ".json"
  private static let mostBytes = 1 << 16
  private static let white = 255.0

  /// Where it lies beside a recording.
  package static func path(beside recording: String) -> String { recording + ending }

  /// Writes that of a recording which is complete, or takes that of an earlier one away where sRGB was not undone. Of what
  /// goes to a pipe there is none.
  ///
  /// - Returns: Its path; nil where there is none, and where a file of another kind has its name, with a warning.
  /// - Throws: `FileError` where it cannot be created.
  @discardableResult
  static func update(
    beside recording: String, _ summary: SpikeSimulation.Summary, _ log: JobLog
  ) throws -> String? {
    guard case .file = try OutputPlace(recording) else { return nil }
    let path = path(beside: recording)
    let isOwn = read(path) != nil
    if !isOwn && Paths.exists(path) {
      try log.warn(kind: "light", path: path, "it is another file, and is left alone; pictures show linear light")
      return nil
    }
    guard summary.gamma == VideoLight.Gamma.srgb.rawValue else {
      if isOwn { try? FileManager.default.removeItem(atPath: path) }
      return nil
    }
    let name = recording.split(separator: "/").last.map(String.init) ?? recording
    let light = SpikeLightFile(
      recording: name, bytes: byteCount(recording) ?? 0, gamma: summary.gamma,
      gain: summary.threshold.map { $0 / white }, rateHz: summary.rateHz)
    let file = try OutputFile(path: path, overwrite: isOwn)
    let text = try JSONText.encode(light, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)
    try file.write([UInt8](text) + [UInt8(ascii: "\n")])
    try file.commit()
    return path
  }

  /// That of a recording.
  ///
  /// - Returns: Nil where none lies beside it.
  package static func beside(_ recording: String) -> SpikeLightFile? { read(path(beside: recording)) }

  /// The bytes of a file, that of a link among them; nil where there is none.
  private static func byteCount(_ path: String) -> Int? {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: place))?[.size] as? Int
  }

  /// Not through `InputFile`: what was read as an input is never written over, and a note is replaced with its recording.
  private static func read(_ path: String) -> SpikeLightFile? {
    guard (1...mostBytes).contains(byteCount(path) ?? 0), let bytes = FileManager.default.contents(atPath: path) else {
      return nil
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let light = try? decoder.decode(SpikeLightFile.self, from: bytes)
    return light?.verb == work ? light : nil
  }
}
