import Media
import Recordings
import Tensors

/// One frame of a video as a camera's light.
struct KeyFrame {
  /// `[height, width]`, gray levels 0…255.
  var gray: Tensor<Float>
  /// Seconds.
  var time: Rational
}

/// Frames of a video or of an array, one after another, as gray levels of the sensor's size.
protocol KeyFrameSource: AnyObject {
  var geometry: SpikeGeometry { get }
  var estimatedCount: Int? { get }
  func next() throws -> KeyFrame?
  /// What the input is, in words.
  var summary: String { get }
  /// Says what was odd, after the last frame.
  func passWarnings(to observer: any JobObserver) throws
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
