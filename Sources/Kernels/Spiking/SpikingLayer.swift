import CKernels
import Runtime

/// Spikes that are added channel by channel: a residual connection without weights.
public struct SpikingIdentity: Sendable {
  /// The distance of two outputs in input pixels.
  public var stride: Int
  /// The outputs before the first that meets an input channel.
  public var zerosBefore: Int
  /// What a spike is worth: one value, or one an input channel.
  public var amplitudes: [Float]

  /// Describes a connection.
  public init(stride: Int = 1, zerosBefore: Int = 0, amplitudes: [Float] = [1]) {
    self.stride = stride
    self.zerosBefore = zerosBefore
    self.amplitudes = amplitudes
  }
}

/// A layer of spiking neurons, or of sums, with the synapses that reach it.
///
/// Spikes drive the work: for every output the weights of the inputs that spiked are added up, and the neurons follow
/// while their sums are still in registers. Cost of a step: one addition for each spike and each output it reaches.
/// Frames in which most inputs spiked are convolved densely.
public final class SpikingLayer: @unchecked Sendable {
  /// The rows of the outputs.
  public let height: Int
  /// The columns of the outputs.
  public let width: Int
  /// The number of output channels.
  public let outputs: Int
  /// What the neurons do with their sums; nil for a layer that gives the sums.
  public let dynamics: NeuronDynamics?
  let projections: [SpikingProjection]
  let identity: SpikingIdentity?
  let weights: SynapticWeights
  let dense: DenseSums
  /// The share of the inputs of a frame above which dense convolutions compute its sums.
  public let denseRate: Float
  /// The projections once, or twice where negative spikes may come.
  let signs: Int
  /// Bias, threshold and the identity's amplitudes of every output, in whole blocks.
  let biases: AlignedMemory
  let thresholds: AlignedMemory
  /// The least membranes that fire.
  let firingPotentials: AlignedMemory
  let amplitudes: AlignedMemory

  /// The share of spiking inputs above which dense convolutions measured faster (`Tools/bench kernel spiking`).
  public static let measuredDenseRate: Float = 0.5

  /// Prepares a layer. Cost: the weights are packed once.
  ///
  /// - Parameters:
  ///   - size: The rows and columns of the outputs.
  ///   - projections: The synapses of up to two maps of spikes; none where currents alone reach the layer.
  ///   - identity: A map that is added channel by channel.
  ///   - bias: What is added in every step, a value an output.
  ///   - thresholds: A value, or one an output.
  ///   - isInputSigned: Whether any of the maps has negative spikes.
  ///   - denseRate: The share of spiking inputs above which the sums of neurons come from dense convolutions.
  public init(
    outputs: Int, size: (height: Int, width: Int), projections: [SpikingProjection], identity: SpikingIdentity? = nil,
    bias: [Float]? = nil, thresholds: [Float] = [1], dynamics: NeuronDynamics?, isInputSigned: Bool = false,
    denseRate: Float = SpikingLayer.measuredDenseRate
  ) {
    precondition(projections.count <= 2, "At most two maps reach a layer through weights, not \(projections.count).")
    precondition(
      projections.allSatisfy { $0.outputs == outputs }, "Every projection reaches all of the \(outputs) outputs.")
    precondition(bias.map { $0.count == outputs } ?? true, "A layer of \(outputs) outputs has as many biases.")
    precondition(
      thresholds.count == 1 || thresholds.count == outputs,
      "A layer of \(outputs) outputs has one threshold or as many, not \(thresholds.count).")
    self.outputs = outputs
    (height, width) = size
    self.projections = projections
    self.identity = identity
    self.dynamics = dynamics
    signs = isInputSigned ? 2 : 1
    weights = SynapticWeights(projections, outputs: outputs, signs: signs)
    dense = DenseSums(projections, bias: bias ?? Array(repeating: 0, count: outputs), size: size)
    self.denseRate = denseRate
    let padded = weights.blocks * weights.channels
    biases = Self.values(padded, others: 0) { $0 < outputs ? bias?[$0] : nil }
    func threshold(_ output: Int) -> Float? {
      output < outputs ? thresholds[thresholds.count == 1 ? 0 : output] : nil
    }
    // What pads a block never reaches its threshold.
    self.thresholds = Self.values(padded, others: .greatestFiniteMagnitude, threshold)
    firingPotentials = Self.values(padded, others: .greatestFiniteMagnitude) { output in
      threshold(output).map { dynamics?.firingPotential(threshold: $0) ?? $0 }
    }
    let zerosBefore = identity?.zerosBefore ?? 0
    amplitudes = Self.values(2 * padded, others: 0) { index in
      guard let worth = identity?.amplitudes, index % padded >= zerosBefore else { return nil }
      let input = index % padded - zerosBefore
      guard let value = worth.count == 1 ? worth[0] : (input < worth.count ? worth[input] : nil) else { return nil }
      return index < padded ? value : -value
    }
  }

  private static func values(_ count: Int, others: Float, _ value: (Int) -> Float?) -> AlignedMemory {
    let memory = AlignedMemory(uninitializedByteCount: count * MemoryLayout<Float>.stride)
    let target = memory.baseAddress.bindMemory(to: Float.self, capacity: count)
    for index in 0..<count { target[index] = value(index) ?? others }
    return memory
  }

  /// The pixels of an output channel.
  public var pixels: Int { height * width }
  /// The neurons of a sample.
  public var neurons: Int { outputs * pixels }
  /// The synapses from the map of that index.
  public func projection(_ index: Int) -> SpikingProjection { projections[index] }
  /// The bytes of the weights.
  public var byteCount: Int { weights.byteCount }

  /// Membranes for some samples, which `reset` sets to their start.
  public func makeState(samples: Int) -> NeuronState {
    NeuronState(
      samples: samples, blocks: weights.blocks, pixels: pixels, channels: weights.channels,
      remembersCounts: dynamics.map { !$0.isPlain } ?? false)
  }

  /// Values in the order of the layer's neurons: currents that reach it beside spikes, or its sums.
  public func makeValues(frames: Int) -> NeuronValues {
    NeuronValues(frames: frames, blocks: weights.blocks, pixels: pixels, channels: weights.channels)
  }

  /// The trains that the layer's neurons send.
  public func makeTrains(frames: Int) -> SpikeTrains {
    SpikeTrains(
      frames: frames, channels: outputs, height: height, width: width,
      isSigned: dynamics?.correctsWithNegativeSpikes ?? false)
  }

  /// Sets membranes to a share of the thresholds, and forgets all spikes.
  public func reset(_ state: NeuronState, to share: Float) {
    state.reset(to: share, thresholds: Self.pointer(thresholds))
  }

  static func pointer(_ memory: AlignedMemory) -> UnsafePointer<Float> {
    UnsafePointer(memory.baseAddress.assumingMemoryBound(to: Float.self))
  }
}
