import Kernels

/// How blurred the events of a window are when the flow moves them, and how uneven that flow is: what contrast maximisation
/// makes small (``ContrastMaximization``), as a loss of a network, which needs no known flow and no pictures.
///
/// Of each sample E0 / E(start) + 2 E0 / E(middle) + E0 / E(end) + weight · TV, of the finest level: events at rest have the
/// loss 4. The loss is the mean over the samples; one whose events make a picture without any gradient has none.
public struct ContrastFlowLoss: FlowLoss {
  private let samples: [PixelEvents]
  private let variationWeight: Double
  private let prior: FeatureMap?

  /// Takes the events of each sample.
  ///
  /// - Parameters:
  ///   - samples: All of one size, that of the flow; their times are from 0 to 1.
  ///   - variationWeight: The weight of the flow's total variation.
  ///   - prior: A flow that the judged one is added to, `[samples, 2, height, width]`; nil for none.
  public init(_ samples: [PixelEvents], variationWeight: Double = 0.01, prior: FeatureMap? = nil) {
    precondition(!samples.isEmpty, "There is no contrast of no samples.")
    precondition(
      samples.allSatisfy { $0.width == samples[0].width && $0.height == samples[0].height }, "Samples differ in size.")
    (self.samples, self.variationWeight, self.prior) = (samples, variationWeight, prior)
  }

  /// The mean cost of the finest flows.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    let (width, height) = (samples[0].width, samples[0].height)
    precondition(
      flows[0].shape == [samples.count, 2, height, width],
      "Flows of shape \(flows[0].shape) do not move events of \(samples.count) x \(height) x \(width).")
    precondition(prior.map { $0.shape == flows[0].shape } ?? true, "The prior has another shape.")
    let share = 1 / Double(samples.count)
    let (field, slopes) = (VectorField(width: width, height: height), VectorField(width: width, height: height))
    let variation = FieldVariation(width: width, height: height, workers: workers)
    var loss = 0.0
    for (index, events) in samples.enumerated() {
      let contrast = EventContrast(events: events, references: ContrastObjective.moments, workers: workers)
      field.clear()
      let rest = contrast.energies(along: field)[0]
      guard rest > 0 else { continue }
      field.copy(flows[0].sample(index), addedTo: prior?.sample(index))
      let energies = contrast.energies(along: field)
      let weights = ContrastObjective.momentWeights
      // Events that all leave the picture are not sharp, and nothing tells where they should go.
      guard energies.allSatisfy({ $0 > 0 }) else {
        loss += share * Self.mostCost
        continue
      }
      var cost = 0.0
      for (energy, weight) in zip(energies, weights) { cost += weight * rest / energy }
      let factors = zip(energies, weights).map { -$1 * rest / ($0 * $0) }
      contrast.writeSlopes(along: field, factors: factors, into: slopes)
      cost += variationWeight * variation.add(of: field, weight: Float(variationWeight), to: slopes)
      loss += share * cost
      if let gradients {
        slopes.add(
          times: Float(weight * share), toU: gradients[0].plane(sample: index),
          v: gradients[0].plane(sample: index, channel: 1))
      }
    }
    return loss
  }

  /// What it costs where events leave the picture.
  private static let mostCost = 100.0
}

extension VectorField {
  /// Writes zeros.
  fileprivate func clear() {
    u.update(repeating: 0)
    v.update(repeating: 0)
    for row in 0..<height { rowBounds[row] = 0...0 }
  }

  /// Takes a flow `[1, 2, height, width]`, or the sum of two.
  fileprivate func copy(_ flow: FeatureMap, addedTo prior: FeatureMap?) {
    for (channel, part) in [u, v].enumerated() {
      let (flow, prior) = (flow.plane(sample: 0, channel: channel), prior?.plane(sample: 0, channel: channel))
      for pixel in 0..<width * height { part[pixel] = flow[pixel] + (prior?[pixel] ?? 0) }
    }
    for row in 0..<height {
      var (least, most) = (Float.infinity, -Float.infinity)
      for pixel in row * width..<(row + 1) * width { (least, most) = (min(least, v[pixel]), max(most, v[pixel])) }
      rowBounds[row] = least <= most ? least...most : 0...0
    }
  }

  /// Adds a multiple to both parts.
  fileprivate func add(times factor: Float, toU u: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>) {
    for pixel in 0..<width * height {
      u[pixel] += factor * self.u[pixel]
      v[pixel] += factor * self.v[pixel]
    }
  }
}
