import Reports
import Representations
import Tensors

/// Draws tensors of one kind.
struct RepresentationDrawer {
  private var picture: RepresentationPicture
  private var hasScale = false
  /// Whether a large value is an old event: then what is recent is shown strong.
  private let holdsAges: Bool

  /// What the colours mean, once a picture was drawn.
  var meaning: [PictureLegend.Entry] { EventLegend.tensor(picture, holdsAges: holdsAges) }

  /// Prepares for tensors.
  ///
  /// - Parameters:
  ///   - kind: The name of the representation, where it is known: it tells which polarity comes first.
  ///   - axes: The names of the axes of a window's tensor.
  init(kind: String, axes: [String], shape: [Int], look: PictureLook) throws {
    let small = RepresentationPicture(axes: axes, shape: shape, colors: look.colors)
    let zoom = small.map { look.zoom(height: $0.size.height) } ?? 1
    guard var picture = RepresentationPicture(axes: axes, shape: shape, colors: look.colors, zoom: zoom) else {
      throw JobError(
        wrongOptions:
          "\(kind): tensors of \(shape) with the axes \(axes.joined(separator: ", ")) make no picture, or one too large"
      )
    }
    let meaning = TensorMeaning(ofRepresentation: kind) ?? TensorMeaning()
    picture.isBrighterFirst = meaning.polarities == .onFirst
    picture.isGray = meaning.values == .brightness
    picture.showsNames = look.showsLegend
    if meaning.channels.count == picture.panelNames.count { picture.panelNames = meaning.channels }
    holdsAges = meaning.values == .ages
    self.picture = picture
  }

  mutating func picture(of tensor: AnyTensor) -> Tensor<UInt8> {
    var values = tensor.float32
    if holdsAges {
      // Pixels without an event have the greatest age there is.
      let oldest = values.withUnsafeBufferPointer { $0.max() ?? 0 }
      values = values.map { oldest - $0 }
    }
    if !hasScale, values.scalars.contains(where: { $0 != 0 }) {
      picture.scale = RepresentationPicture.scale(of: values)
      hasScale = true
    }
    return picture.colored(values)
  }
}
