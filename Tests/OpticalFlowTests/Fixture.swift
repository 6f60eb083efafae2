import Foundation
import Tensors

/// Files in `Fixtures`, which `make_fixtures.py` beside them makes.
enum Fixture {
  static func archive(_ name: String) throws -> NumpyArchive {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    return try NumpyArchive(path: folder.appendingPathComponent(name).path)
  }
}
