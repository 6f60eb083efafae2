import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Middlebury colour code of flow (Baker et al. 2007): the hue tells the direction, the saturation the length.
///
/// A vector of length zero is white, one of `maximum` has the full colour of its direction; longer ones are darkened
/// to three quarters, so that they stand out. Values that are not finite, or longer than 10⁹ pixels as Middlebury
/// marks unknown flow, are black.
public struct FlowColors: Sendable {
  /// The length that has full colour, in pixels.
  public let maximum: Float
  private static let unknownFlow: Float = 1e9
  private static let wheel = makeWheel()

  /// Makes a colour code.
  ///
  /// - Parameter maximum: The length that has full colour in pixels, greater than zero.
  public init(maximum: Float) {
    precondition(maximum > 0, "The longest vector needs a positive length, not \(maximum).")
    self.maximum = maximum
  }

  /// The colour of a vector, `u` to the right and `v` downwards: red, green, blue in 0...255.
  public func color(u: Float, v: Float) -> (red: UInt8, green: UInt8, blue: UInt8) {
    guard u.magnitude <= Self.unknownFlow, v.magnitude <= Self.unknownFlow else { return (0, 0, 0) }
    let length = (u * u + v * v).squareRoot() / maximum
    let angle = atan2f(-v, -u) / .pi
    let position = (angle + 1) / 2 * Float(Self.wheel.count - 1)
    let index = min(max(Int(position), 0), Self.wheel.count - 1)
    let fraction = position - Float(index)
    let (a, b) = (Self.wheel[index], Self.wheel[(index + 1) % Self.wheel.count])
    let hue = a + (b - a) * fraction
    let value = length <= 1 ? 1 - length * (1 - hue) : 0.75 * hue
    func byte(_ value: Float) -> UInt8 { UInt8(min(max(255 * value, 0), 255)) }
    return (byte(value.x), byte(value.y), byte(value.z))
  }

  /// A flow as a picture.
  ///
  /// - Parameter flow: `[2, height, width]`.
  /// - Returns: `[height, width, 3]`, red, green, blue.
  public func picture(of flow: Tensor<Float>) -> Tensor<UInt8> {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    let pixels = flow.shape[1] * flow.shape[2]
    return flow.withUnsafeBufferPointer { values in
      Tensor(unsafeUninitializedShape: [flow.shape[1], flow.shape[2], 3]) { out in
        for pixel in 0..<pixels {
          let color = color(u: values[pixel], v: values[pixels + pixel])
          out.initializeElement(at: 3 * pixel, to: color.red)
          out.initializeElement(at: 3 * pixel + 1, to: color.green)
          out.initializeElement(at: 3 * pixel + 2, to: color.blue)
        }
      }
    }
  }

  /// The 55 hues, red first, in 0...1: each part of the wheel runs from one corner colour to the next, in as many
  /// steps as people tell apart there.
  private static func makeWheel() -> [SIMD3<Float>] {
    let corners: [(color: SIMD3<Float>, steps: Int)] = [
      ([1, 0, 0], 15), ([1, 1, 0], 6), ([0, 1, 0], 4), ([0, 1, 1], 11), ([0, 0, 1], 13), ([1, 0, 1], 6),
    ]
    var wheel: [SIMD3<Float>] = []
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count].color
      for step in 0..<corner.steps {
        wheel.append(corner.color + (next - corner.color) * (Float(step) / Float(corner.steps)))
      }
    }
    return wheel
  }
}
