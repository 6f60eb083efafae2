import Kernels
import NeuralNetworks
import Tensors

/// A classifier as a tape computes it: in floating point, or spiking over all time steps at once.
public struct TrainableClassifier: Sendable {
  /// Why a classifier cannot be trained.
  public struct Obstacle: Error, Sendable, Hashable, CustomStringConvertible {
    /// The layer's name.
    public var layer: String
    /// What training does not know about it: a clause.
    public var problem: String

    /// The layer and what is wrong with it.
    public var description: String { "the layer \(layer) \(problem)" }
  }

  /// What is trained.
  public let architecture: ClassifierArchitecture
  /// The derivative of a spike.
  public let surrogate: SurrogateGradient
  /// Whether the thresholds of spiking neurons are learnt; those of quantised activations always are.
  public let learnsThresholds: Bool
  /// Whether there are spiking neurons.
  public let isSpiking: Bool

  /// Prepares a classifier.
  ///
  /// - Throws: ``Obstacle`` where a layer cannot be trained; ``ArchitectureFault`` where layers do not fit each other.
  public init(
    _ architecture: ClassifierArchitecture, surrogate: SurrogateGradient = .arctan(sharpness: 2),
    learnsThresholds: Bool = false
  ) throws {
    var isSpiking = false
    for account in try architecture.checked() {
      switch account.layer {
      case .activation(let name, .spiking(let neuron)):
        isSpiking = true
        if neuron.refractorySteps > 0 || neuron.correctsWithNegativeSpikes || neuron.largestCount != nil {
          throw Obstacle(
            layer: name, problem: "has neurons that rest, correct or count; training knows leak and reset only")
        }
        if neuron.firesAbove || neuron.sendsOnes {
          throw Obstacle(
            layer: name,
            problem: "has neurons of a NIR graph; training knows those that fire at their threshold and send it")
        }
      case .activation(let name, _) where isSpiking:
        throw Obstacle(layer: name, problem: "does not spike, where layers before it do")
      case .maxPool where isSpiking:
        throw Obstacle(layer: account.name, problem: "takes the largest of spikes; train with averagePool")
      case .convolution, .batchNormalization, .activation, .averagePool, .maxPool, .globalAveragePool, .flatten,
        .linear, .residual:
        break
      }
    }
    self.architecture = architecture
    self.surrogate = surrogate
    self.learnsThresholds = learnsThresholds
    self.isSpiking = isSpiking
  }

  /// A value, and whether it has a batch for every time step.
  private struct Flow {
    var value: TapeValue
    var hasSteps: Bool
  }

  /// The outputs of the last layer: `[samples, classes, 1, 1]`, of a spiking classifier `[steps · samples, classes, 1, 1]`.
  ///
  /// - Parameters:
  ///   - input: `[samples, …]`, the same in every step; or `[steps · samples, …]` where `inputHasSteps`.
  ///   - steps: The time steps; 1 for a classifier that does not spike.
  public func outputs(_ input: TapeValue, inputHasSteps: Bool, steps: Int, tape: Tape) -> TapeValue {
    precondition(isSpiking || steps == 1, "A classifier that does not spike has one step, not \(steps).")
    var flow = Flow(value: input, hasSteps: inputHasSteps || steps == 1)
    for layer in architecture.layers { flow = apply(layer, to: flow, steps: steps, tape: tape) }
    return spread(flow, steps: steps, tape: tape).value
  }

  private func spread(_ flow: Flow, steps: Int, tape: Tape) -> Flow {
    flow.hasSteps ? flow : Flow(value: tape.repeated(flow.value, steps: steps), hasSteps: true)
  }

  private func apply(_ layer: ClassifierLayer, to flow: Flow, steps: Int, tape: Tape) -> Flow {
    var flow = flow
    switch layer {
    case .convolution(let it):
      let product = it.parameters
      flow.value = tape.convolution(
        flow.value, weight: product.weight.name, bias: product.bias?.name, stride: it.stride, padding: it.padding)
    case .batchNormalization(let name, _, let epsilon):
      flow.value = tape.batchNormalization(flow.value, name: name, epsilon: epsilon)
    case .activation(let name, let activation):
      flow = activate(flow, name: name, activation, steps: steps, tape: tape)
    case .averagePool(let kernel, let stride):
      flow.value = tape.pooled(flow.value, by: Pooling(.average, kernel: kernel, stride: stride))
    case .maxPool(let kernel, let stride, let padding):
      flow.value = tape.pooled(flow.value, by: Pooling(.maximum, kernel: kernel, stride: stride, padding: padding))
    case .globalAveragePool: flow.value = tape.globalAverage(flow.value)
    case .flatten:
      let shape = flow.value.map.shape
      flow.value = tape.reshaped(flow.value, to: [shape[0], shape[1] * shape[2] * shape[3], 1, 1])
    case .linear(let name, let inputs, let outputs, let hasBias):
      let product = ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias)
      flow.value = tape.linear(flow.value, weight: product.weight.name, bias: product.bias?.name)
    case .residual(let body, let shortcut):
      var (long, short) = (flow, flow)
      for layer in body { long = apply(layer, to: long, steps: steps, tape: tape) }
      switch shortcut {
      case .identity: break
      case .layers(let layers):
        for layer in layers { short = apply(layer, to: short, steps: steps, tape: tape) }
      case .subsampled(let stride, let zerosBefore, let zerosBehind):
        short.value = tape.subsampled(
          flow.value, by: Subsampling(stride: stride, zerosBefore: zerosBefore, zerosBehind: zerosBehind))
      }
      if long.hasSteps != short.hasSteps {
        long = spread(long, steps: steps, tape: tape)
        short = spread(short, steps: steps, tape: tape)
      }
      flow = Flow(value: tape.sum(long.value, short.value), hasSteps: long.hasSteps)
    }
    return flow
  }

  private func activate(
    _ flow: Flow, name: String, _ activation: ActivationDescription, steps: Int, tape: Tape
  ) -> Flow {
    var flow = flow
    switch activation {
    case .relu: flow.value = tape.activation(.leakyReLU(slope: 0), flow.value)
    case .qcfs(let levels):
      flow.value = tape.quantized(
        flow.value, by: QuantizedActivation(levels: levels, halves: .up), step: threshold(name, flow),
        divisor: Float(levels))
    case .lsq(let levels):
      // The scale of section 2.2 of the paper.
      let values = Double(Shape.count(flow.value.map.shape) / flow.value.map.batch)
      flow.value = tape.quantized(
        flow.value, by: QuantizedActivation(levels: levels, halves: .even),
        step: ParameterDescription.step(of: name).name,
        gradientScale: Float(1 / (values * Double(levels)).squareRoot()))
    case .spiking(let neuron):
      flow = spread(flow, steps: steps, tape: tape)
      let neurons = NeuronsThroughTime(
        steps: steps, decay: neuron.decay, initialPotential: neuron.initialPotential,
        isResetHard: neuron.reset == .hard, surrogate: surrogate)
      flow.value = tape.neurons(
        flow.value, neurons, threshold: threshold(name, flow), learnsThreshold: learnsThresholds)
    }
    return flow
  }

  private func threshold(_ name: String, _ flow: Flow) -> String {
    ParameterDescription.threshold(of: name, channels: flow.value.map.channelCount).name
  }
}
