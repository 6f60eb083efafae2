import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct OutputFileTests {
  private static func link(_ folder: TemporaryFolder, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
  }

  private static func write(_ text: String, to path: String, overwrite: Bool = false) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(text)
    try file.commit()
  }

  private static func text(_ path: String) throws -> String { String(decoding: try fileBytes(path), as: UTF8.self) }

  @Test func `A link is followed: its target is replaced and it stays`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("deep"), withIntermediateDirectories: false)
    _ = try folder.write(Array("old".utf8), to: "deep/real")
    try Self.link(folder, "deep/near", to: "real")
    try Self.link(folder, "far", to: "deep/near")
    #expect(throws: FileError.self) { try Self.write("new", to: folder.file("far")) }
    try Self.write("new", to: folder.file("far"), overwrite: true)
    #expect(try Self.text(folder.file("deep/real")) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("far")) == "deep/near")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("deep/near")) == "real")
    #expect(try folder.names() == ["deep", "far"])
  }

  @Test func `A link that leads nowhere yet makes its target`() throws {
    let folder = try TemporaryFolder()
    try Self.link(folder, "link", to: "target")
    try Self.write("new", to: folder.file("link"))
    #expect(try Self.text(folder.file("target")) == "new" && folder.names() == ["link", "target"])
  }

  @Test func `Links in a circle are told`() throws {
    let folder = try TemporaryFolder()
    try Self.link(folder, "a", to: "b")
    try Self.link(folder, "b", to: "a")
    let error = #expect(throws: FileError.self) { try Self.write("", to: folder.file("a"), overwrite: true) }
    #expect(error?.problem.contains("circle") == true)
  }

  @Test(arguments: ["-", "/dev/stdout", "/proc/self/fd/1"]) func `Standard output has several names`(path: String)
    throws
  {
    #expect(try OutputPlace(path) == .descriptor(1))
    let folder = try TemporaryFolder()
    try Self.link(folder, "link", to: path)
    #expect(try OutputPlace(folder.file("link")) == (path == "-" ? .file(folder.file("-")) : .descriptor(1)))
    let error = #expect(throws: FileError.self) { _ = try OutputFile(path: path, overwrite: true) }
    #expect(error?.problem.contains("stream") == true)
  }

  @Test func `A stream takes bytes as they come, and nothing is replaced`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("kept ".utf8), to: "target")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    let file = try OutputFile(path: "/dev/fd/\(handle.fileDescriptor)", streams: true)
    #expect(file.isStream)
    try file.write("and more")
    try file.commit()
    #expect(try Self.text(path) == "kept and more" && folder.names() == ["target"])
  }

  @Test(arguments: [false, true]) func `What came up while an output was written stays`(isFolder: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("result")
    let file = try OutputFile(path: path)
    try file.write("mine")
    if isFolder {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    } else {
      try Self.write("theirs", to: path)
    }
    let error = #expect(throws: FileError.self) { try file.commit() }
    #expect(error?.kind == .cannotCreate && error?.problem.contains("exists") == true)
    file.discard()
    #expect(try folder.names() == ["result"])
    if !isFolder { #expect(try Self.text(path) == "theirs") }
  }

  @Test(arguments: [false, true])
  func `Where the system cannot rename without replacing, a placeholder takes the name`(isFolder: Bool) throws {
    let folder = try TemporaryFolder()
    func make(_ name: String) throws {
      if isFolder {
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      } else {
        _ = try folder.write(Array(name.utf8), to: name)
      }
    }
    try make("one")
    try make("two")
    #expect(ExclusiveName.renameOverPlaceholder(folder.file("one"), to: folder.file("target"), isFolder: isFolder) == 0)
    let second = ExclusiveName.renameOverPlaceholder(
      folder.file("two"), to: folder.file("target"), isFolder: isFolder)
    #expect(second == -1 && errno == EEXIST)
    #expect(try folder.names() == ["target", "two"])
  }
}
