import Recordings
import Tensors

/// The light of a scene, as a camera sees it: its pictures at a constant rate from time 0 on.
public final class SceneLight: IntensitySource {
  /// What renders it.
  public let renderer: SceneRenderer
  /// The part of the sensor that is rendered.
  public let region: PixelRegion
  /// Pictures a second.
  public let rate: Rational
  /// The number of pictures.
  public let count: Int
  /// The number of the first picture: it shows the scene at so many periods of the rate.
  public let first: Int
  private var index = 0

  /// Describes the light of the pictures `first` up to `first + count` of a scene.
  ///
  /// A spiking camera of that rate makes a readout less than there are pictures, and integrates from each to the next.
  ///
  /// - Precondition: The part lies in the sensor; there are no fewer than no pictures.
  public init(
    _ renderer: SceneRenderer, rate: Rational = 20_000, count: Int, first: Int = 0, region: PixelRegion? = nil
  ) {
    precondition(count >= 0 && rate.numerator > 0, "A scene cannot be seen \(count) times at \(rate) Hz.")
    self.renderer = renderer
    self.region = renderer.checked(region)
    (self.rate, self.count, self.first) = (rate, count, first)
  }

  /// The size of the part.
  public var geometry: SpikeGeometry { SpikeGeometry(width: region.size.width, height: region.size.height) }
  /// The number of pictures.
  public var estimatedCount: Int? { count }

  /// The next picture. Cost: rendering it.
  public func next() -> IntensityFrame? {
    if index == count { return nil }
    defer { index += 1 }
    let time = Rational(Int64(first + index) * rate.denominator, rate.numerator)
    return IntensityFrame(gray: renderer.picture(at: time.doubleValue, region: region), time: time)
  }
}
