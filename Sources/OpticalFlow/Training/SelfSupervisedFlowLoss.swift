import Kernels

/// The loss that STE-FlowNet was trained with (Ding et al., AAAI 2022), which needs no known flow: pictures at both ends
/// of the window, and smoothness.
public struct SelfSupervisedFlowLoss: FlowLoss, Sendable {
  /// The part of the pictures.
  public let photometric: PhotometricFlowLoss
  /// The part of smoothness.
  public let smoothness = SmoothnessFlowLoss()
  /// The weight of smoothness; 10 in the paper.
  public let smoothnessWeight: Double

  /// Takes both parts.
  public init(photometric: PhotometricFlowLoss, smoothnessWeight: Double = 10) {
    self.photometric = photometric
    self.smoothnessWeight = smoothnessWeight
  }

  /// The photometric loss and the weighted smoothness.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    photometric.value(of: flows, weight: weight, addingGradientsTo: gradients, workers: workers)
      + smoothnessWeight
      * smoothness.value(
        of: flows, weight: weight * smoothnessWeight, addingGradientsTo: gradients, workers: workers)
  }
}
