import Files
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// What the fuzzers of `Tools/Fuzz` start from and have found stays readable without harm.
@Suite struct CorpusTests {
  private static let targets = Set(RecordingSample.all.map(\.target)).sorted()

  @Test(arguments: targets)
  func `every input of the corpus gives events or an error with a place`(target: String) throws {
    let sample = try #require(RecordingSample.all.first { $0.target == target })
    let folder = RecordingSample.corpusFolder(target)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(!names.isEmpty)
    for name in names {
      for (capacity, timeUnit) in [(61, nil), (4096, TimeUnit.microseconds)] {
        let reading = try DamagedReading(
          "\(folder)/\(name)", format: sample.format, capacity: capacity, timeUnit: timeUnit)
        #expect(reading.error == nil || reading.error?.place != nil, "\(name): \(reading)")
      }
      #expect(throws: Never.self, "\(name)") {
        do { _ = try EventFiles.detect("\(folder)/\(name)") } catch is FileError {}
      }
    }
  }

  /// Makes the inputs that fuzzing starts from, as `Tools/Fuzz/README.md` says.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SACCADE_WRITE_CORPUS"] != nil, "writes the corpus"))
  func `The corpus starts with a sample of each kind`() throws {
    for sample in RecordingSample.all {
      let folder = RecordingSample.corpusFolder(sample.target)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = "\(folder)/\(sample.name).\(sample.ending)"
      try? FileManager.default.removeItem(atPath: path)
      try sample.write(RecordingSample.events(120), path)
    }
  }
}
