import Files
import Foundation
import TestSupport
import Testing

/// What `--force` takes away of a folder, and what it does not.
@Suite struct OutputFolderTests {
  private struct Index: Encodable {
    var verb: String?
    var files: [String]?
    var fields: [[String: String]]?
  }

  /// Writes files, each with its name and `content`, and the index.
  private static func write(
    _ names: [String], to path: String, verb: String = "work", content: String = "", overwrite: Bool = false,
    inputs: [String] = []
  ) throws {
    let folder = try OutputFolder(path: path, overwrite: overwrite, index: "index.json", verb: verb, inputs: inputs)
    for name in names {
      let file = try OutputFile(path: folder.add(name))
      try file.write(name + content)
      try file.commit()
    }
    let index = try OutputFile(path: folder.add("index.json"))
    try index.write([UInt8](JSONEncoder().encode(Index(verb: verb, files: folder.files))))
    try index.commit()
    try folder.commit()
  }

  private static func contents(_ path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }

  private static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  @Test func `Only what the earlier run wrote goes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.write(["a", "deep/b", "deep/c"], to: path)
    try Self.makeFolder(path + "/own")
    for name in ["notes.txt", "own/thesis", "deep/mine"] { _ = try folder.write([7], to: "out/\(name)") }
    try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: folder.path)
    try Self.write(["a", "d"], to: path + "/", content: " again", overwrite: true)
    #expect(
      try Self.contents(path)
        == ["a", "d", "deep", "deep/mine", "index.json", "link", "notes.txt", "own", "own/thesis"])
    #expect(try fileBytes(path + "/a") == Array("a again".utf8) && fileBytes(path + "/notes.txt") == [7])
    try FileManager.default.removeItem(atPath: path + "/deep/mine")
    try Self.write(["deep/b"], to: path, overwrite: true)
    try Self.write([], to: path, overwrite: true)
    #expect(try Self.contents(path) == ["index.json", "link", "notes.txt", "own", "own/thesis"])
  }

  @Test func `A file that no run wrote is not taken by a new one`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.write(["a"], to: path)
    _ = try folder.write([7], to: "out/b")
    let error = #expect(throws: FileError.self) { try Self.write(["a", "b"], to: path, overwrite: true) }
    #expect(error?.kind == .cannotCreate && error?.path == path + "/b")
    #expect(try Self.contents(path) == ["a", "b", "index.json"] && fileBytes(path + "/b") == [7])
  }

  @Test func `An index that is not of an earlier run of the same work is no leave`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.write(["a"], to: path, verb: "other work")
    let error = #expect(throws: FileError.self) { try Self.write(["a"], to: path, overwrite: true) }
    #expect(error?.problem.contains("other work") == true)
    for text in ["{}", "[]", "not JSON", "{\"files\": [\"a\"]}", "{\"fields\": 3}"] {
      _ = try folder.write(Array(text.utf8), to: "out/index.json")
      #expect(throws: FileError.self, "\(text)") { try Self.write(["a"], to: path, overwrite: true) }
    }
    #expect(try Self.contents(path) == ["a", "index.json"])
  }

  @Test func `A file that an index lists twice goes once`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.write(["a"], to: path)
    let index = try JSONEncoder().encode(Index(verb: "work", files: ["a", "a", "index.json", "index.json"]))
    _ = try folder.write([UInt8](index), to: "out/index.json")
    try Self.write(["b"], to: path, overwrite: true)
    #expect(try Self.contents(path) == ["b", "index.json"])
  }

  @Test func `An older index owns its fields and itself`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.makeFolder(path)
    for name in ["f.npy", "f.png"] { _ = try folder.write([7], to: "out/\(name)") }
    _ = try folder.write(Array("{\"fields\": [{\"file\": \"f.npy\"}]}".utf8), to: "out/index.json")
    #expect(throws: FileError.self) { try Self.write(["a"], to: path, overwrite: true) }
    try Self.write(["a"], to: path, verb: "flow", overwrite: true)
    #expect(try Self.contents(path) == ["a", "f.png", "index.json"])
  }

  @Test(arguments: ["../precious", "/precious", "link/precious", "a/../../precious", ".", "", "a//b"])
  func `An index cannot lead out of its folder`(name: String) throws {
    let folder = try TemporaryFolder()
    let precious = try folder.write([7], to: "precious")
    try Self.makeFolder(folder.file("out/a"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("out/link"), withDestinationPath: folder.path)
    let listed = name == "/precious" ? precious : name
    _ = try folder.write(
      [UInt8](JSONEncoder().encode(Index(verb: "work", files: [listed]))), to: "out/index.json")
    try Self.write(["b"], to: folder.file("out"), overwrite: true)
    #expect(try fileBytes(precious) == [7])
    #expect(try Self.contents(folder.file("out")) == ["a", "b", "index.json", "link"])
  }

  @Test func `An input among what would go is refused, by whatever name`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Self.write(["deep/a", "b"], to: path)
    try FileManager.default.linkItem(atPath: path + "/b", toPath: folder.file("hard"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("soft"), withDestinationPath: path + "/deep/a")
    for input in [path + "/b", folder.file("hard"), folder.file("soft"), path + "/deep", path + "/index.json"] {
      let error = #expect(throws: FileError.self, "\(input)") {
        try Self.write(["c"], to: path, overwrite: true, inputs: [input])
      }
      #expect(error?.kind == .cannotCreate && error?.problem.contains("input") == true)
    }
    #expect(try Self.contents(path) == ["b", "deep", "deep/a", "index.json"])
    // What lies in the folder without being of an earlier run stays anyway.
    _ = try folder.write([7], to: "out/recording")
    try Self.write(["c"], to: path, overwrite: true, inputs: [path + "/recording"])
    #expect(try Self.contents(path) == ["c", "index.json", "recording"])
  }

  @Test func `Of two new folders of one name the second is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    let late = try OutputFolder(path: path, overwrite: true, index: "index.json", verb: "work")
    _ = try folder.write([1], to: String(late.file("x").dropFirst(folder.path.count + 1)))
    try Self.write(["a"], to: path)
    #expect(throws: FileError.self) { try late.commit() }
    late.discard()
    #expect(try Self.contents(folder.path) == ["out", "out/a", "out/index.json"])
  }

  @Test func `A link to a folder is followed`() throws {
    let folder = try TemporaryFolder()
    try Self.makeFolder(folder.file("real"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "real")
    try Self.write(["a"], to: folder.file("link"), overwrite: true)
    #expect(try Self.contents(folder.file("real")) == ["a", "index.json"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "real")
  }
}
