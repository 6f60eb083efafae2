import TestSupport
import Testing

/// Whatever is wrong on the command line is one line and status 64, and touches nothing.
@Suite struct UsageErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var word: String

    init(_ line: String, _ word: String) {
      self.line = line
      self.word = word
    }

    var testDescription: String { line }
  }

  /// `S` stands for a recording, `V` for a video, `F` for a flow.
  static let cases: [Case] = [
    Case("bogus", "bogus"), Case("bogus", "there are info, doctor"), Case("infoo S", "did you mean `info`?"),
    Case("evaluate flwo", "did you mean `flow`?"), Case("calibrate spiks", "did you mean `spikes`?"),
    Case("train clasifier", "there are classifier, flow, reconstruction, export"), Case("run g.nir", "not there yet"),
    Case("evaluate merge a", "not there yet"),
    Case("convert S x.npz --recursive", "not there yet"),
    Case("represent --list l -o x.npz --kind count", "not there yet"),
    Case("info S --sze 4x4", "did you mean --size?"), Case("convert S x.npz --bit", "--bit"),
    Case("info S --from aedat", "did you mean `aedat1`? there are spikes-dat"),
    Case("convert S x.npz --to aedat5", "there are spikes-dat"),
    Case("flow S -o f --model contast", "did you mean `contrast`?"),
    Case("convert S x.npz --filter stfc:3ms", "did you mean `stcf`? there are time, roi"),
    Case("represent S -o x.npz --kind voxel-gird:5", "did you mean `voxel-grid:B`? there are count"),
    Case("represent S -o x.npz --kind windw:5", "did you mean `window:K`? there are count"),
    Case("convert S S x.npz", "one recording a run"),
    Case("evaluate outputs l.npy --confidence-level 1", "--confidence-level"),
    Case("info", "<file>"), Case("info S extra", "extra"), Case("info S --bogus", "--bogus"),
    Case("info S --size 0x0", "--size"), Case("info S --size 65536x1", "--size"),
    Case("info S --size 40x30x2", "--size"),
    Case("info S --size 99999999999999999999x1", "--size"), Case("info S --from bogus", "spikes-npz"),
    Case("info S --rate 0", "--rate"), Case("info S --rate nan", "--rate"),
    Case("info S --rate 1e300", "--rate"), Case("info S --rate 1e-300", "--rate"),
    Case("info S --threads 0", "--threads"), Case("info S --threads 99999999999999999999", "--threads"),
    Case("info S --frame-padding bogus", "packed"), Case("info S --system", "--system"),
    Case("convert S", "<output>"), Case("convert S x.npy --start 1h", "--start"),
    Case("convert S x.npy --end 1e300s", "--end"),
    Case("convert S x.npy --to spikes-h5", "--to"),
    Case("simulate bogus", "bogus"), Case("simulate spikes V", "--output"),
    Case("simulate spikes V -o x_40x30.dat", "--fps"), Case("simulate spikes V -o x.dat --fps 0", "--fps"),
    Case("simulate spikes V -o x.dat --fps -25", "--fps"),
    Case("simulate spikes V -o x.dat --fps 25 --rate 0", "--rate"),
    Case("simulate spikes V -o x.dat --fps 25 --rate 2147483648", "--rate"),
    Case("simulate spikes V -o x.dat --fps 25 --threshold 0", "--threshold"),
    Case("simulate spikes V -o x.dat --fps 25 --threshold nan", "--threshold"),
    Case("simulate spikes V -o x.dat --fps 25 --threshold 1e9", "--threshold"),
    Case("simulate spikes V -o x.dat --fps 25 --seed -1", "--seed"),
    Case("simulate spikes V -o x.dat --fps 25 --seed 18446744073709551616", "--seed"),
    Case("simulate spikes V -o x.dat --fps 25 --size 65535x65535", "--size"),
    Case("simulate spikes V -o x.dat --fps 25 --model bogus", "ideal"),
    Case("simulate spikes V -o x.foo --fps 25", ".npz"),
    Case("reconstruct S", "--output"), Case("reconstruct S -o x.png --method bogus", "--method"),
    Case("reconstruct S -o x.png --method tfp:0", "--method"),
    Case("reconstruct S -o x.png --method tfi:9223372036854775807", "--method"),
    Case("reconstruct S -o x.png --gain -1", "--gain"),
    Case("reconstruct S -o x.png --gain nan", "--gain"), Case("reconstruct S -o x.mp4 --stride 0", "--stride"),
    Case("reconstruct S -o x.mp4 --stride -1", "--stride"), Case("reconstruct S -o x.mp4 --fps 0", "--fps"),
    Case("reconstruct S -o x.mp4 --fps 1e-300", "--fps"),
    Case("reconstruct S -o x.png --frame 1e9", "--frame"),
    Case("flow S -o f --weights w --dt 0", "--dt"), Case("flow S -o f --weights w --dt -1", "--dt"),
    Case("flow S -o f --weights w --dt 9223372036854775807", "--dt"),
    Case("flow S -o f --weights w --count 0", "--count"), Case("flow S -o f --weights w --count -3", "--count"),
    Case("flow S -o f --weights w --max-flow nan", "--max-flow"),
    Case("flow S -o f --weights w --max-flow -1", "--max-flow"),
    Case("flow S -o f --weights w --model bogus", "scflow"), Case("flow S -o f --weights w --format bogus", "flo"),
    Case("flow S -o f --weights w --splits 5", "--splits"), Case("flow S -o f --weights w --splits 6", "--splits"),
    Case("flow S -o f --weights w --encoding indoor", "--encoding"),
    Case("flow S -o f --weights w --iterations 3", "--iterations"),
    Case("flow S -o f --weights w --crop none", "--crop"),
    Case("render F -o x.png --spacing 0", "--spacing"),
    Case("render F -o x.png --spacing 9223372036854775807", "--spacing"),
    Case("render F -o x.png --arrow-scale nan", "--arrow-scale"),
    Case("render F -o x.png --max-flow 1e-40", "--max-flow"), Case("render F -o x.png --style bogus", "arrows"),
    Case("models extra", "extra"), Case("--generate-completion-script bogus", "bogus"),
  ]

  @Test(arguments: cases)
  func `Wrong usage is told in one line`(test: Case) throws {
    let folder = try TemporaryFolder()
    let names = ["S": "spikes_8x8.dat", "V": "gray.npy", "F": "flow.npy"]
    let arguments = test.line.split(separator: " ").map(String.init)
    if arguments.contains("S") { _ = try folder.writeSpikes(width: 8, height: 8, frames: 30) }
    if arguments.contains("V") { _ = try folder.writeGray(UInt8(9)) }
    if arguments.contains("F") { _ = try folder.writeFlow(u: 1, v: 2, width: 8, height: 8) }
    try expectFailure(64, arguments.map { names[$0] ?? $0 }, in: folder, telling: [test.word])
  }

  @Test(
    arguments: [
      "represent S -o old.npz --kind bogus", "represent S -o old.npz --kind count",
      "convert S old.npz --filter polarity:on",
      "convert S old.npz --to npz", "represent S -o old.npz --kind tfp:3 --normalize",
      "reconstruct S -o old.npy --method tfp:3 --window 3ms",
    ])
  func `Wrong options are told before what is in the output's way`(line: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.writeSpikes(width: 8, height: 8, frames: 30)
    for name in ["old.npz", "old.npy"] { _ = try folder.write([1], to: name) }
    let arguments = line.split(separator: " ").map { $0 == "S" ? "spikes_8x8.dat" : String($0) }
    try expectFailure(64, arguments, in: folder)
    // Without them it is told.
    try expectFailure(
      73, ["represent", "spikes_8x8.dat", "-o", "old.npz", "--kind", "tfp:3"], in: folder, telling: ["exists already"])
  }

  @Test func `A folder or a list of recordings is refused with what lies there`() throws {
    let folder = try TemporaryFolder()
    for name in ["d", "d/e", "n", "n/e", "n/f"] { try folder.makeFolder(name) }
    for name in ["d/a.csv", "d/b.csv", "d/e/c.csv", "n/e/c.csv", "n/f/d.csv"] {
      _ = try folder.write(Array("t_us,x,y,p\n1001,1,2,1\n2003,3,2,0\n".utf8), to: name)
    }
    _ = try folder.write(Array("d/a.csv\nd/b.csv\n".utf8), to: "list.txt")
    for verb in [
      ["convert", "IN", "x.npz"], ["represent", "IN", "-o", "x.npz", "--kind", "count"],
      ["flow", "IN", "-o", "x"], ["reconstruct", "IN", "-o", "x.png"], ["doctor", "IN"],
      ["render", "IN", "-o", "x.png"],
    ] {
      func refused(_ input: String, _ words: [String]) throws {
        try expectFailure(64, verb.map { $0 == "IN" ? input : $0 }, in: folder, telling: words)
      }
      try refused("d", ["folder of 3 recordings", "a.csv (text)", "batches are not there yet"])
      try refused("n", ["folder of 2 recordings", "e/c.csv", "batches are not there yet"])
      try refused("list.txt", ["lists 2 files", "batches are not there yet"])
    }
  }

  @Test func `A topic is refused where a format has none, and those that there are are listed`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("t_us,x,y,p\n1001,1,2,1\n2003,3,2,0\n".utf8), to: "a.csv")
    try expectFailure(
      64, ["info", "a.csv", "--topic", "left"], in: folder, telling: ["a.csv", "--topic", "text has one", "rosbag1"])
    try expectSuccess(["convert", "a.csv", "a.h5", "--to", "hdf5"], in: folder)
    try expectFailure(65, ["info", "a.h5", "--topic", "left"], in: folder, telling: ["left", "events"])
  }
}
