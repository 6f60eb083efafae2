import Foundation
import TestSupport
import Testing

@testable import Workflows

@Suite struct SceneGalleryTests {
  @Test func `A page shows each scene in a video that stands in it, the same on any number of threads`() throws {
    let folder = try TemporaryFolder()
    func page(_ name: String, threads: Int) throws -> String {
      let path = folder.file(name)
      let gallery = SceneGallery(
        page: PageOutput(path: path, origin: "saccade"),
        command: { name, kinds in "render \(name) \(kinds?.count ?? 0)" },
        designs: [.ball, .fan], hasLaws: false, pictures: 2, width: 32,
        threads: threads)
      let summary = try gallery.run(observer: SilentObserver())
      #expect(summary.scenes == ["ball", "fan"] && summary.report == path)
      return try String(contentsOfFile: path, encoding: .utf8)
    }
    let text = try page("one.html", threads: 1)
    #expect(text == (try page("two.html", threads: 2)))
    #expect(text.components(separatedBy: "src=\"data:video/mp4;base64,AAAA").count == 3)
    #expect(text.components(separatedBy: "poster=\"data:image/png;base64,iVBOR").count == 3)
    #expect(text.contains("render fan 0") && text.contains("800x500, 25 ms, "))
    for word in ["http:", "https:", "src=\"/", "url("] { #expect(!text.contains(word), "\(word)") }
    // Nothing is written over.
    #expect(throws: (any Error).self) { try page("one.html", threads: 1) }
  }
}
