import Foundation
import TestSupport

/// The small files that `Fixtures/make_fixtures.py` made.
enum Fixture {
  static func path(_ name: String) -> String { Bundle.module.bundlePath + "/Fixtures/" + name }
  static func bytes(_ name: String) throws -> [UInt8] { try fileBytes(path(name)) }
  /// The fixtures with one of these endings.
  static func names(_ endings: String...) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path(""))) ?? []
    return all.filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
  }
}
