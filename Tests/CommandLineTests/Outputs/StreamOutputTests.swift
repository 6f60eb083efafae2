import Datasets
import Foundation
import TestSupport
import Testing

/// Recordings that go to standard output, a pipe or a link.
@Suite struct StreamOutputTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lines = (0..<3000).map { "\($0 * 97) \($0 % 20) \($0 % 10) \($0 % 2)\n" }
    _ = try folder.write(Array(("# t_us x@20 y@10 p\n" + lines.joined()).utf8), to: "e.txt")
    return folder
  }

  @Test(arguments: ["csv"] + EventFormat.writable.filter(\.streamsOut).map(\.rawValue))
  func `A format that is written from front to back streams the bytes of its file`(format: String) throws {
    let folder = try Self.folder()
    try expectSuccess(["convert", "e.txt", "file", "--to", format], in: folder)
    let convert = #""$saccade" convert e.txt"#
    for line in [
      "\(convert) - --to \(format) > one", "\(convert) /dev/stdout --to \(format) | cat > one",
      "mkfifo p; \(convert) p --to \(format) & cat p > one; rm p",
      "ln -s /dev/stdout l; \(convert) l --to \(format) --force > one; test -h l && rm l",
    ] {
      let run = try Program.shell(line, in: folder)
      #expect(run.status == 0 && run.output.isEmpty, "\(line)\n\(run.errors)")
      #expect(try folder.bytes("one") == folder.bytes("file"), "\(line)")
      #expect(try folder.contents() == ["e.txt", "file", "one"], "\(line)")
    }
  }

  @Test func `Spikes, simulations and repairs stream, and words go to standard error`() throws {
    let folder = try Self.folder()
    let spikes = try folder.writeSpikes(frames: 20)
    _ = try folder.writeGray(UInt8(90))
    for (line, file) in [
      ("convert \(spikes) %", "--to spikes-dat"), ("simulate spikes gray.npy --fps 500 -o %", "--to spikes-dat"),
      ("doctor e.txt --repair %", "--to text"),
    ] {
      let made = try Program.shell("\"$saccade\" \(line.replacing("%", with: "made")) \(file)", in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let streamed = try Program.shell("\"$saccade\" \(line.replacing("%", with: "-")) \(file) > streamed", in: folder)
      #expect(streamed.status == 0, "\(streamed.errors)")
      #expect(try folder.bytes("streamed") == folder.bytes("made"), "\(line)")
      try FileManager.default.removeItem(atPath: folder.file("made"))
    }
  }

  @Test(arguments: EventFormat.writable.filter { !$0.streamsOut }.map(\.rawValue))
  func `A format that needs a file says so`(format: String) throws {
    let folder = try Self.folder()
    try expectFailure(73, ["convert", "e.txt", "-", "--to", format], in: folder, telling: ["stream", "./-"])
    try expectFailure(
      73, ["convert", "e.txt", "/dev/stdout", "--to", format, "--force"], in: folder, telling: ["stream"])
  }

  @Test func `What cannot go to standard output is refused, and a file called - has a name`() throws {
    let folder = try Self.folder()
    try expectFailure(64, ["convert", "e.txt", "-", "--to", "text", "--json"], in: folder, telling: ["--json"])
    try expectFailure(64, ["convert", "e.txt", "-"], in: folder, telling: ["--to"])
    try expectFailure(73, ["render", "e.txt", "-o", "-"], in: folder, telling: ["stream"])
    try expectSuccess(["convert", "e.txt", "./-", "--to", "text"], in: folder)
    #expect(folder.exists("-"))
  }

  @Test func `Of several runs that write one name at once one says done`() throws {
    let folder = try Self.folder()
    let started = try (0..<4).map { _ in
      try Program.Started(Program.path, ["convert", "e.txt", "out.npz"], in: folder)
    }
    let statuses = try started.map { try $0.wait().status }
    #expect(statuses.filter { $0 == 0 }.count == 1 && statuses.filter { $0 == 73 }.count == 3)
    #expect(try folder.contents() == ["e.txt", "out.npz"])
  }
}
