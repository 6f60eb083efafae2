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

  /// The 8-bit sRGB value that is nearest to a linear gray level; what lies above white is white.
  public static func sRGB(ofGray gray: Float) -> UInt8 {
    UInt8(clamping: Int((255 * signal(of: Double(min(max(gray, 0), 255)) / 255)).rounded()))
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
