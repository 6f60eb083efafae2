import Files
import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct OutputPathsTests {
  private let folder: TemporaryFolder
  private let input: String

  init() throws {
    folder = try TemporaryFolder()
    input = try folder.write([1, 2, 3], to: "in.dat")
  }

  @Test func anInputIsNoOutputByAnyName() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: input)
    for name in ["in.dat", "link"] {
      let error = #expect(throws: FileError.self) {
        try OutputPaths.check([folder.file(name)], overwrite: true, inputs: [input])
      }
      #expect(error?.kind == .cannotCreate)
    }
    try OutputPaths.check([folder.file("out.dat")], overwrite: false, inputs: [input])
  }

  @Test func whatIsThereIsReplacedOnlyWhenAsked() throws {
    #expect(throws: FileError.self) { try OutputPaths.check([input], overwrite: false, inputs: []) }
    try OutputPaths.check([input], overwrite: true, inputs: [])
  }

  @Test func noTwoOutputsAreOneFile() throws {
    let error = #expect(throws: JobError.self) {
      try OutputPaths.check(
        [folder.file("out.dat"), folder.path + "/./out.dat"], overwrite: false, inputs: [input])
    }
    #expect(error?.kind == .wrongOptions && error?.path == folder.path + "/./out.dat")
    try OutputPaths.check([folder.file("a"), folder.file("b")], overwrite: false, inputs: [])
  }
}
