import Recordings
import Tensors

/// The mean endpoint error held against the mean length of the true flow, over all pixels of several fields.
///
/// 0 is perfect, 1 is what no flow at all scores.
public struct FlowErrorRatio: Sendable, Hashable {
  /// The sum of the endpoint errors in pixels.
  public private(set) var errorSum = 0.0
  /// The sum of the true lengths in pixels.
  public private(set) var lengthSum = 0.0
  /// The pixels.
  public private(set) var count = 0

  /// The ratio of nothing.
  public init() {}

  /// Takes a field in: every pixel whose truth is known.
  ///
  /// - Parameter flow: `[2, height, width]` in pixels.
  public mutating func add(_ flow: Tensor<Float>, truth: FlowField) {
    precondition(flow.shape == truth.flow.shape, "A flow of \(flow.shape) is not of the truth's size.")
    let pixels = truth.height * truth.width
    flow.withUnsafeBufferPointer { flow in
      truth.marking(.nan).withUnsafeBufferPointer { truth in
        for pixel in 0..<pixels where !truth[pixel].isNaN {
          let (u, v) = (Double(truth[pixel]), Double(truth[pixels + pixel]))
          let (du, dv) = (Double(flow[pixel]) - u, Double(flow[pixels + pixel]) - v)
          errorSum += (du * du + dv * dv).squareRoot()
          lengthSum += (u * u + v * v).squareRoot()
          count += 1
        }
      }
    }
  }

  /// The average endpoint error in pixels.
  public var averageError: Double { errorSum / Double(count) }
  /// The error held against the length.
  public var ratio: Double { errorSum / lengthSum }
}
