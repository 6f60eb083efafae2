import Foundation
import TestSupport
import Testing

/// The program of the benchmarks, run as a process. What it measures is not looked at.
@Suite struct BenchTests {
  private static let quick = ["represent", "--kind", "count", "--size", "8x8", "--events", "100", "--runs", "1"]

  /// Runs a program of benchmarks: its exit status and its standard output.
  private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// The values that the help of a sub-command lists for its network.
  private static func networks(of command: String) throws -> [String] {
    let help = try run(builtProgram("bench"), [command, "--help"]).output
    let argument = try #require(help.split(separator: "<network>").dropFirst(2).first)
    let list = try #require(argument.split(separator: "(values:").dropFirst().first?.prefix { $0 != ")" && $0 != ";" })
    return list.split { ", \n".contains($0) }.map(String.init)
  }

  @Test func `Only with --record are rows kept in the checkout`() throws {
    let checkout = try TemporaryFolder()
    let results = checkout.file("Tools/Benchmarks/results")
    for folder in [results, checkout.file("Tools/Benchmarks/Bench")] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    let program = checkout.file("bench")
    try FileManager.default.copyItem(atPath: builtProgram("bench"), toPath: program)
    for arguments in [Self.quick, Self.quick + ["--no-history"], Self.quick + ["--json"]] {
      #expect(try Self.run(program, arguments).status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: results).isEmpty)
    }
    #expect(try Self.run(program, Self.quick + ["--record"]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: results).count == 1)
  }

  @Test func `Every network that is compared with peers has a benchmark`() throws {
    let (inference, training) = (try Self.networks(of: "network"), try Self.networks(of: "train"))
    let compared = try Self.networks(of: "compare")
    #expect(!compared.isEmpty)
    for name in compared {
      let isKnown = name.hasPrefix("train-") ? training.contains(String(name.dropFirst(6))) : inference.contains(name)
      #expect(isKnown, "\(name)")
    }
  }
}
