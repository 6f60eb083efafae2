import Foundation
import Media
import Recordings
import TestSupport
import Testing

/// Spikes in the player, and repaired.
@Suite struct SpikePageTests {
  @Test(arguments: [[], ["--kind", "tfp:8"]])
  func `Spikes are played by a page that fetches nothing`(kind: [String]) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let facts = try expectJSON(["render", name, "-o", "p.html", "--stride", "10"] + kind, in: folder)
    #expect(facts["pictures"] as? Int == 6)
    let page = String(decoding: try folder.bytes("p.html"), as: UTF8.self)
    // Without a legend: the page says when a picture is.
    #expect(page.contains((kind.isEmpty ? "40×30" : "320×240") + " pixels, 6 pictures"))
    #expect(page.contains(name) && !page.contains("https:"))
    #expect(page.components(separatedBy: "iVBOR").count == 7)
    try expectFailure(73, ["render", name, "-o", "p.html"], in: folder, telling: ["p.html", "--force"])
    let long = try folder.writeSpikes(width: 8, height: 1, frames: 3001)
    try expectFailure(
      64, ["render", long, "-o", "q.html", "--stride", "1"], in: folder, telling: ["--stride", "3000"])
  }

  @Test func `Doctor writes the whole frames of a recording that is cut off`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let bytes = try folder.bytes(name)
    _ = try folder.write(bytes.dropLast(7), to: "cut_40x30.dat")
    let facts = try expectJSON(["doctor", "cut_40x30.dat", "--repair", "whole_40x30.dat"], in: folder)
    #expect(facts["repairable"] as? Bool == true)
    let repair = try #require(facts["repair"] as? [String: Any])
    #expect(repair["frames_out"] as? Int == 59 && repair["cut_frame_dropped"] as? Bool == true)
    #expect(try folder.bytes("whole_40x30.dat") == Array(bytes.prefix(59 * 150)))
    #expect((try expectJSON(["doctor", "whole_40x30.dat"], in: folder)["findings"] as? [Any])?.isEmpty == true)
    try expectFailure(73, ["doctor", "cut_40x30.dat", "--repair", "whole_40x30.dat"], in: folder, telling: ["--force"])
    try expectFailure(
      64, ["doctor", "cut_40x30.dat", "--repair", "x.dat", "--time-origin", "first"], in: folder,
      telling: ["--time-origin"])
    try expectFailure(
      64, ["doctor", "cut_40x30.dat", "--repair", "x.raw", "--to", "prophesee-evt3"], in: folder, telling: ["--to"])
  }

  @Test func `Doctor silences pixels that always fire where it is told to`() throws {
    let folder = try TemporaryFolder()
    // 120 frames of 8 x 2 pixels: the first always fires, the others now and then.
    let frames = (0..<120).flatMap { frame in [UInt8(frame % 3 == 0 ? 0xFF : 0x01), UInt8(frame % 3 == 0 ? 0xFF : 0)] }
    _ = try folder.write(frames, to: "s_8x2.dat")
    let kept = try expectJSON(["doctor", "s_8x2.dat", "--repair", "k_8x2.dat"], in: folder)
    #expect((kept["repair"] as? [String: Any])?["spikes_dropped"] as? Int == 0)
    #expect(try folder.bytes("k_8x2.dat") == frames)
    let facts = try expectJSON(["doctor", "s_8x2.dat", "--repair", "r_8x2.dat", "--drop-hot-pixels"], in: folder)
    let repair = try #require(facts["repair"] as? [String: Any])
    #expect(repair["stuck_pixels_silenced"] as? Int == 1 && repair["spikes_dropped"] as? Int == 120)
    #expect(try folder.bytes("r_8x2.dat") == frames.enumerated().map { $0 % 2 == 0 ? $1 & 0xFE : $1 })
  }
}
