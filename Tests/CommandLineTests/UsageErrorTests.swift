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
    Case("bogus", "bogus"), Case("info", "<file>"), Case("info S extra", "extra"), Case("info S --bogus", "--bogus"),
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
}
