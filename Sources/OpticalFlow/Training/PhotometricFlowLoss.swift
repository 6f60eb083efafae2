import Foundation
import Kernels

/// How well a flow moves one picture onto another: the photometric loss of Spike-FlowNet (Lee et al., ECCV 2020) and
/// STE-FlowNet (Ding et al., AAAI 2022).
///
/// On each level the next picture, moved back along the flow, is held against the one before: `Σ (d² + ε²)^α` over
/// samples and pixels, with α = 0.45 and ε = 0.001; the loss is the mean over the levels. A pixel whose source lies
/// outside the picture by more than 1/10,000 of a pixel counts as black and moves no flow. Positions are those of the
/// published code, which ``Warp/Alignment/halfPixelSkew`` describes.
public struct PhotometricFlowLoss: FlowLoss, Sendable {
  private let pictures: [(previous: FeatureMap, next: FeatureMap)]
  private static let exponent = 0.45
  private static let softness = 1e-3
  /// The least share of a pixel that lies inside.
  private static let coverage: Float = 0.9999

  /// Takes the pictures at both ends of the window.
  ///
  /// - Parameters:
  ///   - previous: `[batch, 1, height, width]`, 0 for black to 1 for white; `next` likewise.
  ///   - levels: The levels of the pyramids that are held against them; the coarsest has two rows and columns at least.
  public init(previous: FeatureMap, next: FeatureMap, levels: Int = 4) {
    precondition(
      previous.shape == next.shape && previous.channelCount == 1,
      "Pictures of shape \(previous.shape) and \(next.shape) are no pair in gray.")
    precondition(
      min(previous.height, previous.width) >> (levels - 1) > 1,
      "Pictures of \(previous.height) x \(previous.width) have no \(levels) levels.")
    pictures = Array(zip(previous.pyramid(levels: levels), next.pyramid(levels: levels)))
  }

  /// The mean over the levels of the softened distance of both pictures.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    precondition(flows.count == pictures.count, "There are \(flows.count) flows for \(pictures.count) levels.")
    let share = 1 / Double(flows.count)
    var loss = 0.0
    for (level, flow) in flows.enumerated() {
      let (previous, next) = pictures[level]
      precondition(
        flow.shape == [previous.batch, 2, previous.height, previous.width],
        "A flow of shape \(flow.shape) does not move pictures of shape \(previous.shape).")
      loss +=
        share
        * workers.sum(flow.batch * flow.height) { item in
          let (sample, y) = item.quotientAndRemainder(dividingBy: flow.height)
          return Self.row(
            y,
            of: Row(
              previous: previous.plane(sample: sample), next: next.plane(sample: sample),
              u: flow.plane(sample: sample), v: flow.plane(sample: sample, channel: 1),
              uGradient: gradients?[level].plane(sample: sample),
              vGradient: gradients?[level].plane(sample: sample, channel: 1), height: flow.height,
              width: flow.width, weight: weight * share))
        }
    }
    return loss
  }

  private struct Row {
    var previous: UnsafeMutablePointer<Float>
    var next: UnsafeMutablePointer<Float>
    var u: UnsafeMutablePointer<Float>
    var v: UnsafeMutablePointer<Float>
    var uGradient: UnsafeMutablePointer<Float>?
    var vGradient: UnsafeMutablePointer<Float>?
    var height: Int
    var width: Int
    var weight: Double
  }

  private static func row(_ y: Int, of it: Row) -> Double {
    let (xStretch, yStretch) = (stretch(it.width), stretch(it.height))
    var sum = 0.0
    for x in 0..<it.width {
      let pixel = y * it.width + x
      let left = Place(source(Float(x) + it.u[pixel], length: it.width), length: it.width)
      let top = Place(source(Float(y) + it.v[pixel], length: it.height), length: it.height)
      let isInside = left.coverage * top.coverage >= coverage
      var (moved, toRight, downwards): (Float, Float, Float) = (0, 0, 0)
      if isInside {
        for tap in 0..<2 {
          let isSecond = tap == 1
          let row = isSecond ? top.second : top.first
          guard row.isInside else { continue }
          let share = isSecond ? top.fraction : 1 - top.fraction
          let line = it.next + row.index * it.width
          let a = left.first.isInside ? line[left.first.index] : 0
          let b = left.second.isInside ? line[left.second.index] : 0
          let blend = (1 - left.fraction) * a + left.fraction * b
          moved += (1 - left.fraction) * share * a + left.fraction * share * b
          toRight += share * (b - a)
          downwards += isSecond ? blend : -blend
        }
      }
      let difference = Double(moved - it.previous[pixel])
      let square = difference * difference + softness * softness
      let power = pow(square, exponent)
      sum += power
      if let uGradient = it.uGradient, let vGradient = it.vGradient, isInside {
        let slope = Float(it.weight * 2 * exponent * difference * power / square)
        uGradient[pixel] += slope * toRight * xStretch
        vGradient[pixel] += slope * downwards * yStretch
      }
    }
    return sum
  }

  /// Where a place on an axis is sampled. In the steps of the published code: near 0 the loss is so steep that the last
  /// digit of a position is seen in its gradient.
  private static func source(_ place: Float, length: Int) -> Float {
    let normalized = 2 * place / Float(length - 1) - 1
    return (normalized + 1) * (Float(length) / 2) - 0.5
  }

  /// The derivative of ``source(_:length:)``.
  private static func stretch(_ length: Int) -> Float { Float(length) / Float(length - 1) }

  /// A place between two pixels of an axis.
  private struct Place {
    struct Tap {
      var index: Int
      var isInside: Bool
    }

    let first: Tap
    let second: Tap
    let fraction: Float
    /// The share of the two pixels that lies inside.
    let coverage: Float

    init(_ position: Float, length: Int) {
      // What is no number, or far outside, covers nothing.
      guard position > -2, position < Float(length) + 1 else {
        first = Tap(index: 0, isInside: false)
        (second, fraction, coverage) = (first, 0, 0)
        return
      }
      let index = Int(position.rounded(.down))
      fraction = position - Float(index)
      first = Tap(index: index, isInside: 0..<length ~= index)
      second = Tap(index: index + 1, isInside: 0..<length ~= index + 1)
      coverage = (first.isInside ? 1 - fraction : 0) + (second.isInside ? fraction : 0)
    }
  }
}
