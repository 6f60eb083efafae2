import Datasets
import Files
import Foundation
import Recordings

/// Flow to show: one file, or a folder with its index.
public struct FlowInput: Sendable {
  /// A field.
  public struct Field: Sendable {
    /// Its file.
    public var path: String
    /// Nil to tell it from the file.
    public var format: FlowFormat?
    /// From the frame the flow starts at to the one it ends at, where that is known.
    public var frames: ClosedRange<Int>?
    /// The time it spans on the recording's clock, where that is known.
    public var interval: EventInterval?
    /// The part of the sensor that it covers, where it is not all of it.
    public var region: FlowIndex.Region?
  }

  /// The fields, in order.
  public var fields: [Field]

  /// Lists the fields; nil where the input is not flow.
  ///
  /// - Parameter format: What a PNG is; nil to tell it from the index or the folder.
  /// - Throws: ``JobError`` and `FileError` where there is no such file, or a folder of flow that cannot be read.
  public init?(path: String, format: FlowFormat? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(.notFound, path: path, problem: "there is no such file or folder")
    }
    if isFolder.boolValue, try Self.holdsFieldsWithoutIndex(path) || Self.isConverted(path) {
      let format = try format ?? FlowIndex.format(folder: path)
      fields = try FlowFolder(path: path, format: format).entries.map { entry in
        Field(
          path: entry.path, format: format, frames: entry.frames.map { $0.lowerBound...$0.upperBound },
          interval: entry.window.map {
            EventInterval(startMicroseconds: $0.startMicroseconds, endMicroseconds: $0.endMicroseconds)
          })
      }
    } else if isFolder.boolValue {
      let index = try FlowIndex.read(folder: path)
      fields = index.fields.map {
        Field(
          path: "\(path)/\($0.file)", format: format ?? index.format.flatMap(FlowFormat.init),
          frames: min($0.frameA, $0.frameB)...max($0.frameA, $0.frameB),
          interval: EventInterval(
            startMicroseconds: min($0.startUs, $0.endUs), endMicroseconds: max($0.startUs, $0.endUs)),
          region: index.region)
      }
      if fields.isEmpty { throw FileError(.badContent, path: path, problem: "the folder holds no flow field") }
    } else if try FlowFormat.isFlow(path) {
      fields = [Field(path: path, format: path.lowercased().hasSuffix(".png") ? format : nil)]
    } else {
      return nil
    }
  }

  /// Whether a folder holds files that may be flow, and no index that says which: ground truth, fields of others.
  private static func holdsFieldsWithoutIndex(_ path: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let endings = Set(FlowFormat.allCases.map(\.fileEnding))
    return !names.contains(FlowIndex.fileName)
      && names.contains { endings.contains(($0.lowercased() as NSString).pathExtension) }
  }

  /// Whether a conversion wrote a folder, whose index may say less than that of an estimate.
  private static func isConverted(_ path: String) throws -> Bool {
    try FlowIndex.verb(folder: path) == FlowConversion.work
  }

  /// Whether flow may stand at a path: a file of flow by its ending, or a folder that says what it holds.
  package static func stands(at path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return true }
    return try isFolder.boolValue
      ? FileManager.default.fileExists(atPath: "\(path)/\(FlowIndex.fileName)") : FlowFormat.isFlow(path)
  }

  /// The fields to show: all of them in a video, the one that starts at `frame` or the first in a still picture.
  func selected(frame: Int?, isStill: Bool) throws -> [Field] {
    if let frame {
      guard let field = fields.first(where: { $0.frames?.lowerBound == frame || $0.frames == nil }) else {
        let known = fields.compactMap(\.frames?.lowerBound).map(String.init).joined(separator: ", ")
        throw JobError(
          wrongOptions: "\(Setting.shownFrame, to: "\(frame)"): no field starts there; they start at \(known)")
      }
      return [field]
    }
    return isStill ? Array(fields.prefix(1)) : fields
  }
}
