import Foundation
import Recordings
import TestSupport
import Testing

/// The program changes files only where its command line names outputs, wherever those are.
@Suite struct ConfinedOutputTests {
  /// What the shell does before, and the line; `$there` is a folder outside of the one that the program runs in.
  static let lines: [(before: String, line: String, output: String)] = [
    ("", "convert events.npz $there/out.csv", "out.csv"),
    ("mkdir $there/deep", "convert events.npz \"$there/deep/../out.csv\"", "out.csv"),
    ("ln -s $there link", "convert events.npz link/out.csv", "out.csv"),
    ("touch $there/out.csv; ln -s $there/out.csv out.csv", "convert events.npz out.csv --force", "out.csv"),
    ("", "render events.npz -o $there/out.png", "out.png"),
    ("", "represent events.npz --kind count --window 10ms --output=$there/out.npz", "out.npz"),
    ("mkdir $there/out", "flow events.npz --model contrast --window 10ms -o $there/out --force", "out/index.json"),
    ("", "flow events.npz --model contrast --window 10ms -o $there/out", "out/index.json"),
    ("", "scene spift --size 32x24 --frames 24 -o $there/new/out", "new/out/0000/scene.json"),
    ("", "scene spift --size 32x24 --frames 24 -o $there/out --preview $there/seen.mp4", "seen.mp4"),
    ("ln -s $there/out.npz gone.npz", "convert events.npz gone.npz", "out.npz"),
  ]

  @Test(arguments: lines)
  func `Outputs may be anywhere`(before: String, line: String, output: String) throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let events = (0..<400).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index * 50), x: UInt16(index * 7 % 32), y: UInt16(index * 5 % 24), isOn: true)
    }
    _ = try folder.writeEvents(events, width: 32, height: 24)
    let run = try Program.shell("there='\(other.path)'; \(before)\n\"$saccade\" \(line)", in: folder)
    #expect(run.status == 0, "\(line): \(run.errors)")
    let left = try other.contents()
    #expect(left.contains(output), "\(line): \(left)")
  }
}
