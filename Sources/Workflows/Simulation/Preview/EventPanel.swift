import Recordings
import Reports
import Tensors

/// The events of a preview: those since the frame before.
final class EventPanel {
  private let name: String
  private let scale: PreviewScale
  private var rescale: RescaleFilter?
  private var picture: EventPicture

  init(_ job: EventSimulation, size: SensorSize, scale: PreviewScale) {
    (name, self.scale) = (job.model.name, scale)
    if scale.drawn != size {
      rescale = RescaleFilter(
        width: size.width, height: size.height, newWidth: scale.drawn.width, newHeight: scale.drawn.height)
    }
    picture = EventPicture(width: scale.drawn.width, height: scale.drawn.height)
  }

  func add(_ batch: EventBatch) {
    if rescale == nil { return picture.add(batch) }
    var moved = batch
    rescale?.apply(to: &moved)
    picture.add(moved)
  }

  /// The picture of what came since it was taken before, and what stands above it.
  func takePicture() -> (picture: Tensor<UInt8>, caption: String) {
    defer { picture.clear() }
    return (scale.enlarged(picture.colored()), "events, \(name), \(picture.eventCount)")
  }
}
