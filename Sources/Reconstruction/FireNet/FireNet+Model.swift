import Kernels
import NeuralNetworks
import Representations

extension ReconstructionModel {
  /// FireNet, of either release.
  public static let firenet = ReconstructionModel(
    name: "firenet", inputSummary: "a window of events in 5 bins of time",
    paper: "Scheerlinck et al., WACV 2020, doi 10.1109/WACV45572.2020.9093366",
    weightSources: [
      "FireNet: GPL-3, https://github.com/cedric-scheerlinck/rpg_e2vid, branch cedric/firenet",
      "FireNet+ (Stoffregen et al., ECCV 2020): https://github.com/TimoStoff/event_cnn_minimal",
    ],
    carried: CarriedWeights("firenet"), parameters: { FireNet.declaredParameters() },
    make: { try FireNet(parameters: $0) })
}

extension FireNet: EventReconstructionNetwork {
  /// A voxel grid, of the first release brought to mean 0 and standard deviation 1.
  public var encoding: VoxelGrid {
    VoxelGrid(bins: configuration.bins, normalizes: parameterRelease.normalizes, deviation: .population)
  }

  /// `FireNet` or `FireNet+`.
  public var release: String? { parameterRelease.rawValue }

  /// A runner at one size.
  public func reconstructor(height: Int, width: Int, workers: Workers) -> any EventReconstructor {
    FireNetRunner(network: self, height: height, width: width, workers: workers)
  }
}

extension FireNetRunner: EventReconstructor {}
