import CKernels

/// The passes of a gated recurrent unit (Cho et al. 2014) between its convolutions.
///
/// With the sums Z, R, Q of the convolutions and the state h: `m = σ(R) · h` is what the convolution of Q reads, then
/// `h' = (1 − σ(Z)) · h + σ(Z) · tanh(Q)`. All maps are `[batch, channels, height, width]`. Each pass reads and writes
/// every value once, and is bound by memory.
public enum GRUGates {
  /// Whether the gates take the place of their sums, as ``GRUGates/blendGradient(_:update:candidate:state:into:workers:)``
  /// needs them.
  public enum Sums: Sendable, Hashable {
    /// The sums stay as they are; nothing is written but the result.
    case unchanged
    /// σ(Z), σ(R) and tanh(Q) are written in place of Z, R and Q.
    case becomeGates
  }

  /// Writes `σ(reset) · state`; `result` may be `state`.
  public static func reset(
    _ reset: FeatureMap, state: FeatureMap, into result: FeatureMap, sums: Sums = .unchanged, workers: Workers
  ) {
    check(reset, result, like: state)
    let keep: Int32 = sums == .becomeGates ? 1 : 0
    overPlanes(of: state, workers: workers) { plane, count in
      workers.kernels.networks.gates.gru_reset(plane(reset), plane(state), plane(result), keep, count)
    }
  }

  /// Writes `(1 − σ(update)) · state + σ(update) · tanh(candidate)`; `result` may be `state`.
  public static func blend(
    update: FeatureMap, candidate: FeatureMap, state: FeatureMap, into result: FeatureMap, sums: Sums = .unchanged,
    workers: Workers
  ) {
    check(update, candidate, result, like: state)
    let keep: Int32 = sums == .becomeGates ? 1 : 0
    overPlanes(of: state, workers: workers) { plane, count in
      workers.kernels.networks.gates.gru_blend(
        plane(update), plane(candidate), plane(state), plane(result), keep, count)
    }
  }

  /// The gradients that ``blendGradient(_:update:candidate:state:into:workers:)`` writes.
  public struct BlendGradients {
    /// With respect to the sum Z.
    public var update: FeatureMap
    /// With respect to the sum Q.
    public var candidate: FeatureMap
    /// With respect to the state, through the blend alone.
    public var state: FeatureMap

    /// Names the maps to write.
    public init(update: FeatureMap, candidate: FeatureMap, state: FeatureMap) {
      self.update = update
      self.candidate = candidate
      self.state = state
    }
  }

  /// The gradient of a blend that was run with ``Sums/becomeGates``. Any result may take the place of any argument.
  ///
  /// - Parameters:
  ///   - upstream: The gradient with respect to the blend's result.
  ///   - update: σ(Z).
  ///   - candidate: tanh(Q).
  ///   - state: The state that the blend read.
  public static func blendGradient(
    _ upstream: FeatureMap, update: FeatureMap, candidate: FeatureMap, state: FeatureMap,
    into gradients: BlendGradients, workers: Workers
  ) {
    check(upstream, update, candidate, gradients.update, gradients.candidate, gradients.state, like: state)
    overPlanes(of: state, workers: workers) { plane, count in
      var job = SaccadeBlendGradient(
        upstream: plane(upstream), z: plane(update), q: plane(candidate), h: plane(state),
        z_gradient: plane(gradients.update), q_gradient: plane(gradients.candidate),
        h_gradient: plane(gradients.state), count: count)
      workers.kernels.networks.gates.gru_blend_gradient(&job)
    }
  }

  /// The gradient of a reset that was run with ``Sums/becomeGates``.
  ///
  /// - Parameters:
  ///   - upstream: The gradient with respect to the reset's result.
  ///   - reset: σ(R).
  ///   - state: The state that the reset read.
  ///   - result: Takes the gradient with respect to the sum R; may be any argument but `sum`.
  ///   - sum: The gradient with respect to the state is added to it.
  public static func resetGradient(
    _ upstream: FeatureMap, reset: FeatureMap, state: FeatureMap, into result: FeatureMap,
    addingTo sum: FeatureMap, workers: Workers
  ) {
    check(upstream, reset, result, sum, like: state)
    precondition(!sum.overlaps(result), "The gradients of gate and state need maps of their own.")
    overPlanes(of: state, workers: workers) { plane, count in
      workers.kernels.networks.gates.gru_reset_gradient(
        plane(upstream), plane(reset), plane(state), plane(result), plane(sum), count)
    }
  }

  private static func check(_ maps: FeatureMap..., like state: FeatureMap) {
    for map in maps {
      precondition(
        map.batch == state.batch && map.channelCount == state.channelCount && map.height == state.height
          && map.width == state.width,
        "The maps of a gate differ in shape: \(map.shape), and \(state.shape) of the state.")
    }
  }

  @inline(__always)
  private static func overPlanes(
    of map: FeatureMap, workers: Workers,
    _ body: (_ plane: (FeatureMap) -> UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    workers.forEach(map.batch * map.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: map.channelCount)
      body({ $0.plane(sample: sample, channel: channel) }, map.planeCount)
    }
  }
}
