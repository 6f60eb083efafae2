import Files
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// The list of the formats of events: every format is in it once, and what it says holds.
@Suite struct EventFormatTests {
  private static let fuzzCorpus = try? FileManager.default.contentsOfDirectory(atPath: RecordingSample.corpusFolder(""))

  @Test func `Names, titles and implied endings tell formats apart`() {
    let all = EventFormat.allCases
    #expect(Set(all.map(\.title)).count == all.count)
    let implied = all.flatMap(\.impliedBy)
    #expect(Set(implied).count == implied.count)
    for format in all {
      #expect(!format.endings.isEmpty && Set(format.impliedBy).isSubset(of: format.endings), "\(format)")
      #expect(format.impliedBy.isEmpty || format.isWritable, "\(format)")
      for ending in format.impliedBy { #expect(EventFormat.named("a/b.\(ending.uppercased())") == format) }
    }
    #expect(EventFormat.named("a.raw/b") == nil && EventFormat.named("a.mp4") == nil)
  }

  @Test(arguments: EventFormat.allCases)
  func `Every format has samples for the tests that cut, damage and fuzz`(format: EventFormat) throws {
    let samples = RecordingSample.all.filter { $0.format == format }
    #expect(!samples.isEmpty)
    for sample in samples {
      #expect(format.endings.contains(sample.ending), "\(sample.name)")
      #expect(Self.fuzzCorpus?.contains(sample.target) == true, "\(sample.target)")
    }
  }

  @Test(arguments: RecordingSample.all)
  func `Every format is told by its content, and no event takes fewer bytes than it says`(
    sample: RecordingSample
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("sample.\(sample.ending)")
    try sample.write(RecordingSample.events(300), path)
    #expect(try EventFiles.detect(path) == sample.format)
    let bytes = try InputFile(path: path).byteCount
    #expect(bytes / sample.format.definition.leastBytesPerEvent >= 300)
  }

  @Test(arguments: EventFormat.writable)
  func `A writer takes each of its format's ways of compression and refuses others`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let options = EventWriteOptions(width: 128, height: 128, overwrite: true)
    for way in EventCompression.allCases {
      let path = folder.file("\(way.rawValue).\(format.endings[0])")
      guard format.compressions.contains(way) else {
        #expect(throws: FileError.self) {
          try EventFiles.create(path, format: format, compression: way, options: options)
        }
        continue
      }
      let writer = try EventFiles.create(path, format: format, compression: way, options: options)
      try writer.append(EventBatch(RecordingSample.events(10)))
      try writer.finish()
      #expect(try EventFiles.readAll(path, format: format).count == 10)
    }
  }

  @Test(arguments: EventFormat.allCases.filter { !$0.isWritable })
  func `A format that is only read is refused as an output`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) {
      try EventFiles.create(
        folder.file("out"), format: format, options: EventWriteOptions(width: 8, height: 8))
    }
  }

  /// The table of the documentation is what the list gives; a failure prints it.
  @Test func `The documentation lists every format with its facts`() throws {
    let rows = EventFormat.allCases.map { format in
      let ways = [
        format.isWritable ? "writes" : nil, format.isSequential ? "pipes in" : nil,
        format.streamsOut ? "pipes out" : nil, format.hasUnitOfTime ? nil : "unit of time open",
        format.compressions.isEmpty ? nil : format.compressions.map(\.rawValue).joined(separator: "/"),
      ]
      let endings = format.endings.map { ending in
        format.impliedBy.contains(ending) ? "**.\(ending)**" : ".\(ending)"
      }
      return "| `\(format.rawValue)` | \(format.title) | \(endings.joined(separator: ", ")) | "
        + "\(ways.compactMap(\.self).joined(separator: ", ")) |"
    }
    let article = try String(
      contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/Documentation/Saccade.docc/Files.md").path, encoding: .utf8)
    #expect(article.contains(rows.joined(separator: "\n")), "\(rows.joined(separator: "\n"))")
  }
}
