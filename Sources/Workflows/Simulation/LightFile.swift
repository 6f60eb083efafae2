import Media
import Recordings
import Simulator
import Tensors

/// Light from a file: the frames of a video or of an array, brought to the sensor's size.
protocol LightFile: IntensitySource {
  /// What the input is, in words.
  var summary: String { get }
  /// How many frames there may be, by what has been read so far.
  var extrapolatedCount: Int? { get }
  /// The seconds from its first frame to its last, as far as is known before the end.
  var estimatedSeconds: Double? { get }
  /// How many frames it should have had, where it broke off before, after the last frame.
  var missedEnd: Int? { get }
  /// Whether it goes on until somebody ends it.
  var isLive: Bool { get }
  /// Says what was odd, after the last frame.
  func passWarnings(to observer: any JobObserver) throws
}

extension LightFile {
  /// What the file tells.
  var extrapolatedCount: Int? { estimatedCount }
  /// Nobody knows.
  var estimatedSeconds: Double? { nil }
  /// It broke off nowhere.
  var missedEnd: Int? { nil }
  /// It ends by itself.
  var isLive: Bool { false }
}

/// Gray pictures brought to the sensor's size.
struct SensorFit {
  let geometry: SpikeGeometry
  private let crop: CropRegion?
  private let scaler: PictureScaler?

  init(width: Int, height: Int, size: SpikeGeometry?, fit: VideoLight.Fit) {
    let target = size ?? SpikeGeometry(width: width, height: height)
    geometry = target
    let region =
      fit == .crop
      ? CropRegion.center(width: width, height: height, forAspectOf: (target.width, target.height)) : nil
    crop = region
    let (fromWidth, fromHeight) = (region?.width ?? width, region?.height ?? height)
    scaler =
      fromWidth == target.width && fromHeight == target.height
      ? nil
      : PictureScaler(sourceWidth: fromWidth, sourceHeight: fromHeight, width: target.width, height: target.height)
  }

  func fitted(_ picture: Tensor<Float>) -> Tensor<Float> {
    let cropped = crop.map { picture.cropped(to: $0) } ?? picture
    return scaler?.resize(cropped) ?? cropped
  }
}
