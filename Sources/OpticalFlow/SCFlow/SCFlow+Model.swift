import Kernels
import Recordings

extension FlowModel {
  /// SCFlow, from spikes.
  public static let scflow = FlowModel(
    name: "scflow", inputSummary: "two windows of \(SCFlow.windowLength) spike frames",
    paper: "Hu et al., CVPR 2022, arXiv 2110.03916",
    weightsSource:
      "from its authors, https://github.com/Acnext/Optical-Flow-For-Spiking-Camera; also in SpikeCV (Apache-2.0)",
    carried: [
      CarriedFlowWeights("scflow", intervals: [10, 20]), CarriedFlowWeights("scflow-dt10", intervals: [10]),
      CarriedFlowWeights("scflow-dt20", intervals: [20]),
    ],
    parameters: { SCFlow.declaredParameters },
    maker: .spikes { try SCFlow(parameters: $0) })
}

extension SCFlow: SpikeFlowNetwork {
  /// The frames of a window.
  public var windowLength: Int { Self.windowLength }

  /// A runner at one size.
  public func estimator(geometry: SpikeGeometry, workers: Workers) -> any SpikeFlowEstimator {
    SCFlowRunner(network: self, geometry: geometry, workers: workers)
  }
}

extension SCFlowRunner: SpikeFlowEstimator {}
