import Foundation
import Tensors
import TestSupport
import Testing

/// `reconstruct` and `render`.
@Suite struct PictureTests {
  @Test func `Numbers of a reconstruction are the firing rates in a window`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let facts = try expectJSON(["reconstruct", name, "-o", "r.npy", "--method", "tfp:10", "--stride", "7"], in: folder)
    #expect(facts["frames"] as? [Int] == Array(stride(from: 0, to: 60, by: 7)))
    #expect(facts["pictures"] as? Int == 9 && facts["method"] as? String == "tfp:10")
    let rates = try NumpyFile.read(path: folder.file("r.npy")).float32
    #expect(rates.shape == [9, 30, 40])
    let spikes = Samples.spikes(width: 40, height: 30, frames: 60)
    for y in stride(from: 0, to: 30, by: 7) {
      for x in stride(from: 0, to: 40, by: 9) {
        let fired = (30..<40).count { spikes[$0, y, x] == 1 }
        #expect(abs(rates[5, y, x] - Float(fired) / 10) < 1e-6)
      }
    }
  }

  @Test(arguments: ["png", "mp4", "gif", "mkv", "avi"])
  func `Spikes become pictures of every kind`(ending: String) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let count = ending == "png" ? 1 : 6
    for verb in [
      ["reconstruct"], ["reconstruct", "--method", "tfi:20", "--transfer", "srgb"],
      ["reconstruct", "--method", "tfstp", "--gain", "1.5"], ["render"],
    ] {
      let output = "\(verb.joined().filter(\.isLetter)).\(ending)"
      let facts = try expectJSON(verb + [name, "-o", output, "--stride", "10"], in: folder)
      #expect(facts["pictures"] as? Int == count && facts["output"] as? String == output)
      #expect(try folder.bytes(output).count > 50)
    }
    let noun = count == 1 ? "1 picture " : "6 pictures "
    let run = try expectSuccess(["render", name, "-o", "words.\(ending)", "--stride", "10"], in: folder)
    #expect(run.output.isEmpty && run.errors.hasPrefix(noun))
    let quiet = try expectSuccess(["render", name, "-o", "quiet.\(ending)", "--quiet"], in: folder)
    #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
  }

  @Test func `Any number of threads draws the same bytes`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    for ending in ["png", "mp4", "gif", "mkv"] {
      let files = try ["1", "2", "5"].map { threads in
        try expectSuccess(
          ["reconstruct", name, "-o", "\(threads).\(ending)", "--stride", "20", "--threads", threads], in: folder)
        return try folder.bytes("\(threads).\(ending)")
      }
      #expect(Set(files).count == 1, "\(ending)")
    }
  }

  @Test func `What memory held before does not show in a video`() throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: 1)
    _ = try folder.write(
      (0..<2500 * 12).map { _ in UInt8.random(in: 0...255, using: &random) }, to: "noise_200x100.dat")
    // glibc fills memory that is taken with the one byte, memory that is given back with the other.
    let videos = try [1, 85].map { byte in
      let run = try Program.shell(
        "MALLOC_PERTURB_=\(byte) \"$saccade\" reconstruct noise_200x100.dat -o \(byte).mp4 --method tfp:3", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      return try folder.bytes("\(byte).mp4")
    }
    let isSame = videos[0] == videos[1]
    #expect(isSame)
  }

  @Test func `The frame asked for is the one shown`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let facts = try expectJSON(["reconstruct", name, "-o", "a.png", "--frame", "59"], in: folder)
    #expect(facts["frames"] as? [Int] == [59])
    for frame in ["60", "-1", "9223372036854775807"] {
      try expectFailure(64, ["reconstruct", name, "-o", "b.png", "--frame", frame], in: folder, telling: ["0…59"])
    }
  }

  @Test func `Flow is drawn with a scale that the summary states`() throws {
    let folder = try TemporaryFolder()
    let flow = try folder.writeFlow(u: 3, v: -4)
    let own = try expectJSON(["render", flow, "-o", "own.png"], in: folder)
    let scale = try #require(own["max_flow"] as? Double)
    #expect(abs(scale - 5) < 0.03 && own["style"] as? String == "flow")
    let given = try expectJSON(["render", flow, "-o", "given.png", "--max-flow", "8", "--no-legend"], in: folder)
    #expect(given["max_flow"] as? Double == 8)
    #expect(try folder.bytes("own.png") != folder.bytes("given.png"))
    let name = try folder.writeSpikes()
    let arrows = ["render", flow, "-o", "arrows.mp4", "--style", "arrows", "--over", name, "--spacing", "8"]
    #expect(try expectJSON(arrows, in: folder)["style"] as? String == "arrows")
  }

  @Test(arguments: [Float(0), .nan, .infinity, 1e30, 9e8, 1e-30])
  func `Flow of any values is drawn`(value: Float) throws {
    let folder = try TemporaryFolder()
    let flow = try folder.writeFlow(u: value, v: -value, width: 17, height: 3)
    try expectSuccess(["render", flow, "-o", "colours.png"], in: folder)
    try expectSuccess(["render", flow, "-o", "arrows.png", "--style", "arrows", "--arrow-scale", "1000"], in: folder)
  }

  @Test func `What cannot be shown is refused with a reason`() throws {
    let folder = try TemporaryFolder()
    let (name, flow) = (try folder.writeSpikes(), try folder.writeFlow(u: 1, v: 1))
    try expectFailure(64, ["render", name, "-o", "x.png", "--style", "flow"], in: folder, telling: ["saccade flow"])
    try expectFailure(64, ["render", flow, "-o", "x.png", "--style", "frame"], in: folder, telling: ["--style"])
    for verb in ["render", "reconstruct"] {
      try expectFailure(64, [verb, name, "-o", "x.jpg"], in: folder, telling: ["x.jpg", ".png"])
    }
    try expectFailure(64, ["render", name, "-o", "x"], in: folder, telling: [".png"])
    let other = try folder.writeSpikes(width: 16, height: 16)
    let arrows = ["render", flow, "-o", "x.png", "--style", "arrows", "--over"]
    try expectFailure(65, arrows + [other], in: folder, telling: ["16x16", "40x30"])
    try expectFailure(66, arrows + ["absent_40x30.dat"], in: folder, telling: ["absent_40x30.dat"])
    try NumpyFile.write(Tensor<Float>(zeros: [2, 0, 4]), to: folder.file("empty.npy"))
    try expectFailure(65, ["render", "empty.npy", "-o", "x.png"], in: folder, telling: ["empty.npy", "[2, 0, 4]"])
    _ = try folder.write(Array("PIEH".utf8), to: "short.flo")
    try expectFailure(65, ["render", "short.flo", "-o", "x.png"], in: folder, telling: ["short.flo"])
    let wide = try folder.writeSpikes(width: 16_385, height: 1, frames: 30)
    try expectFailure(73, ["reconstruct", wide, "-o", "x.mp4"], in: folder, telling: ["16385x1", ".png"])
  }

  @Test func `A folder whose index is damaged is refused`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("fields"), withIntermediateDirectories: true)
    let render = ["render", "fields", "-o", "x.png"]
    try expectFailure(66, render, in: folder, telling: ["index.json"])
    for text in ["", "{}", "[1,2", "\u{0}"] {
      _ = try folder.write(Array(text.utf8), to: "fields/index.json")
      try expectFailure(65, render, in: folder, telling: ["index.json"])
    }
    func index(_ files: [String]) -> String {
      let fields = files.map {
        #"{"file":"\#($0)","start_us":0,"end_us":1,"frame_a":3,"frame_b":4,"iterations":1}"#
      }
      return #"{"fields":[\#(fields.joined(separator: ","))],"width":4,"height":4,"model":"m","#
        + #""weights_digest":"d","version":"0","command":[]}"#
    }
    _ = try folder.write(Array(index([]).utf8), to: "fields/index.json")
    try expectFailure(65, render, in: folder, telling: ["fields", "no flow field"])
    _ = try folder.write(Array(index(["a.npy"]).utf8), to: "fields/index.json")
    try expectFailure(66, render, in: folder, telling: ["a.npy"])
    _ = try folder.writeFlow(u: 1, v: 1, name: "fields/a.npy")
    _ = try folder.writeFlow(u: 1, v: 1, width: 8, name: "fields/b.npy")
    _ = try folder.write(Array(index(["a.npy", "b.npy"]).utf8), to: "fields/index.json")
    try expectFailure(65, ["render", "fields", "-o", "x.mp4"], in: folder, telling: ["b.npy", "one size"])
    try expectFailure(64, render + ["--frame", "5"], in: folder, telling: ["3"])
    try expectSuccess(render, in: folder)
  }
}
