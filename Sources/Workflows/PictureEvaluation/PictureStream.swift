import Tensors

/// A gray picture with black 0 and white 1, of those of a ``PictureStream``.
struct StreamedPicture {
  /// Its number among them, or that of the frame that it shows.
  var index: Int
  /// When it is, in microseconds on the recording's clock; nil where nothing says it.
  var timeMicroseconds: Int64?
  /// `[height, width]`.
  var values: Tensor<Float>
}

/// Gray pictures, one after another.
protocol PictureStream: AnyObject {
  /// How many there are, where that is known before.
  var count: Int? { get }
  /// When each of them is, in microseconds on the recording's clock; nil where that is not known before.
  var times: [Int64]? { get }
  /// The next picture, or nil after the last.
  func next() throws -> StreamedPicture?
  /// Passes on what was odd; called after the last picture.
  func passWarnings() throws
}

extension PictureStream {
  func passWarnings() throws {}
}
