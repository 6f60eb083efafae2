import Kernels
import Recordings
import Tensors

/// A network that estimates flow from spikes, with its parameters.
public protocol SpikeFlowNetwork: Sendable {
  /// The frames of a window.
  var windowLength: Int { get }
  /// What estimates flow at one size. Memory is taken now and at its first run.
  func estimator(geometry: SpikeGeometry, workers: Workers) -> any SpikeFlowEstimator
  /// The floating-point operations of one field at `height` x `width`, counted as direct convolutions and correlations.
  func operations(height: Int, width: Int) -> Int
}

/// Estimates flow between two windows of spikes, at one size. A sequence at a time; not for several threads at once.
public protocol SpikeFlowEstimator: AnyObject {
  /// The bytes of its maps.
  var workspaceByteCount: Int { get }
  /// Forgets the flow before: the next run starts from rest.
  func reset()
  /// The flow from the center of one window to that of another, `[2, height, width]`, u to the right and v downwards in
  /// pixels over the `interval` frames between the centers. Runs are expected to follow each other in time.
  func flow(from first: SpikeStream, to second: SpikeStream, interval: Int) -> Tensor<Float>
}
