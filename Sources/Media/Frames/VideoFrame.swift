import Tensors

/// One picture of a video and its time.
///
/// The decoded picture stays as the codec made it until one of the methods turns it into a tensor; each call converts
/// anew. Keep the tensor, not the frame: a frame holds the decoder's memory.
public struct VideoFrame {
  /// The number of frames before this one.
  public let index: Int
  /// The time from the first frame in microseconds, rounded; strictly increasing.
  public let timeMicroseconds: Int64
  /// The time from the first frame in seconds.
  public let seconds: Double
  /// The time from the first frame in ticks of ``VideoReader/tickDuration``, exactly; nil where the file does not say.
  public let ticks: Int64?
  /// The width of the upright picture in pixels.
  public let width: Int
  /// The height of the upright picture in pixels.
  public let height: Int
  /// Whether the decoder had to conceal damaged parts.
  public var isDamaged: Bool { handle.isDamaged }

  private let handle: FrameHandle
  private let orientation: Orientation
  private let converter: PixelConverter

  init(
    _ decoded: DecodedPicture, index: Int, time: FrameTime,
    size: (width: Int, height: Int), converter: PixelConverter
  ) {
    self.index = index
    self.seconds = time.seconds
    self.timeMicroseconds = time.microseconds
    self.ticks = time.ticks
    self.width = size.width
    self.height = size.height
    self.handle = decoded.frame
    self.orientation = decoded.orientation
    self.converter = converter
  }

  /// The luma as stored, 0...255 at full range, `[height, width]`.
  ///
  /// Gray levels are those of the file, not proportional to light: whole numbers for 8-bit video, finer steps for
  /// deeper one. RGB pictures (GIF, PNG) are weighted as BT.601 says; alpha lies over black.
  /// Cost: one pass over the picture.
  ///
  /// - Throws: ``FileError`` of kind `badContent` where libswscale cannot read the pixel format.
  public func grayLuma() throws -> Tensor<Float> {
    try converter.luma(handle, orientation: orientation, size: (width, height))
  }

  /// Gray in linear light, 0...255 with white as 255, `[height, width]`.
  ///
  /// The stored matrix and range give RGB, ``LinearLight`` undoes sRGB's transfer function, and
  /// `0.2126 R + 0.7152 G + 0.0722 B` (BT.709) remains; a gray pixel has exactly the value of the table. Other
  /// transfer functions (HDR) are read as sRGB. Alpha lies over black. Cost: two passes over the picture.
  ///
  /// - Throws: ``FileError`` of kind `badContent` where libswscale cannot read the pixel format.
  public func linearGray() throws -> Tensor<Float> {
    try converter.linearGray(handle, orientation: orientation, size: (width, height))
  }

  /// The colours as stored, 8 bits each, red first, `[height, width, 3]`; alpha lies over black.
  ///
  /// - Throws: ``FileError`` of kind `badContent` where libswscale cannot read the pixel format.
  public func rgb() throws -> Tensor<UInt8> {
    try converter.rgb(handle, orientation: orientation, size: (width, height))
  }
}

/// A decoded picture and how it is to be turned.
struct DecodedPicture {
  var frame: FrameHandle
  var orientation: Orientation

  /// The decoder's word on the orientation goes before the container's: where both speak they say the same.
  init(_ frame: FrameHandle, containerOrientation: Orientation) {
    self.frame = frame
    orientation = frame.orientation ?? containerOrientation
  }

  /// The size when upright.
  var size: (width: Int, height: Int) { orientation.turned(width: frame.width, height: frame.height) }
}
