import Files
import TestSupport
import Testing

@Suite struct TemporaryNameTests {
  @Test(arguments: ["flow", "a.npz", "folder/b.tar.gz", "/x/.hidden", "./c"])
  func `A temporary name is told as the one that it will have`(path: String) {
    let temporary = TemporaryFiles.path(for: path)
    #expect(temporary != path && TemporaryFiles.finalPath(of: temporary) == path)
    #expect(TemporaryFiles.finalPath(of: temporary + "/flow_000001.npy") == path + "/flow_000001.npy")
    #expect(TemporaryFiles.finalPath(of: path) == path)
    let nested = TemporaryFiles.path(for: temporary)
    #expect(TemporaryFiles.finalPath(of: nested) == path)
  }

  @Test(arguments: [1, 60, 200, 255]) func `Names of up to 255 bytes can be written`(length: Int) throws {
    let folder = try TemporaryFolder()
    // Two bytes a letter, where the length allows.
    let name = String(repeating: "é", count: length / 2) + String(repeating: "n", count: length % 2)
    let file = try OutputFile(path: folder.file(name))
    try file.write("content")
    try file.commit()
    #expect(try folder.names() == [name])
  }

  @Test func `A name of 256 bytes is refused before anything is written`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) {
      _ = try OutputFile(path: folder.file(String(repeating: "n", count: 256)))
    }
    #expect(error?.kind == .cannotCreate && error?.problem.contains("too long") == true)
    #expect(try folder.names().isEmpty)
  }
}
