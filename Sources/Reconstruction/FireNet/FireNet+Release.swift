import NeuralNetworks

extension FireNet {
  /// The releases of the network, which compute the same under other names, and see other grids.
  public enum Release: String, Sendable, CaseIterable {
    /// Of its paper: cells that are not zero are brought to mean 0 and standard deviation 1.
    case first = "FireNet"
    /// Trained anew by Stoffregen et al. ("Reducing the Sim-to-Real Gap for Event Cameras", ECCV 2020, arXiv 2003.09078):
    /// sums of polarities as they are.
    case second = "FireNet+"

    /// Whether the grid is normalised.
    public var normalizes: Bool { self == .first }

    /// What tells the release.
    var headName: String { ([] + names(of: .head) + ["weight"]).joined(separator: ".") }

    /// The path to a layer's parameters.
    func names(of layer: Layer) -> [String] {
      switch (self, layer) {
      case (.first, .head): ["net", "head", "conv", "conv2d"]
      case (.first, .cell(0)): ["net", "head", "recurrent_block"]
      case (.first, .residual(0)): ["net", "resblocks", "0", "conv"]
      case (.first, .cell): ["net", "resblocks", "0", "recurrent_block"]
      case (.first, .residual): ["net", "resblocks", "1"]
      case (.first, .prediction): ["net", "pred", "conv2d"]
      case (.second, .head): ["head", "conv2d"]
      case (.second, .cell(let index)): ["G\(index + 1)"]
      case (.second, .residual(let index)): ["R\(index + 1)"]
      case (.second, .prediction): ["pred", "conv2d"]
      }
    }
  }

  /// The parts of the network.
  enum Layer: Hashable {
    case head
    /// A recurrent unit, the first or the second.
    case cell(Int)
    /// A residual block of two convolutions after each.
    case residual(Int)
    case prediction
  }
}

extension ParameterScope {
  /// The part below several names.
  func below(_ names: [String]) -> ParameterScope { names.reduce(self) { $0[$1] } }
}
