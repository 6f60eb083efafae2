import ArgumentParser

/// Every benchmark, each in a process of its own so that its memory is its own.
struct AllBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "all", abstract: "Everything, one row a measurement.")

  @OptionGroup var options: BenchOptions

  /// The arguments of each; a new benchmark needs a line here.
  private static let parts = [
    "network scflow --size 256x400",
    "network scflow --size 512x800",
    "network steflownet --size 256x256",
    "network eraft --size 480x640",
    "network firenet --size 260x346",
    "contrast --size 346x260",
    "contrast --size 640x480 --events 1000000",
    "train scflow --size 256x256",
    "train scflow --size 256x256 --batch 4",
    "spikes --size 400x250",
    "spikes --size 1280x720",
    "represent",
    "kernel all",
  ]

  func run() throws {
    for (index, part) in Self.parts.enumerated() {
      if index > 0 && !options.json { print() }
      try Subprocess.again(part.split(separator: " ").map(String.init) + options.arguments)
    }
  }
}
