import Tensors

/// What a spiking classifier gave in every step.
public struct SpikingRun: Sendable {
  /// The spikes of one layer of neurons.
  public struct Layer: Sendable, Hashable {
    /// The activation's name in the architecture.
    public var name: String
    /// The neurons of one sample.
    public var neurons: Int
    /// The spikes in each step, of all samples together.
    public var spikes: [Int]

    /// Makes a layer's account.
    public init(name: String, neurons: Int, spikes: [Int]) {
      self.name = name
      self.neurons = neurons
      self.spikes = spikes
    }
  }

  /// Each step's own output, not accumulated: `[steps, samples, classes]`.
  public var outputs: Tensor<Float>
  /// The layers of neurons in the order of the architecture.
  public var layers: [Layer]

  /// Makes a run.
  public init(outputs: Tensor<Float>, layers: [Layer]) {
    precondition(outputs.rank == 3, "Outputs have steps, samples and classes, not the shape \(outputs.shape).")
    self.outputs = outputs
    self.layers = layers
  }
}
