import Tensors

/// The neurons of NIR, with and without a synapse and with and without spikes.
///
/// ```
/// τ_syn · dI/dt = −I + w_in · S          CubaLI, CubaLIF; else I = S
/// τ_mem · dv/dt = (v_leak − v) + R · I   LI, LIF, CubaLI, CubaLIF
///         dv/dt = R · I                  I, IF
/// z = 1 where v > v_threshold, and then v = v_reset
/// ```
public struct NIRNeuron: Sendable, Equatable {
  /// Which of the equations hold, by the name in NIR.
  public enum Kind: String, Sendable, CaseIterable {
    case integrator = "I"
    case integrateAndFire = "IF"
    case leakyIntegrator = "LI"
    case leakyIntegrateAndFire = "LIF"
    case currentLeakyIntegrator = "CubaLI"
    case currentLeakyIntegrateAndFire = "CubaLIF"

    /// Whether the membrane leaks.
    public var leaks: Bool { self != .integrator && self != .integrateAndFire }
    /// Whether there is a current with a time of its own.
    public var hasSynapse: Bool { self == .currentLeakyIntegrator || self == .currentLeakyIntegrateAndFire }
    /// Whether it gives spikes; else it gives its membrane.
    public var spikes: Bool {
      [.integrateAndFire, .leakyIntegrateAndFire, .currentLeakyIntegrateAndFire].contains(self)
    }
  }

  /// A parameter, by its name in NIR.
  public enum Parameter: String, Sendable, CaseIterable {
    case resistance = "r"
    case membraneTime = "tau_mem"
    case synapseTime = "tau_syn"
    case leak = "v_leak"
    case threshold = "v_threshold"
    case reset = "v_reset"
    case inputWeight = "w_in"

    /// The name in a node of a kind: neurons with one time call it `tau`.
    func name(in kind: Kind) -> String { self == .membraneTime && !kind.hasSynapse ? "tau" : rawValue }

    /// What it is where a file leaves it out; nil where it may not.
    var standard: Double? {
      switch self {
      case .reset: 0
      case .inputWeight: 1
      case .resistance, .membraneTime, .synapseTime, .leak, .threshold: nil
      }
    }
  }

  /// Which equations hold.
  public var kind: Kind
  /// The parameters: numbers without an axis that hold for all neurons, or of the neurons' shape, or with axes of length
  /// 1 that are repeated.
  public var parameters: [Parameter: Tensor<Double>]

  /// Describes neurons.
  ///
  /// - Precondition: Every parameter of the kind is there, but those that have a value of their own in NIR.
  public init(_ kind: Kind, _ parameters: [Parameter: Tensor<Double>]) {
    self.kind = kind
    self.parameters = parameters
    for parameter in Self.parameters(of: kind) where parameters[parameter] == nil {
      guard let standard = parameter.standard else {
        preconditionFailure("A neuron \(kind.rawValue) needs \(parameter.name(in: kind)).")
      }
      self.parameters[parameter] = Tensor(shape: [], scalars: [standard])
    }
  }

  /// The parameters that a kind has.
  static func parameters(of kind: Kind) -> [Parameter] {
    Parameter.allCases.filter { parameter in
      switch parameter {
      case .resistance: true
      case .membraneTime, .leak: kind.leaks
      case .synapseTime, .inputWeight: kind.hasSynapse
      case .threshold, .reset: kind.spikes
      }
    }
  }
}

extension Tensor {
  /// The scalars repeated to a shape as NumPy does it: axes are matched from the last, and those of length 1 or none at
  /// all are repeated. Nil where that does not lead to the shape.
  func broadcast(to shape: [Int]) -> Tensor? {
    if self.shape == shape { return self }
    let missing = shape.count - rank
    // A list of one number stands for a number.
    if count == 1 { return withUnsafeBufferPointer { Tensor(repeating: $0[0], shape: shape) } }
    guard missing >= 0, (0..<rank).allSatisfy({ self.shape[$0] == 1 || self.shape[$0] == shape[$0 + missing] }) else {
      return nil
    }
    var strides = [Int](repeating: 0, count: shape.count)
    var step = 1
    for axis in (0..<rank).reversed() {
      strides[axis + missing] = self.shape[axis] == 1 ? 0 : step
      step *= self.shape[axis]
    }
    return withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: shape) { target in
        for index in target.indices {
          var (rest, place) = (index, 0)
          for axis in shape.indices.reversed() {
            place += rest % shape[axis] * strides[axis]
            rest /= shape[axis]
          }
          target.initializeElement(at: index, to: source[place])
        }
      }
    }
  }
}
