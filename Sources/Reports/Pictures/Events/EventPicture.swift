import Recordings
import Tensors

/// The events of a window as a picture: what happened at each pixel, in the colour of its polarity.
///
/// A pixel with n events has the strength 1 − 0.4 · 0.6^(n − 1): one event is seen at once, and more are brighter,
/// without a scale that depends on the window, so that a video does not flicker. Where both polarities met, the colour
/// lies between theirs in proportion.
///
/// <!-- with reader: EventReader -->
/// ```swift
/// var picture = EventPicture(width: 640, height: 480)
/// while let batch = try reader.nextBatch() { picture.add(batch) }
/// try StillPicture.uint8(picture.colored()).writePNG(path: "events.png")
/// ```
public struct EventPicture: Sendable {
  /// The columns.
  public let width: Int
  /// The rows.
  public let height: Int
  /// The colours.
  public var colors: EventColors
  /// The events in the picture.
  public private(set) var eventCount = 0
  /// The events that lay outside of the sensor and are not in it.
  public private(set) var outsideCount = 0
  /// Darker and brighter events of each pixel, `[height, width, 2]`.
  private var counts: Tensor<UInt32>

  /// Starts an empty picture.
  public init(width: Int, height: Int, colors: EventColors = .dark) {
    precondition(width > 0 && height > 0, "A sensor has pixels, not \(width)x\(height).")
    self.width = width
    self.height = height
    self.colors = colors
    counts = Tensor(zeros: [height, width, 2])
  }

  /// The picture of one window. Cost: a pass over the events and one over the pixels.
  public init(of events: EventBatch, width: Int, height: Int, colors: EventColors = .dark) {
    self.init(width: width, height: height, colors: colors)
    add(events)
  }

  /// Adds events.
  public mutating func add(_ batch: EventBatch) {
    var outside = 0
    counts.withUnsafeMutableBufferPointer { counts in
      batch.withColumns { columns in
        for place in 0..<batch.count {
          let (x, y) = (Int(columns.x[place]), Int(columns.y[place]))
          if x >= width || y >= height {
            outside += 1
            continue
          }
          counts[2 * (y * width + x) + (columns.p[place] == 0 ? 0 : 1)] &+= 1
        }
      }
    }
    outsideCount += outside
    eventCount += batch.count - outside
  }

  /// Forgets all events.
  public mutating func clear() {
    counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    (eventCount, outsideCount) = (0, 0)
  }

  /// The picture, `[height, width, 3]`.
  public func colored() -> Tensor<UInt8> {
    Tensor(unsafeUninitializedShape: [height, width, 3]) { out in
      counts.withUnsafeBufferPointer { counts in
        for pixel in 0..<width * height {
          let (off, on) = (Int(counts[2 * pixel]), Int(counts[2 * pixel + 1]))
          let count = off + on
          let share = count == 0 ? 0 : Float(on) / Float(count)
          let color = colors.color(share: share, strength: Self.strength(ofCount: count))
          out[3 * pixel] = color.red
          out[3 * pixel + 1] = color.green
          out[3 * pixel + 2] = color.blue
        }
      }
    }
  }

  /// How much of its colour a pixel with so many events has, 0…1.
  @inline(__always)
  static func strength(ofCount count: Int) -> Float { strengths[min(count, strengths.count - 1)] }

  private static let strengths: [Float] = {
    var left: Float = 0.4
    return [0]
      + (1...24).map { _ in
        defer { left *= 0.6 }
        return 1 - left
      }
  }()
}
