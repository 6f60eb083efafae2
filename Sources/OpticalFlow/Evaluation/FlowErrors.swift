import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The errors of one predicted field against ground truth: sums over its valid pixels, in double precision.
///
/// With EE = ‖prediction − truth‖, the end-point error of a pixel in pixels, the means and shares are those that papers
/// report: ``averageEndpointError`` (AEE, EPE), ``outlierPercent`` (EE ≥ 3 px, as the code of EV-FlowNet counts),
/// ``strictOutlierPercent`` (EE > 3 px and EE > 5 % of ‖truth‖, as its paper and KITTI say), ``percent(beyond:)``
/// (1PE, 2PE, 3PE: EE > N px), ``averageAngularError`` and ``averagePlaneAngularError``.
public struct FlowErrors: Sendable, Equatable {
  /// The bounds of the N-pixel errors.
  public static let pixelBounds = [1, 2, 3]
  /// The end-point error from which a pixel is an outlier.
  public static let outlierBound = 3.0
  /// The part of the true length that an outlier's error exceeds, where that is asked for.
  public static let outlierPart = 0.05

  /// The pixels that were compared.
  public internal(set) var pixelCount = 0
  /// The pixels with valid ground truth for which nothing was predicted; they are not in ``pixelCount``.
  public internal(set) var missingCount = 0
  /// The sum of EE in pixels.
  public internal(set) var endpointSum = 0.0
  /// The sum of ‖truth‖ in pixels.
  public internal(set) var lengthSum = 0.0
  /// The pixels with EE ≥ 3 px.
  public internal(set) var outlierCount = 0
  /// The pixels with EE > 3 px and EE > 5 % of ‖truth‖.
  public internal(set) var strictOutlierCount = 0
  /// The pixels with EE > 1, 2, 3 px.
  public internal(set) var countsBeyond = [0, 0, 0]
  /// The sum of the angles between (u, v, 1) of prediction and truth, in degrees.
  public internal(set) var angleSum = 0.0
  /// The sum of the angles between (u, v) of prediction and truth, in degrees.
  public internal(set) var planeAngleSum = 0.0
  /// The pixels in ``planeAngleSum``: those where neither vector is zero.
  public internal(set) var planeAngleCount = 0

  /// Nothing compared.
  public init() {}

  /// Compares a field with ground truth.
  ///
  /// Cost: one pass over the pixels.
  ///
  /// - Parameters:
  ///   - prediction: `[2, height, width]` in pixels.
  ///   - truth: Of the same shape; finite where the mask is not 0.
  ///   - valid: The pixels to compare, `[height, width]`, not 0 where one counts.
  ///   - predicted: The pixels with a prediction, `[height, width]`; nil where all have one. Pixels whose prediction is
  ///     not finite have none.
  ///   - visit: Called with each compared pixel's index in the rows one after another, and its EE.
  public init(
    prediction: Tensor<Float>, truth: Tensor<Float>, mask valid: Tensor<UInt8>, predicted: Tensor<UInt8>? = nil,
    visit: (Int, Double) -> Void = { _, _ in }
  ) {
    precondition(
      truth.rank == 3 && truth.shape[0] == 2 && prediction.shape == truth.shape,
      "A prediction of shape \(prediction.shape) cannot be compared with a truth of \(truth.shape).")
    let size = Array(truth.shape.dropFirst())
    precondition(
      valid.shape == size && (predicted?.shape ?? size) == size, "A mask has the size of the flow, \(size).")
    let pixels = valid.count
    prediction.withUnsafeBufferPointer { prediction in
      truth.withUnsafeBufferPointer { truth in
        valid.withUnsafeBufferPointer { mask in
          // Where all pixels have a prediction, those of the mask have.
          (predicted ?? valid).withUnsafeBufferPointer { hasPrediction in
            for pixel in 0..<pixels where mask[pixel] != 0 {
              let p = SIMD2(Double(prediction[pixel]), Double(prediction[pixels + pixel]))
              let t = SIMD2(Double(truth[pixel]), Double(truth[pixels + pixel]))
              if p.x.isFinite && p.y.isFinite && hasPrediction[pixel] != 0 {
                visit(pixel, add(prediction: p, truth: t))
              } else {
                missingCount += 1
              }
            }
          }
        }
      }
    }
  }

  /// Adds a pixel and gives its end-point error.
  private mutating func add(prediction p: SIMD2<Double>, truth t: SIMD2<Double>) -> Double {
    let difference = p - t
    let error = (difference * difference).sum().squareRoot()
    let length = (t * t).sum().squareRoot()
    pixelCount += 1
    endpointSum += error
    lengthSum += length
    if error >= Self.outlierBound { outlierCount += 1 }
    if error > Self.outlierBound && error > Self.outlierPart * length { strictOutlierCount += 1 }
    for (index, bound) in Self.pixelBounds.enumerated() where error > Double(bound) { countsBeyond[index] += 1 }
    let cross = p.x * t.y - p.y * t.x
    let dot = (p * t).sum()
    // The angle of (u, v, 1) by its tangent: the arc cosine loses half of the digits where the angle is small.
    let sine = (cross * cross + (difference * difference).sum()).squareRoot()
    angleSum += Self.degrees(atan2(sine, dot + 1))
    if p != .zero && t != .zero {
      planeAngleSum += Self.degrees(atan2(cross.magnitude, dot))
      planeAngleCount += 1
    }
    return error
  }

  private static func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
}

extension FlowErrors {
  /// The mean of EE in pixels (AEE, EPE); nil where no pixel was compared, as below.
  public var averageEndpointError: Double? { mean(endpointSum) }
  /// The mean of ‖truth‖ in pixels: the AEE of a prediction of zero.
  public var averageLength: Double? { mean(lengthSum) }
  /// The pixels with EE ≥ 3 px in percent.
  public var outlierPercent: Double? { mean(100 * Double(outlierCount)) }
  /// The pixels with EE > 3 px and EE > 5 % of ‖truth‖ in percent.
  public var strictOutlierPercent: Double? { mean(100 * Double(strictOutlierCount)) }
  /// The mean angle between (u, v, 1) of prediction and truth in degrees (Barron et al. 1994).
  public var averageAngularError: Double? { mean(angleSum) }
  /// The mean angle between (u, v) of prediction and truth in degrees, where neither is zero.
  public var averagePlaneAngularError: Double? {
    planeAngleCount > 0 ? planeAngleSum / Double(planeAngleCount) : nil
  }
  /// The pixels with a prediction among those with valid ground truth, in percent.
  public var densityPercent: Double? {
    pixelCount + missingCount > 0 ? 100 * Double(pixelCount) / Double(pixelCount + missingCount) : nil
  }

  /// The pixels with EE > `bound` px in percent: 1PE, 2PE, 3PE.
  ///
  /// - Precondition: `bound` is one of ``pixelBounds``.
  public func percent(beyond bound: Int) -> Double? {
    guard let index = Self.pixelBounds.firstIndex(of: bound) else {
      preconditionFailure("Errors beyond \(bound) px are not counted.")
    }
    return mean(100 * Double(countsBeyond[index]))
  }

  private func mean(_ sum: Double) -> Double? { pixelCount > 0 ? sum / Double(pixelCount) : nil }

  /// Adds the pixels of another field.
  public static func += (left: inout FlowErrors, right: FlowErrors) {
    left.pixelCount += right.pixelCount
    left.missingCount += right.missingCount
    left.endpointSum += right.endpointSum
    left.lengthSum += right.lengthSum
    left.outlierCount += right.outlierCount
    left.strictOutlierCount += right.strictOutlierCount
    for index in left.countsBeyond.indices { left.countsBeyond[index] += right.countsBeyond[index] }
    left.angleSum += right.angleSum
    left.planeAngleSum += right.planeAngleSum
    left.planeAngleCount += right.planeAngleCount
  }
}
