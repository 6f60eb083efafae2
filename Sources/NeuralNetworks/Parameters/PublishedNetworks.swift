/// Networks that the names of a checkpoint's parameters give away, for messages about the wrong one.
enum PublishedNetworks {
  /// A network, and names that its published checkpoints hold, all of them of one release.
  private static let known: [(name: String, releases: [[String]])] = [
    ("FireNet", [["net.head.conv.conv2d.weight", "net.head.recurrent_block.reset_gate.weight"]]),
    ("FireNet+", [["head.conv2d.weight", "G1.reset_gate.weight"]]),
    ("E2VID", [["unetrecurrent.head.conv2d.weight"]]),
    ("E-RAFT", [["fnet.conv1.weight", "update_block.gru.convz1.weight"]]),
    ("STE-FlowNet", [["gru_update1.gru.convz.weight"]]),
    ("SCFlow", [["spike_representation.conv_s1.0.weight"]]),
  ]

  /// The network whose parameters some names are; nil where that is not known.
  static func name(ofParameters names: (String) -> Bool) -> String? {
    known.first { $0.releases.contains { $0.allSatisfy(names) } }?.name
  }
}
