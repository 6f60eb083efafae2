import Files
import Foundation
import TestSupport
import Testing

/// What every reader of a target of the fuzzers does with its corpus, and with a file of which a byte is another.
enum CorpusReading {
  /// Reads every input of a target's corpus: it is read, or an error says what to do.
  static func readCorpus(of target: String, _ read: (_ path: String) throws -> Void) throws {
    let folder = RecordingSample.corpusFolder(target)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(!names.isEmpty)
    for name in names {
      do {
        try read("\(folder)/\(name)")
      } catch let error as FileError {
        #expect(error.place != nil || error.remedy != nil, "\(name): \(error)")
      }
    }
  }

  /// Reads a file again and again, each time with another byte changed: it is read, or an error says what to do.
  ///
  /// - Parameter step: The bytes between two changes of a file of more than 2,000.
  static func readChanged(
    _ bytes: [UInt8], ending: String, every step: Int, _ read: (_ path: String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("changed.\(ending)")
    for place in stride(from: 0, to: bytes.count, by: bytes.count > 2000 ? step : 1) {
      var changed = bytes
      changed[place] ^= [0xFF, 0x01, 0x40][place % 3]
      try fileWrite(changed, path)
      do {
        try read(path)
      } catch let error as FileError {
        let isTold = error.place != nil || error.remedy != nil
        try #require([.badContent, .missingPart].contains(error.kind) && isTold, "byte \(place): \(error)")
      }
    }
  }
}
