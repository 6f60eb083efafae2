import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// From values as files store them to light: the inverse of sRGB's transfer function, with white as 255.
public enum LinearLight {
  /// The linear gray level, 0...255, of an 8-bit sRGB value.
  ///
  /// IEC 61966-2-1: `v / 12.92` up to 0.04045, `((v + 0.055) / 1.055)^2.4` above it.
  public static let ofBytes: [Float] = table(largest: 255)

  /// The linear gray level, 0...255, of a 16-bit sRGB value. Entry `257·v` equals that of the 8-bit value v.
  public static let ofWords: [Float] = table(largest: 65535)

  /// The linear gray level, 0...255, of an sRGB value in 0...255 that need not be whole.
  public static func gray(ofSRGB value: Float) -> Float { Float(255 * light(of: Double(value) / 255)) }

  /// The sRGB values of linear gray levels, white 255, as a file stores them in 8 bits: the nearest ones, so that
  /// ``ofBytes`` gives the levels of a file back. What is below 0 or no number is black, what is above white is white.
  ///
  /// Cost: a look-up and a comparison or two a pixel.
  public static func bytes(ofGray gray: Tensor<Float>) -> Tensor<UInt8> {
    gray.map { level in
      if !(level > 0) { return 0 }
      if level >= 255 { return 255 }
      var value = firstGuess[Int(level * guessesALevel)]
      // A guess is that of the darkest level of its cell.
      while value < 255, level >= edges[Int(value)] { value += 1 }
      return value
    }
  }

  /// The same in 16 bits. Cost: a power a pixel.
  public static func words(ofGray gray: Tensor<Float>) -> Tensor<UInt16> {
    gray.map { level in
      level > 0 ? UInt16((signal(of: min(Double(level) / 255, 1)) * 65535).rounded()) : 0
    }
  }

  private static let guessesALevel: Float = 16
  /// The levels halfway between the value of the index and the next.
  private static let edges: [Float] = (0..<255).map { gray(ofSRGB: Float($0) + 0.5) }
  /// The value of the darkest level of each cell.
  private static let firstGuess: [UInt8] = (0..<Int(255 * guessesALevel)).map { cell in
    let darkest = Float(cell) / guessesALevel
    return UInt8(edges.firstIndex { darkest < $0 } ?? 255)
  }

  private static func table(largest: Int) -> [Float] {
    (0...largest).map { Float(255 * light(of: Double($0) / Double(largest))) }
  }

  private static func signal(of light: Double) -> Double {
    light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
  }

  private static func light(of signal: Double) -> Double {
    signal <= 0.04045 ? signal / 12.92 : pow((signal + 0.055) / 1.055, 2.4)
  }
}

/// A sample of a picture: 8 or 16 bits, and the light it stands for.
protocol PictureSample: FixedWidthInteger & UnsignedInteger & BitwiseCopyable {
  /// The linear gray level of each value, white 255.
  static var linearLight: [Float] { get }
}

extension UInt8: PictureSample {
  static var linearLight: [Float] { LinearLight.ofBytes }
}

extension UInt16: PictureSample {
  static var linearLight: [Float] { LinearLight.ofWords }
}
