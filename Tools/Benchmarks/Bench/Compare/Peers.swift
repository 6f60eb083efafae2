import Foundation

/// Other programs for the same networks, where they are installed: an interpreter of Python with PyTorch, and a folder
/// with `time_networks.py`, which times one network and prints one JSON object with `median_s`, `min_s`, `max_s` and
/// `peak_MB`.
struct Peers {
  var interpreter: String
  var script: String

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// Finds both.
  ///
  /// - Parameter folder: The scripts' folder; nil for `SACCADE_PEERS_SCRIPTS`, else `../shared/peers` beside the checkout.
  static func find(folder: String?) throws -> Peers {
    let environment = ProcessInfo.processInfo.environment
    let beside = Checkout.current?.root.deletingLastPathComponent().appendingPathComponent("shared/peers").path
    guard let folder = folder ?? environment["SACCADE_PEERS_SCRIPTS"] ?? beside else {
      throw Missing(description: "name the folder that holds time_networks.py with --peers or SACCADE_PEERS_SCRIPTS")
    }
    let script = folder + "/time_networks.py"
    guard FileManager.default.fileExists(atPath: script) else {
      throw Missing(
        description: "\(script) does not exist; name the folder that holds it with --peers or SACCADE_PEERS_SCRIPTS")
    }
    return Peers(interpreter: try interpreter(environment), script: script)
  }

  /// `SACCADE_PEERS` names the interpreter or its virtual environment.
  private static func interpreter(_ environment: [String: String]) throws -> String {
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    var path = environment["SACCADE_PEERS"] ?? home + "/.cache/saccade-peers"
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      path += "/bin/python"
    }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Missing(
        description: "\(path) does not exist; make it: python3 -m venv ~/.cache/saccade-peers && "
          + "~/.cache/saccade-peers/bin/pip install numpy torch onnx onnxruntime openvino, or name another interpreter "
          + "with SACCADE_PEERS")
    }
    return path
  }

  /// jemalloc's library: PyTorch's large blocks cost it half its time with glibc's allocator.
  static let jemalloc: String? = [
    "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "/usr/lib/aarch64-linux-gnu/libjemalloc.so.2",
    "/usr/lib64/libjemalloc.so.2", "/usr/lib/libjemalloc.so.2",
  ].first { FileManager.default.fileExists(atPath: $0) }
}

/// One way in which a peer runs a network.
struct Peer {
  var name: String
  var arguments: [String]
  var environment: [String: String] = [:]

  /// Those that can run a network, the one that is usually fastest first.
  static func all(for network: CompareBench.Network) -> [Peer] {
    var peers: [Peer] = []
    func addPyTorch(_ suffix: String, _ arguments: [String]) {
      if let jemalloc = Peers.jemalloc {
        let tuning = "dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always"
        peers.append(
          Peer(
            name: "PyTorch\(suffix), jemalloc", arguments: arguments,
            environment: ["LD_PRELOAD": jemalloc, "MALLOC_CONF": tuning]))
      }
      peers.append(Peer(name: "PyTorch\(suffix), glibc", arguments: arguments))
    }
    addPyTorch("", ["--engine", "eager"])
    if network == .steflownet || network == .qcfsResNet18 {
      addPyTorch(" channels_last", ["--engine", "eager", "--channels-last"])
    }
    // A network of steps has no graph that ONNX could hold.
    if !network.isTraining && network != .qcfsResNet18 {
      peers.append(Peer(name: "ONNX Runtime", arguments: ["--engine", "ort"]))
      peers.append(Peer(name: "OpenVINO", arguments: ["--engine", "openvino"]))
    }
    return peers
  }
}
