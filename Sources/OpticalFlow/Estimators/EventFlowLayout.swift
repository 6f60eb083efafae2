import Kernels
import Recordings
import Representations
import Tensors

/// Which part of a sensor a network of events sees, and how it is padded to the size that the network needs.
///
/// The part is all of the sensor or a centred crop of it. Where its sides are no multiples of what the network divides
/// them by, it is padded as ``Padding`` says.
public struct EventFlowLayout: Sendable {
  /// How a part is padded to the size that a network needs.
  public enum Padding: Sendable, Hashable {
    /// Its border is replicated on all sides, evenly, one more at the right and at the bottom where the number is odd.
    case replicated
    /// Zeros on top and at the left.
    case zerosBefore
  }

  /// The sensor's column where the part starts.
  public let x: Int
  /// The sensor's row where the part starts.
  public let y: Int
  /// The columns of the part.
  public let width: Int
  /// The rows of the part.
  public let height: Int
  /// The columns that the network sees.
  public let paddedWidth: Int
  /// The rows that the network sees.
  public let paddedHeight: Int
  /// Where the sensor's pixels lie in the picture that the flow is of, x and y, `[sensor's height, sensor's width, 2]`;
  /// nil where they lie on their own places. Only networks that use places between the pixels look at it: for others the
  /// events were moved before.
  public var places: Tensor<Float>?
  /// The columns of the sensor.
  public let sensorWidth: Int
  /// The rows of the sensor.
  public let sensorHeight: Int
  private let padding: Padding

  /// Describes the part of a sensor.
  ///
  /// - Parameters:
  ///   - crop: The columns and rows of a centered crop, at most those of the sensor; all of it where nil. STE-FlowNet's
  ///     authors crop MVSEC's 346 x 260 to 256 x 256 from column 45 and row 2 on.
  ///   - divisor: What the padded sides are multiples of (`EventFlowNetwork.sizeDivisor`).
  ///   - padding: How it is padded (`EventFlowNetwork.padding`).
  public init(
    sensorWidth: Int, sensorHeight: Int, crop: (width: Int, height: Int)? = nil, divisor: Int,
    padding: Padding = .replicated
  ) {
    let part = crop ?? (sensorWidth, sensorHeight)
    precondition(
      part.width > 0 && part.height > 0 && part.width <= sensorWidth && part.height <= sensorHeight,
      "A crop of \(part.width) x \(part.height) does not fit a sensor of \(sensorWidth) x \(sensorHeight).")
    (width, height) = part
    x = (sensorWidth - width) / 2
    y = (sensorHeight - height) / 2
    paddedWidth = (width + divisor - 1) / divisor * divisor
    paddedHeight = (height + divisor - 1) / divisor * divisor
    self.padding = padding
    self.sensorWidth = sensorWidth
    self.sensorHeight = sensorHeight
  }

  private var left: Int { padding == .zerosBefore ? paddedWidth - width : (paddedWidth - width) / 2 }
  private var top: Int { padding == .zerosBefore ? paddedHeight - height : (paddedHeight - height) / 2 }

  /// Where events of the sensor lie; nil where that is on their own pixels.
  func coordinates(of events: EventBatch) -> EventCoordinates? {
    guard let places else { return nil }
    precondition(
      places.shape == [sensorHeight, sensorWidth, 2],
      "Places of the shape \(places.shape) are not those of \(sensorWidth) x \(sensorHeight) pixels.")
    let width = sensorWidth
    var coordinates = EventCoordinates(
      x: [Float](repeating: -1, count: events.count), y: [Float](repeating: -1, count: events.count))
    places.withUnsafeBufferPointer { places in
      events.withColumns { columns in
        for index in 0..<events.count where columns.x[index] < sensorWidth && columns.y[index] < sensorHeight {
          let place = 2 * (Int(columns.y[index]) * width + Int(columns.x[index]))
          coordinates.x[index] = places[place]
          coordinates.y[index] = places[place + 1]
        }
      }
    }
    return coordinates
  }

  /// Writes the part of a grid of the sensor into a network's map. What pads it is left as it is.
  ///
  /// - Parameters:
  ///   - map: `[1, bins, paddedHeight, paddedWidth]`.
  ///   - grid: `[bins, height, width]` of the part, or of the sensor.
  func fill(_ map: FeatureMap, from grid: Tensor<Float>) {
    let bins = map.channelCount
    precondition(map.shape == [1, bins, paddedHeight, paddedWidth], "A map has the shape \(map.shape).")
    let isPart = grid.shape == [bins, height, width]
    precondition(
      isPart || grid.shape == [bins, sensorHeight, sensorWidth],
      "A grid of shape \(grid.shape) is none of \(bins) bins of \(sensorWidth) x \(sensorHeight).")
    let (rows, columns) = isPart ? (height, width) : (sensorHeight, sensorWidth)
    let (firstRow, firstColumn) = isPart ? (0, 0) : (y, x)
    grid.withUnsafeBufferPointer { source in
      guard let from = source.baseAddress else { return }
      for bin in 0..<bins {
        let target = map.plane(sample: 0, channel: bin) + top * paddedWidth + left
        for row in 0..<height {
          (target + row * paddedWidth).update(
            from: from + (bin * rows + firstRow + row) * columns + firstColumn, count: width)
        }
      }
    }
  }

  /// Writes the splits of an encoding into a network's maps.
  ///
  /// - Parameters:
  ///   - encoding: `[splits, 2, height, width]` of the part, or of the sensor.
  ///   - maps: A map `[1, 2, paddedHeight, paddedWidth]` a split.
  func fill(_ maps: [FeatureMap], from encoding: Tensor<UInt8>) {
    let isPart = encoding.shape == [maps.count, 2, height, width]
    precondition(
      isPart || encoding.shape == [maps.count, 2, sensorHeight, sensorWidth],
      "An encoding of shape \(encoding.shape) is none of \(maps.count) splits of \(sensorWidth) x \(sensorHeight).")
    let (rows, columns) = isPart ? (height, width) : (sensorHeight, sensorWidth)
    let (firstRow, firstColumn) = isPart ? (0, 0) : (y, x)
    encoding.withUnsafeBufferPointer { source in
      for (split, map) in maps.enumerated() {
        precondition(map.shape == [1, 2, paddedHeight, paddedWidth], "A map has the shape \(map.shape).")
        for channel in 0..<2 {
          let plane = map.plane(sample: 0, channel: channel)
          for row in 0..<paddedHeight {
            let sourceRow = firstRow + min(max(row - top, 0), height - 1)
            let start = ((split * 2 + channel) * rows + sourceRow) * columns + firstColumn
            let target = plane + row * paddedWidth
            for column in 0..<paddedWidth {
              target[column] = Float(source[start + min(max(column - left, 0), width - 1)])
            }
          }
        }
      }
    }
  }

  /// The flow of the part: `[2, height, width]` of a map `[1, 2, paddedHeight, paddedWidth]`.
  func crop(_ flow: FeatureMap) -> Tensor<Float> {
    precondition(flow.shape == [1, 2, paddedHeight, paddedWidth], "A flow has the shape \(flow.shape).")
    return Tensor(unsafeUninitializedShape: [2, height, width]) { target in
      guard var out = target.baseAddress else { return }
      for channel in 0..<2 {
        let plane = flow.plane(sample: 0, channel: channel) + top * paddedWidth + left
        for row in 0..<height {
          out.update(from: plane + row * paddedWidth, count: width)
          out += width
        }
      }
    }
  }
}
