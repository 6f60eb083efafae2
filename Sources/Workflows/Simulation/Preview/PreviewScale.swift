import Media
import Recordings
import Reports
import Tensors

/// How large the pictures of a preview are: small sensors are enlarged, large ones made smaller, so that the whole fits a
/// screen of 1920x1080.
struct PreviewScale {
  /// The columns of a panel.
  let width: Int
  /// The rows of a panel.
  let height: Int
  /// The size that pictures are drawn in, before each of their pixels becomes a square.
  let drawn: SensorSize
  private let zoom: Int
  private let scaler: PictureScaler?

  private static let screen = (width: 1920.0, height: 1080.0)

  init(_ size: SensorSize, panels: Int) {
    let isStacked = PanelPicture.isStacked(width: size.width, height: size.height)
    let room = (
      width: isStacked ? Self.screen.width : Self.screen.width / Double(panels),
      height: isStacked ? Self.screen.height / Double(panels) : Self.screen.height
    )
    let factor = min(room.width / Double(size.width), room.height / Double(size.height))
    if factor >= 1 {
      drawn = size
      zoom = min(PictureLook().zoom(height: size.height), Int(factor))
      scaler = nil
    } else {
      drawn = SensorSize(
        width: max(1, Int(Double(size.width) * factor)), height: max(1, Int(Double(size.height) * factor)))
      zoom = 1
      scaler = PictureScaler(
        sourceWidth: size.width, sourceHeight: size.height, width: drawn.width, height: drawn.height)
    }
    (width, height) = (drawn.width * zoom, drawn.height * zoom)
  }

  /// The picture of linear gray levels of the sensor.
  func picture(ofGray gray: Tensor<Float>) -> Tensor<UInt8> {
    enlarged(LinearLight.bytes(ofGray: scaler?.resize(gray) ?? gray))
  }

  /// A picture of the drawn size as large as a panel.
  func enlarged(_ picture: Tensor<UInt8>) -> Tensor<UInt8> { picture.enlarged(by: zoom) }
}
