import Foundation
import Tensors
import TestSupport
import Testing

/// Damaged files give an error of one line or a result; they never end the process, and claims take no memory.
@Suite struct DamageTests {
  @Test(arguments: Fixture.names(".pth", ".safetensors", ".npz", ".npy"))
  func `A file cut at any byte is refused`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Fixture.bytes(name)
    let path = try folder.write(bytes, to: name)
    // What lies behind the arrays of a .npy file is no part of it; everything else needs its last byte.
    for length in stride(from: bytes.count - 1, through: 0, by: -1) {
      #expect(truncate(path, off_t(length)) == 0)
      let outcome = try read(path)
      #expect(outcome != nil, "cut at byte \(length)")
    }
  }

  @Test(arguments: Fixture.names(".pth", ".safetensors", ".npz", ".npy"))
  func `A file with a changed byte is refused or read`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Fixture.bytes(name)
    let path = try folder.write(bytes, to: name)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? file.close() }
    let step = bytes.count > 6000 ? 7 : 1
    for place in stride(from: 0, to: bytes.count, by: step) {
      // Every bit in turn, and now and then the largest number.
      for mask in place % 16 == 0 ? [1 << UInt8(place / 16 % 8), ~bytes[place]] : [1 << UInt8(place % 8)] {
        guard mask != 0 else { continue }
        try overwrite(file, at: place, with: bytes[place] ^ mask)
        _ = try read(path)
      }
      try overwrite(file, at: place, with: bytes[place])
    }
  }

  @Test(arguments: ["types_zip.pth", "views_zip.pth", "deflated_zip.pth", "deflated.npz"])
  func `A changed byte in an entry of an archive fails its checksum or its structure`(name: String) throws {
    let folder = try TemporaryFolder()
    let sound = try Checkpoint(path: Fixture.path(name))
    let bytes = try Fixture.bytes(name)
    let path = folder.file("changed")
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      _ = try folder.write(changed, to: "changed")
      // Names, dates and padding carry no checksum; the tensors do.
      guard let checkpoint = try? Checkpoint(path: path) else { continue }
      for (name, tensor) in checkpoint.tensors where sound[name] != nil {
        #expect(tensor == sound[name], "byte \(place)")
      }
    }
  }

  /// Reads everything in a file: the error, or nil where there was none.
  private func read(_ path: String) throws -> FileError? {
    do {
      if path.hasSuffix(".npy") {
        _ = try NumpyFile.read(path: path)
      } else {
        let checkpoint = try Checkpoint(path: path)
        for name in checkpoint.names { #expect(checkpoint[name] != nil || (try? checkpoint.tensor(name)) == nil) }
      }
      return nil
    } catch let error as FileError {
      let text = error.description
      #expect(!text.contains("\n") && text.utf8.count < 1000)
      return error
    }
  }

  private func overwrite(_ file: FileHandle, at place: Int, with byte: UInt8) throws {
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: [byte])
  }
}
