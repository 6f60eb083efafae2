import Foundation
import Recordings
import Tensors

/// Images of the events of a window, as they are and moved along a flow to a moment of the window, from which
/// ``flowWarpLoss`` and ``averagedTimestampRatio`` judge the flow without ground truth.
///
/// An event at (x, y) and the part τ in 0...1 of the window is moved to (x, y) + (moment − τ) · flow(x, y). A flow that is
/// right brings the events of one edge together.
///
/// Batches are added in any number; the sums depend on their order by rounding only.
public struct WarpedEvents: Sendable {
  /// The first microsecond of the window.
  public let startMicroseconds: Int64
  /// Where the window ends; events at it or later do not belong to it.
  public let endMicroseconds: Int64
  /// The moment that events are moved to: 0 is the window's start, 1 its end.
  public let moment: Double
  /// How events are shared among pixels.
  public let splat: EventSplat
  /// The events of the window so far.
  public private(set) var eventCount = 0

  private let flow: Tensor<Float>
  private let (height, width): (Int, Int)
  private var moved: EventImages
  private var still: EventImages

  /// Begins a window.
  ///
  /// - Parameters:
  ///   - flow: The displacement over the window, `[2, height, width]` in pixels. Events where it is not finite stay put.
  ///   - window: Its times in microseconds, from the first up to before the last.
  ///   - moment: Where in the window events are moved to, 0 its start and 1 its end.
  ///   - splat: How events are shared among pixels.
  public init(flow: Tensor<Float>, window: Range<Int64>, to moment: Double = 1, splat: EventSplat = .bilinear) {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    precondition(!window.isEmpty, "A window has a length.")
    (startMicroseconds, endMicroseconds) = (window.lowerBound, window.upperBound)
    self.flow = flow
    self.splat = splat
    self.moment = moment
    (height, width) = (flow.shape[1], flow.shape[2])
    moved = EventImages(pixels: height * width)
    still = moved
  }

  /// Adds the events of a batch that lie in the window and on the flow. Cost: a few nanoseconds an event.
  public mutating func add(_ events: EventBatch) {
    let pixels = height * width
    let length = Double(microsecondsFrom: startMicroseconds, to: endMicroseconds)
    flow.withUnsafeBufferPointer { flow in
      events.withColumns { columns in
        for index in 0..<events.count {
          let (t, x, y) = (columns.t[index], Int(columns.x[index]), Int(columns.y[index]))
          guard t >= startMicroseconds, t < endMicroseconds, x < width, y < height else { continue }
          let place = y * width + x
          let (u, v) = (Double(flow[place]), Double(flow[pixels + place]))
          let part = Double(microsecondsFrom: startMicroseconds, to: t) / length
          let isOn = columns.p[index] != 0
          let way = u.isFinite && v.isFinite ? moment - part : 0
          eventCount += 1
          still.add(at: place, weight: 1, part: part, isOn: isOn)
          splat.spread(
            x: Double(x) + (way == 0 ? 0 : way * u), y: Double(y) + (way == 0 ? 0 : way * v), width: width,
            height: height
          ) { moved.add(at: $0, weight: $1, part: part, isOn: isOn) }
        }
      }
    }
  }

  /// The flow-warp loss FWL of Stoffregen et al. (ECCV 2020, section 4.1): the variance over pixels of the image of the
  /// moved events over that of the image of the events as they are. Above 1 the flow sharpens the image; more is better.
  /// Nil where the events leave an image without variance.
  public var flowWarpLoss: Double? {
    let (moved, still) = (moved.variance, still.variance)
    return still > 0 ? moved / still : nil
  }

  /// The same of images that are blurred with three taps of a Gaussian whose standard deviation is 1 pixel, with a reflected
  /// border. Without the blur, events at rest have an advantage: they lie on whole pixels, moved ones between them.
  public var blurredFlowWarpLoss: Double? {
    let moved = moved.blurredVariance(height: height, width: width)
    let still = still.blurredVariance(height: height, width: width)
    return still > 0 ? moved / still : nil
  }

  /// The ratio of the squared averaged timestamps, RSAT, of Hagenaars et al. (NeurIPS 2021): with T± the mean τ of the
  /// events on each pixel, by polarity, Σ(T₊² + T₋²) over the number of pixels that have events, of the moved events over
  /// the same of the events as they are. Below 1 the flow sharpens the image; less is better. Nil without events.
  ///
  /// The division by the pixels with events is what rectifies the loss of Zhu et al. (CVPR 2019), which falls where
  /// events are merely thrown together or out of the picture.
  public var averagedTimestampRatio: Double? {
    guard let moved = moved.squaredTimestamps, let still = still.squaredTimestamps, still > 0 else { return nil }
    return moved / still
  }

  /// The image of the moved events of both polarities, `[height, width]`.
  public var movedImage: Tensor<Float> { moved.image(height: height, width: width) }
  /// The image of the events as they are, `[height, width]`.
  public var stillImage: Tensor<Float> { still.image(height: height, width: width) }
}

/// Sums over the events on each pixel, by polarity.
private struct EventImages: Sendable {
  private var weights: [Double]
  private var times: [Double]
  private let pixels: Int

  init(pixels: Int) {
    self.pixels = pixels
    weights = Array(repeating: 0, count: 2 * pixels)
    times = weights
  }

  mutating func add(at pixel: Int, weight: Double, part: Double, isOn: Bool) {
    let place = isOn ? pixel : pixels + pixel
    weights[place] += weight
    times[place] += weight * part
  }

  /// The variance of the image of both polarities.
  var variance: Double { Self.variance((0..<pixels).map { weights[$0] + weights[pixels + $0] }) }

  /// The variance of the blurred image of both polarities.
  func blurredVariance(height: Int, width: Int) -> Double {
    let image = (0..<pixels).map { weights[$0] + weights[pixels + $0] }
    let side = exp(-0.5) / (1 + 2 * exp(-0.5))
    func blurred(_ image: [Double], count: Int, step: Int, lines: Int, lineStep: Int) -> [Double] {
      if count < 2 { return image }
      var result = image
      for line in 0..<lines {
        for place in 0..<count {
          // What lies beyond the border is what lies as far within it.
          let before = place == 0 ? 1 : place - 1
          let after = place == count - 1 ? count - 2 : place + 1
          let start = line * lineStep
          result[start + place * step] =
            (1 - 2 * side) * image[start + place * step]
            + side * (image[start + before * step] + image[start + after * step])
        }
      }
      return result
    }
    let across = blurred(image, count: width, step: 1, lines: height, lineStep: width)
    return Self.variance(blurred(across, count: height, step: width, lines: width, lineStep: 1))
  }

  private static func variance(_ image: [Double]) -> Double {
    let mean = image.reduce(0, +) / Double(image.count)
    return image.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(image.count)
  }

  /// The sum of the squared mean timestamps over the pixels that have events.
  var squaredTimestamps: Double? {
    var (sum, occupied) = (0.0, 0)
    for pixel in 0..<pixels {
      let (on, off) = (squaredMeanTime(pixel), squaredMeanTime(pixels + pixel))
      sum += (on ?? 0) + (off ?? 0)
      if on != nil || off != nil { occupied += 1 }
    }
    return occupied > 0 ? sum / Double(occupied) : nil
  }

  private func squaredMeanTime(_ place: Int) -> Double? {
    guard weights[place] > 0 else { return nil }
    let mean = times[place] / weights[place]
    return mean * mean
  }

  func image(height: Int, width: Int) -> Tensor<Float> {
    Tensor(shape: [height, width], scalars: (0..<pixels).map { Float(weights[$0] + weights[pixels + $0]) })
  }
}
