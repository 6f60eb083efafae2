import ArgumentParser
import Foundation

/// Saccade and its peers on one network, in turn.
struct CompareBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "A network of Saccade and of PyTorch, ONNX Runtime and OpenVINO, in turn on this machine.",
    discussion: """
      Every round runs each of them once, in a fresh process; the median is that of the rounds' medians, min, max and \
      memory are those of all rounds. "ours time ratio" is Saccade's median divided by the peer's: below 1 Saccade is \
      faster. Threads that wait for each other suffer from others on the machine far more than Saccade's, which take \
      the next piece of work: where it is busy, only the fastest runs are worth comparing.

      Needed are an interpreter of Python with the peers (SACCADE_PEERS, default ~/.cache/saccade-peers/bin/python) and \
      a folder with time_networks.py (--peers, SACCADE_PEERS_SCRIPTS, default ../shared/peers beside the checkout). \
      PyTorch runs with glibc's allocator, and with jemalloc where libjemalloc2 is installed.
      """)

  enum Network: String, ExpressibleByArgument, CaseIterable {
    case scflow
    case steflownet
    case eraft
    case firenet
    case trainSCFlow = "train-scflow"
    case qcfsResNet18 = "qcfs-resnet18"

    var isTraining: Bool { self == .trainSCFlow }

    var usualSize: Extent {
      switch self {
      case .scflow: Extent(256, 400)
      case .qcfsResNet18: Extent(32, 32)
      case .eraft: Extent(480, 640)
      case .firenet: Extent(260, 346)
      case .steflownet, .trainSCFlow: Extent(256, 256)
      }
    }

    /// The benchmark of Saccade that measures the same.
    var command: [String] {
      switch self {
      case .scflow: ["network", "scflow"]
      case .steflownet: ["network", "steflownet"]
      case .eraft: ["network", "eraft"]
      case .firenet: ["network", "firenet"]
      case .trainSCFlow: ["train", "scflow"]
      case .qcfsResNet18: ["network", "qcfs-resnet18"]
      }
    }
  }

  @Argument(help: "The network.") var network: Network
  @Option(
    help:
      """
      HEIGHTxWIDTH of the input (default: 256x400 for scflow, 480x640 for eraft, 260x346 for firenet, 32x32 for \
      qcfs-resnet18, else 256x256).
      """
  )
  var size: Extent?
  @Option(help: "Samples a run.") var batch = 1
  @Option(help: "The steps of a spiking network.") var steps = 4
  @Option(help: "Times that each side runs, in turn.") var rounds = 2
  @Option(help: "The folder with time_networks.py.") var peers: String?
  @OptionGroup var options: BenchOptions

  /// The load of a machine that has nothing else to do.
  private static let quietLoad = 0.5

  func validate() throws {
    if rounds < 1 || batch < 1 || steps < 1 {
      throw ValidationError("--rounds, --batch and --steps need numbers of one and more")
    }
    if let size, network == .qcfsResNet18, (size.first, size.second) != (32, 32) {
      throw ValidationError("qcfs-resnet18 is for pictures of 32x32")
    }
  }

  func run() throws {
    let found: Peers
    do {
      found = try Peers.find(folder: peers)
    } catch {
      note("error: the peers cannot run: \(error)")
      throw ExitCode(69)
    }
    if Peers.jemalloc == nil { note("note: install libjemalloc2 to see PyTorch at its best") }
    var load = 0.0
    if getloadavg(&load, 1) == 1, load > Self.quietLoad {
      note(String(format: "note: the machine is busy, load %.1f: these ratios are not to be quoted", load))
    }
    let comparison = try measure(found)
    options.show(comparison.rows)
    if let text = comparison.verdict, !options.json { print("\n\(text)") }
    if comparison.hasNoPeer { throw ExitCode.failure }
  }

  private func measure(_ found: Peers) throws -> Comparison {
    let size = size ?? network.usualSize
    let isSpiking = network == .qcfsResNet18
    let shape =
      ["--size", "\(size.first)x\(size.second)", "--batch", "\(batch)"] + (isSpiking ? ["--steps", "\(steps)"] : [])
    let load = ["--runs", "\(options.runs)", "--threads", "\(options.threads)"]
    var comparison = Comparison(
      subject: "\(network.rawValue) \(size.first)x\(size.second) batch \(batch)" + (isSpiking ? " steps \(steps)" : ""),
      rounds: rounds)
    var able = Peer.all(for: network)
    for round in 1...rounds {
      note("round \(round) of \(rounds): Saccade")
      let ours = try Subprocess.output(
        of: Checkout.executable.path, network.command + shape + load + ["--json"])
      try comparison.add(ours, of: Comparison.ourName)
      for peer in able {
        note("round \(round) of \(rounds): \(peer.name)")
        do {
          let output = try Subprocess.output(
            of: found.interpreter, [found.script, network.rawValue] + shape + load + peer.arguments,
            environment: peer.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 })
          try comparison.add(output, of: peer.name)
        } catch {
          note("\(peer.name) is left out: \(error)")
          able.removeAll { $0.name == peer.name }
        }
      }
    }
    return comparison
  }

  private func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
