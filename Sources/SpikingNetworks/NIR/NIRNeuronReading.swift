import Tensors

/// The neurons of a layer that a node of NIR is.
///
/// The fast engine computes in single precision. A membrane of NIR fires where it exceeds a number f, which for numbers in
/// single precision is to reach the next above f. If that next number is what a spike takes or is handed on as, the graph
/// came from neurons that fire at θ; else they fire above θ = f.
struct NIRNeuronReading {
  /// How the neurons answer.
  private(set) var neuron: SpikingNeuron
  /// θ of each channel.
  private(set) var thresholds: [Float]

  /// - Parameter channels: One number for each channel, of values that are the same all over a plane.
  /// - Returns: Nil where the neurons of a layer differ in more than θ, or are none of a classifier.
  init?(_ node: NIRContraction.Neuron, channels: (Tensor<Double>) throws -> [Double]) throws {
    let firing = try channels(node.firing)
    let gains = try channels(node.gain).map { $0.isNear(1) ? 1 : $0 }
    let decays = try channels(node.decay)
    guard let decay = decays.first, decays.allSatisfy({ $0.isNear(decay) }), decay > 0, decay <= 1 else { return nil }
    let starts: [Double]
    switch node.reset {
    case .to(let values):
      let rests = try channels(values)
      let amplitudes = try channels(node.amplitudes)
      let reached = firing.indices.map { (firing[$0].nextAbove - rests[$0]) / gains[$0] }
      let isAt = zip(reached, amplitudes).allSatisfy { $0.isSame(as: $1) }
      let thresholds = firing.indices.map {
        isAt ? Float(reached[$0]) : Self.exceeded(firing[$0], rest: rests[$0], gain: gains[$0])
      }
      starts = thresholds.indices.map { -rests[$0] / gains[$0] / Double(thresholds[$0]) }
      neuron = SpikingNeuron(reset: .hard, decay: Float(decay), firesAbove: !isAt)
      self.thresholds = thresholds
    case .by(let values):
      let taken = try channels(values)
      let isAt = zip(taken, firing).allSatisfy { $0.isSame(as: $1.nextAbove) }
      let isAbove = !isAt && zip(taken, firing).allSatisfy { ($0 / $1).isNear(1) }
      // What leaks starts at 0 in a classifier, too: an offset of the threshold would leak away.
      guard isAt || isAbove || decay == 1 else { return nil }
      neuron = SpikingNeuron(reset: .soft, decay: Float(decay), firesAbove: isAbove)
      thresholds = firing.indices.map {
        isAbove ? Self.exceeded(firing[$0], rest: 0, gain: gains[$0]) : Float(taken[$0] / gains[$0])
      }
      starts = taken.indices.map { isAt || isAbove ? 0 : 1 - firing[$0].nextAbove / taken[$0] }
    }
    guard let start = starts.first, starts.allSatisfy({ $0.isNear(start) }), start.isFinite,
      thresholds.allSatisfy({ $0 > 0 && $0.isFinite })
    else { return nil }
    // An exact 1/2 went through θ and back; 0 has no sign.
    let halves = (start * 2).rounded() / 2
    neuron.initialPotential = Float(start.isNear(halves) ? halves : start) + 0
  }

  /// The greatest membrane in single precision that does not fire, in units of the input, where NIR's fires above `firing`
  /// and lies `rest` higher.
  private static func exceeded(_ firing: Double, rest: Double, gain: Double) -> Float {
    let potential = (firing - rest) / gain
    let nearest = Float(potential)
    // In other units numbers are rounded anyway.
    return rest == 0 && gain == 1 && Double(nearest) > potential ? nearest.nextDown : nearest
  }
}

extension Double {
  /// How far numbers that ought to be equal may differ, relatively: they went through single precision.
  private static let tolerance = 1e-6
  /// The same where they were computed in double precision only.
  private static let rounding = 1e-12

  /// Whether it ought to equal another.
  func isNear(_ other: Double) -> Bool {
    abs(self - other) <= Self.tolerance * Swift.max(abs(self), abs(other), 1)
  }

  /// Whether it differs from another by what rounding in double precision does.
  fileprivate func isSame(as other: Double) -> Bool {
    abs(self - other) <= Self.rounding * Swift.max(abs(self), abs(other))
  }
}
