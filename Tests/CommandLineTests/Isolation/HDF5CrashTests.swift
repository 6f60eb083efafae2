import Foundation
import TestSupport
import Testing

/// Files on which libhdf5 1.10.8 crashes, or never ends, when a program opens, lists and reads them with it. Each is a whole
/// file in which one to three bytes were changed.
@Suite struct HDF5CrashTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/hdf5")

  @Test(arguments: [
    // H5Dread copies as much as the shape says from a dataset that is stored as less.
    "shape-beyond-data.h5",
    // H5Aexists, in the messages of a header.
    "attribute-message.h5",
    // H5Z_pipeline: a filter of checksums finds a chunk shorter than a checksum.
    "chunk-without-checksum.h5",
    // H5Aexists does not come back.
    "endless-header.h5",
    // H5Literate reads the tree of a group's links from where no file is; nothing in the headers shows it.
    "link-tree-address.h5",
  ])
  func `A file that kills the library ends in one line through every verb`(name: String) throws {
    let folder = try TemporaryFolder()
    _ = try MutationSubject.writeOthers(to: folder)
    try FileManager.default.copyItem(
      atPath: Self.folder.appending(path: name).path, toPath: folder.file(name))
    for line in MutationSubject.ofEvents {
      let arguments = line.split(separator: " ").map { $0 == "@" ? name : String($0) }
      try expectFailure(65, arguments, in: folder)
    }
  }
}
