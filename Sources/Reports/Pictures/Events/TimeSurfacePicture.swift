import Recordings
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The last event of every pixel, which fades with its age: a time surface as people look at it.
///
/// At time t a pixel whose last event happened at s has the colour of that event's polarity to the part
/// exp(−(t − s) / decay). Events stay over the windows of a video. For the tensor of a window see the representation
/// `time-surface`.
public struct TimeSurfacePicture: Sendable {
  /// The columns.
  public let width: Int
  /// The rows.
  public let height: Int
  /// The time in microseconds after which an event has faded to 37 %.
  public let decayMicroseconds: Double
  /// The colours.
  public var colors: EventColors
  /// The events that lay outside of the sensor and are not in it.
  public private(set) var outsideCount = 0
  /// When each pixel saw its last event, `[height, width]`; the least number where it saw none.
  private var times: Tensor<Int64>
  private var polarities: Tensor<UInt8>

  /// Starts a surface without events.
  ///
  /// - Precondition: The decay is greater than 0.
  public init(width: Int, height: Int, decayMicroseconds: Double, colors: EventColors = .dark) {
    precondition(width > 0 && height > 0, "A sensor has pixels, not \(width)x\(height).")
    precondition(decayMicroseconds > 0, "A surface fades in a time greater than 0, not \(decayMicroseconds) us.")
    self.width = width
    self.height = height
    self.decayMicroseconds = decayMicroseconds
    self.colors = colors
    times = Tensor(repeating: .min, shape: [height, width])
    polarities = Tensor(zeros: [height, width])
  }

  /// Adds events, of which a later one of a pixel takes the place of an earlier one.
  public mutating func add(_ batch: EventBatch) {
    var outside = 0
    times.withUnsafeMutableBufferPointer { times in
      polarities.withUnsafeMutableBufferPointer { polarities in
        batch.withColumns { columns in
          for place in 0..<batch.count {
            let (x, y) = (Int(columns.x[place]), Int(columns.y[place]))
            if x >= width || y >= height {
              outside += 1
              continue
            }
            let pixel = y * width + x
            if columns.t[place] >= times[pixel] {
              times[pixel] = columns.t[place]
              polarities[pixel] = columns.p[place]
            }
          }
        }
      }
    }
    outsideCount += outside
  }

  /// The picture at a time, `[height, width, 3]`; an event after it has full colour.
  public func colored(atMicroseconds time: Int64) -> Tensor<UInt8> {
    Tensor(unsafeUninitializedShape: [height, width, 3]) { out in
      times.withUnsafeBufferPointer { times in
        polarities.withUnsafeBufferPointer { polarities in
          for pixel in 0..<width * height {
            var strength: Float = 0
            if times[pixel] > .min {
              let (age, isFar) = max(time, times[pixel]).subtractingReportingOverflow(times[pixel])
              strength = isFar ? 0 : Float(exp(-Double(age) / decayMicroseconds))
            }
            let color = colors.color(share: polarities[pixel] == 0 ? 0 : 1, strength: strength)
            out[3 * pixel] = color.red
            out[3 * pixel + 1] = color.green
            out[3 * pixel + 2] = color.blue
          }
        }
      }
    }
  }
}
