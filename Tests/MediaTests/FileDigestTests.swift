import Media
import TestSupport
import Testing

@Suite struct FileDigestTests {
  /// The examples of FIPS 180-2, and the empty file.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `A digest is that of the standard`(content: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let digest = try FileDigest(path: folder.write(Array(content.utf8), to: "file"))
    #expect(digest.hexadecimal == expected)
    #expect(digest.description == "sha256:" + expected)
  }

  @Test func `A file of a million letters is digested in blocks`() throws {
    let folder = try TemporaryFolder()
    let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(try FileDigest(path: folder.write(million, to: "million")).hexadecimal == expected)
    // Longer than a block; the digest of one byte more differs.
    let long = try folder.write([UInt8](repeating: 7, count: 1 << 20), to: "long")
    let longer = try folder.write([UInt8](repeating: 7, count: (1 << 20) + 1), to: "longer")
    #expect(try FileDigest(path: long) != FileDigest(path: longer))
  }
}
