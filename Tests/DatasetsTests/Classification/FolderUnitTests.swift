import Datasets
import Files
import Foundation
import Recordings
import TestSupport
import Testing

/// Folders of recordings whose files do not tell their unit of time.
@Suite struct FolderUnitTests {
  @Test func `Recordings that can be read in two units need the unit`() throws {
    let folder = try TemporaryFolder()
    for name in ["cat", "dog"] {
      try FileManager.default.createDirectory(atPath: folder.file("d/\(name)"), withIntermediateDirectories: true)
      let text = "t,x@34,y@34,p\n" + (0..<9).map { "\($0)000,\($0),2,1\n" }.joined()
      _ = try folder.write(Array(text.utf8), to: "d/\(name)/a.csv")
    }
    let error = #expect(throws: FileError.self) {
      _ = try ClassificationDataset(folder.file("d")).events(0)
    }
    #expect(error?.description.contains("timeUnit s|ms|us|ns") == true)
    let options = ClassificationReadOptions(timeUnit: .nanoseconds)
    let events = try ClassificationDataset(folder.file("d"), options: options).events(0)
    #expect(events.events.map(\.timeMicroseconds) == Array(0..<9))
  }
}
