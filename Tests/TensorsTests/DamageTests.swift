import Files
import Foundation
import Tensors
import TestSupport
import Testing

/// Damaged files give an error of one line or a result; they never end the process, and claims take no memory.
@Suite struct DamageTests {
  static let fixtures = Fixture.names(".pth", ".safetensors", ".npz", ".npy")

  @Test(arguments: fixtures)
  func `A file cut at any byte is refused`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Fixture.bytes(name)
    let path = try folder.write(bytes, to: name)
    var accepted: [Int] = []
    for length in stride(from: bytes.count - 1, through: 0, by: -1) {
      guard truncate(path, off_t(length)) == 0 else { throw CocoaError(.fileWriteUnknown) }
      if case .success = outcome(path) { accepted.append(length) }
    }
    #expect(accepted == [])
  }

  /// Each bit in turn, and now and then all of them; in a long file not at every byte.
  @Test(arguments: fixtures)
  func `A file with a changed byte is refused or read, and a checksum guards what it covers`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Fixture.bytes(name)
    let path = try folder.write(bytes, to: name)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? file.close() }
    let sound = try? outcome(path).get()
    var changed: [Int] = []
    for place in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 300) {
      let mask: UInt8 = place % 16 == 0 ? 0xff : 1 << UInt8(place % 8)
      try overwrite(file, at: place, with: bytes[place] ^ mask)
      if bytes.starts(with: "PK".utf8), let sound, let tensors = try? outcome(path).get() {
        // Names and dates of entries carry no checksum; the tensors do. Without its name the entry `byteorder` is lost.
        let isGuarded = !name.hasPrefix("bigendian")
        if isGuarded, tensors.contains(where: { sound[$0] != nil && sound[$0] != $1 }) { changed.append(place) }
      } else {
        _ = outcome(path)
      }
      try overwrite(file, at: place, with: bytes[place])
    }
    #expect(changed == [])
  }

  /// Everything in a file, or the error that it gives.
  private func outcome(_ path: String) -> Result<[String: AnyTensor], any Error> {
    let result = Result {
      path.hasSuffix(".npy") ? ["": try NumpyFile.read(path: path)] : try Checkpoint(path: path).tensors
    }
    if case .failure(let error) = result {
      let text = (error as? FileError)?.description ?? "an error of another type\n"
      if text.utf8.contains(0x0a) || text.utf8.count > 1000 { Issue.record("\(path): \(text)") }
    }
    return result
  }

  private func overwrite(_ file: FileHandle, at place: Int, with byte: UInt8) throws {
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: [byte])
  }
}
