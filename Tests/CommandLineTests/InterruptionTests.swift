import Foundation
import TestSupport
import Testing

/// Runs that are ended before they are done.
@Suite struct InterruptionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ line: String) { arguments = line.split(separator: " ").map(String.init) }
  }

  /// Each would run for minutes.
  static let cases = [
    Case("simulate spikes gray.npy --fps 0.0001 -o out_40x30.dat --allow-large"),
    Case("simulate spikes gray.npy --fps 0.0001 -o out.npz --allow-large"),
    Case("reconstruct long_40x30.dat --stride 1 -o out.mp4"),
    Case("represent long_40x30.dat --kind window:25 --window 50us -o out.npz --allow-large"),
    Case("represent long.csv --kind count --window 1us -o out.h5 --allow-large"),
    Case("render long.csv --stride 1us --window 1ms -o out.mp4"),
    Case("flow long_40x30.dat --weights weights.npz --dt 1 -o out --allow-large"),
  ]

  /// Starts a run and comes back when its unfinished output has appeared.
  private static func start(
    _ arguments: [String], of program: String = Program.path, in folder: TemporaryFolder
  ) throws -> Program.Started {
    let run = try Program.Started(program, arguments, in: folder)
    while try run.isRunning && !folder.names().contains(where: { $0.hasPrefix(".") && $0.hasSuffix(".part") }) {
      usleep(1000)
    }
    // As a value: a failed expectation looks into objects, and does not survive that of a process.
    let isRunning = run.isRunning
    #expect(isRunning, "\(arguments)")
    return run
  }

  private static func workplace() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.writeGray(UInt8(90), frames: 2)
    _ = try folder.writeArchivedWeights()
    _ = try folder.write(Array("t,x,y,p\n0,1,1,1\n500000,9,9,0\n999999,5,5,1\n".utf8), to: "long.csv")
    // A long recording without content: the file has a hole.
    let name = folder.file("long_40x30.dat")
    _ = try folder.write([], to: "long_40x30.dat")
    truncate(name, 150 * 2_000_000)
    return folder
  }

  @Test(arguments: cases, [(SIGINT, 130, "interrupted"), (SIGTERM, 143, "terminated"), (SIGHUP, 129, "hung up")])
  func `A run that a signal ends says so by its status and leaves nothing`(
    test: Case, end expected: (signal: Int32, status: Int32, word: String)
  ) throws {
    let folder = try Self.workplace()
    let before = try folder.contents()
    let run = try Self.start(test.arguments, in: folder)
    run.send(expected.signal)
    let end = try run.wait()
    #expect(end.status == expected.status, "\(end.errors)")
    #expect(end.output.isEmpty)
    expectOneError(end, telling: [expected.word])
    #expect(try folder.contents() == before)
  }

  @Test func `An interrupted run with --force keeps what was there`() throws {
    let folder = try Self.workplace()
    _ = try folder.write([1, 2, 3], to: "out_40x30.dat")
    let before = try folder.contents()
    let run = try Self.start(Self.cases[0].arguments + ["--force"], in: folder)
    run.send(SIGINT)
    #expect(try run.wait().status == 130)
    #expect(try folder.contents() == before)
    #expect(try folder.bytes("out_40x30.dat") == [1, 2, 3])
  }

  @Test func `A hang-up that whoever started the run ignores, as nohup does, does not end it`() throws {
    let folder = try Self.workplace()
    let line = "trap '' HUP; exec \"$saccade\" \(Self.cases[0].testDescription)"
    let run = try Self.start(["-c", line], of: "/bin/sh", in: folder)
    run.send(SIGHUP)
    run.send(SIGTERM)
    #expect(try run.wait().status == 143)
  }

  @Test func `A reader that has gone away is an error, not a crash`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    for arguments in [["info", name], ["info", name, "--json"], ["models"], ["--help"]] {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      let writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
      let run = try Program.Started(Program.path, arguments, in: folder, output: writing).wait()
      #expect(run.status == 74, "\(run.errors)")
      expectOneError(run, telling: ["standard output"])
    }
  }

  @Test func `A closed standard output is an error, and no file is mistaken for it`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    for redirection in [">&-", ">/dev/full"] {
      let run = try Program.shell("\"$saccade\" info \(name) --json \(redirection)", in: folder)
      #expect(run.status == 74)
      expectOneError(run, telling: ["standard output"])
    }
    let all = try Program.shell("\"$saccade\" convert \(name) out_40x30.dat --json <&- >&- 2>&-", in: folder)
    #expect(all.status == 74 && all.errors.isEmpty)
    #expect(try folder.bytes("out_40x30.dat") == folder.bytes(name))
  }
}
