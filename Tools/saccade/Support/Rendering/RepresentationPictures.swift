import Kernels
import Recordings
import Reports
import Representations
import Tensors

/// The tensor of each window as a picture, all with the scale of the first that is not empty.
struct RepresentationPictures: EventPictures {
  private let kind: EventRepresentation
  private let windowing: EventWindowing
  private let width: Int
  private let height: Int
  private let accumulator: AnyEventAccumulator
  private var drawer: RepresentationDrawer
  private(set) var outsideCount = 0

  init(
    kind: EventRepresentation, windowing: EventWindowing, width: Int, height: Int, workers: Workers,
    options: EventPictureOptions
  ) throws {
    self.kind = kind
    self.windowing = windowing
    self.width = width
    self.height = height
    drawer = try RepresentationDrawer(
      kind: kind.name, axes: kind.axes, shape: kind.shape(width: width, height: height), options: options)
    accumulator = kind.accumulator(
      over: EventVolume(width: width, height: height, startMicroseconds: 0, endMicroseconds: 0), workers: workers)
  }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    accumulator.begin(kind.volume(of: window, cutBy: windowing, width: width, height: height))
    accumulator.add(window.events)
    let tensor = accumulator.finish()
    outsideCount += accumulator.droppedEventCount
    return drawer.picture(of: tensor)
  }
}

/// Draws tensors of one kind.
struct RepresentationDrawer {
  private var picture: RepresentationPicture
  private var hasScale = false
  /// Whether a large value is an old event: then what is recent is shown strong.
  private let holdsAges: Bool

  /// Prepares for tensors.
  ///
  /// - Parameters:
  ///   - kind: The name of the representation, where it is known: it tells which polarity comes first.
  ///   - axes: The names of the axes of a window's tensor.
  init(kind: String, axes: [String], shape: [Int], options: EventPictureOptions) throws {
    let colors = options.colors.colors
    let small = RepresentationPicture(axes: axes, shape: shape, colors: colors)
    let zoom = small.map { options.zoom(height: $0.size.height) } ?? 1
    guard var picture = RepresentationPicture(axes: axes, shape: shape, colors: colors, zoom: zoom) else {
      throw Failure.Usage(
        "\(kind): tensors of \(shape) with the axes \(axes.joined(separator: ", ")) make no picture, or one too large")
    }
    let meaning = TensorMeaning(ofRepresentation: kind) ?? TensorMeaning()
    picture.isBrighterFirst = meaning.polarities == .onFirst
    picture.isGray = meaning.values == .brightness
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
