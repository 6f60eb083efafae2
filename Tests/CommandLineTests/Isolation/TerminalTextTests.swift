import TestSupport
import Testing

/// Names of files that a terminal would obey, and such that begin like options.
@Suite struct TerminalTextTests {
  @Test(arguments: [
    "a\u{1B}[31mred.raw", "bell\u{7}.h5", "back\u{8}wards.npz", "turned\u{202E}war.raw", "c1\u{9B}2J.dat",
  ])
  func `A name reaches the terminal without what it would obey`(name: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("no recording".utf8), to: name)
    for arguments in [["info", name], ["doctor", name], ["convert", name, "o.npz"], ["info", "missing-\(name)"]] {
      let run = try Program.run(arguments, in: folder)
      let status = run.status ?? 0
      #expect(status >= 64 && status < 80, "\(arguments) \(status)")
      for text in [run.output, run.errors] {
        let commands = text.unicodeScalars.filter { scalar in
          scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F..<0xA0).contains(scalar.value)
            || scalar == "\u{202E}"
        }
        #expect(commands.isEmpty, "\(arguments): \(text.debugDescription)")
      }
      #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1, "\(run.errors)")
    }
  }

  @Test func `An error about a name with an end of line is one line`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([0], to: "two\nlines.raw")
    let run = try Program.run(["info", "two\nlines.raw"], in: folder)
    #expect(run.status != 0 && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test func `A file that begins like an option is told how to be named`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([0], to: "-dash.bin")
    try expectFailure(64, ["info", "-dash.bin"], in: folder, telling: ["./-dash.bin"])
    // After -- it is a name: its content is what is wrong.
    let run = try Program.run(["info", "--", "-dash.bin"], in: folder)
    #expect(run.status != 64 && run.errors.contains("-dash.bin"), "\(run.errors)")
  }
}
