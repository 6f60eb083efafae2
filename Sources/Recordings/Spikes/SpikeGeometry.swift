/// The size of a spiking sensor.
public struct SpikeGeometry: Sendable, Hashable {
  /// The largest width and height: positions are 16-bit numbers.
  public static let largestSide = 65535

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int

  /// Describes a sensor.
  ///
  /// - Precondition: Both sides lie in `1...largestSide`; ask ``init(checkedWidth:height:)`` for sizes from a file.
  public init(width: Int, height: Int) {
    precondition(
      Self.isSide(width) && Self.isSide(height), "A sensor of \(width)x\(height) pixels does not exist.")
    self.width = width
    self.height = height
  }

  /// Describes a sensor whose size comes from a file or a user, or is nil where there can be none of that size.
  public init?(checkedWidth width: Int, height: Int) {
    guard Self.isSide(width), Self.isSide(height) else { return nil }
    self.init(width: width, height: height)
  }

  /// The number of pixels.
  public var pixelCount: Int { width * height }
  /// The bytes of one frame: a bit a pixel, the last byte filled up with zero bits.
  public var bytesPerFrame: Int { (pixelCount + 7) / 8 }

  private static func isSide(_ length: Int) -> Bool { length > 0 && length <= largestSide }
}

extension SpikeGeometry {
  /// The same as a plain size.
  public var size: SensorSize { SensorSize(width: width, height: height) }

  /// `400x250`.
  public var text: String { "\(width)x\(height)" }
}
