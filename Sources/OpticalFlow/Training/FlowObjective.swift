import Kernels
import NeuralNetworks

/// What a network of flow is trained for: a ``FlowLoss`` of its pyramid, whatever it reads.
///
/// ```swift
/// let network = SCFlow(parameters: ParameterList())
/// let objective = FlowObjective<(TapeChannels, TapeChannels)> { windows, tape in
///   network.flows(
///     from: network.features(of: windows.0, on: tape), to: network.features(of: windows.1, on: tape), on: tape)
/// }
/// ```
public struct FlowObjective<Input>: TrainingObjective {
  /// What is shown at once.
  public struct Samples {
    /// What the network reads: a batch of them.
    public var input: Input
    /// The mean loss of the batch, of what comes out.
    public var loss: any FlowLoss
    /// How many there are.
    public var count: Int

    /// Describes samples.
    public init(_ input: Input, loss: any FlowLoss, count: Int = 1) {
      (self.input, self.loss, self.count) = (input, loss, count)
    }
  }

  private let flows: (_ input: Input, _ tape: Tape) -> [TapeChannels]

  /// Trains a network.
  ///
  /// - Parameter flows: The network's pass: its pyramid, finest level first.
  public init(flows: @escaping (_ input: Input, _ tape: Tape) -> [TapeChannels]) { self.flows = flows }

  /// The loss of the samples; its gradient is started.
  public func score(_ samples: Samples, on tape: Tape) -> TrainingScore {
    TrainingScore(loss: tape.add(samples.loss, of: flows(samples.input, tape)), samples: samples.count)
  }
}
