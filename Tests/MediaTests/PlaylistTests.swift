import Files
import TestSupport
import Testing

@testable import Media

/// Files that name other files: the path of a video stands for that one file.
@Suite struct PlaylistTests {
  private static func movie(_ path: String) throws {
    try writeVideo((0..<3).map { TestPicture.slope(width: 16, height: 16, seed: 9 * $0) }, to: path)
  }

  /// What names `part.mp4` in each form, and what the error calls it.
  private static func lists(part: String) -> [(name: String, text: String, kind: String)] {
    let hls = """
      #EXTM3U
      #EXT-X-VERSION:3
      #EXT-X-TARGETDURATION:1
      #EXT-X-MEDIA-SEQUENCE:0
      #EXTINF:1.0,
      \(part)
      #EXTINF:1.0,
      missing.ts
      #EXT-X-ENDLIST

      """
    let dash = """
      <?xml version="1.0" encoding="utf-8"?>
      <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4">
      <Representation id="1" bandwidth="1"><BaseURL>\(part)</BaseURL></Representation></AdaptationSet></Period></MPD>

      """
    return [
      ("a.m3u8", hls, "HLS"), ("b.mp4", hls, "HLS"), ("c.m3u", "#EXTM3U\n\(part)\n", "M3U"),
      ("d.ffconcat", "ffconcat version 1.0\nfile '\(part)'\nfile 'missing.mp4'\n", "ffconcat"),
      ("e.txt", "\u{FEFF}\nffconcat version 1.0\nfile \(part)\n", "ffconcat"),
      ("f.mpd", dash, "DASH"), ("g.png", "ffconcat version 1.0\nfile \(part)\n", "ffconcat"),
      ("h.pls", "[playlist]\nFile1=\(part)\nNumberOfEntries=1\n", "PLS"),
      ("i.sdp", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5000 RTP/AVP 96\r\n", "SDP"),
      ("j.asx", "<asx version=\"3.0\"><entry><ref href=\"\(part)\"/></entry></asx>\n", "ASX"),
    ]
  }

  @Test func `A playlist is refused by what it is, and nothing that it names is opened`() throws {
    let folder = try TemporaryFolder()
    let part = folder.file("part.mp4")
    try Self.movie(part)
    for (name, text, kind) in Self.lists(part: "part.mp4") + Self.lists(part: part) + Self.lists(part: "file:\(part)") {
      let path = try folder.write(Array(text.utf8), to: name)
      let error = #expect(throws: FileError.self, "\(name)") { _ = try VideoReader(path: path) }
      #expect(error?.kind == .badContent && error?.path == path, "\(name)")
      let words = error?.problem ?? ""
      #expect(words.contains("playlist") && words.contains(kind), "\(name): \(words)")
    }
  }

  @Test func `A playlist among the pictures of a folder is refused too`() throws {
    let folder = try TemporaryFolder()
    let pictures = try TemporaryFolder()
    let part = folder.file("part.mp4")
    try Self.movie(part)
    _ = try pictures.write(Array("ffconcat version 1.0\nfile \(part)\n".utf8), to: "0001.png")
    let error = #expect(throws: FileError.self) { _ = try VideoReader(path: pictures.path) }
    #expect(error?.problem.contains("playlist") == true)
  }

  @Test(arguments: [
    "a:b.mp4", "concat:part.mp4", "subfile,,start,0,end,9,,:part.mp4", "crypto:part.mp4", "file:part.mp4", "pipe:0",
    "-", "a|b.mp4", "a%20b.mp4", "#EXTM3U.mp4",
  ])
  func `A name that looks like an address is the name of a file`(name: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file(name)
    // Written under another name: writing chooses the form by the ending.
    try Self.movie(folder.file("part.mp4"))
    _ = try folder.write(try fileBytes(folder.file("part.mp4")), to: name)
    #expect(try frames(of: path).count == 3)
    #expect(errorKind { try VideoReader(path: folder.file("absent:\(name)")) } == .notFound)
  }

  @Test(arguments: ["picture%03d.tga", "picture[1].tga", "picture?.tga"])
  func `A picture that libav knows by its ending alone is read from the file itself`(name: String) throws {
    let folder = try TemporaryFolder()
    // Uncompressed, gray, 4x2, top row first: this form has no signature at its front.
    func picture(_ value: UInt8) -> [UInt8] {
      [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 2, 0, 8, 0x20] + [UInt8](repeating: value, count: 8)
    }
    let path = try folder.write(picture(200), to: name)
    // What the name would be without the characters of patterns is another file.
    _ = try folder.write(picture(10), to: String(name.map { "%[]?".contains($0) ? "_" : $0 }))
    let frame = try #require(try VideoReader(path: path).next())
    #expect(try frame.grayLuma().scalars == [Float](repeating: 200, count: 8))
  }
}
