import CFFmpeg

/// How the numbers of a picture stand for colours: the matrix between RGB and luma with chroma, and the range.
struct ColorEncoding: Equatable {
  /// The matrix.
  var space: AVColorSpace
  /// Whether black is 0 and white the largest value, not 16 and 235 of 255.
  var isFullRange: Bool

  static let fullRange = ColorEncoding(space: AVCOL_SPC_SMPTE170M, isFullRange: true)

  /// What players take where a file does not say: BT.601 for standard definition, BT.709 above it.
  static func usualSpace(width: Int, height: Int) -> AVColorSpace {
    width >= 1280 || height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
  }

  init(space: AVColorSpace, isFullRange: Bool) {
    self.space = space
    self.isFullRange = isFullRange
  }

  /// Reads the encoding that a decoded picture states.
  init(of frame: FrameHandle) {
    let known = [
      AVCOL_SPC_BT709, AVCOL_SPC_FCC, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_SMPTE240M,
      AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL,
    ]
    let stated = frame.pointer.pointee.colorspace
    space = known.contains(stated) ? stated : Self.usualSpace(width: frame.width, height: frame.height)
    let range = frame.pointer.pointee.color_range
    let kind = PixelKind(frame.format)
    isFullRange =
      range == AVCOL_RANGE_JPEG || kind.isAlwaysFullRange || (range == AVCOL_RANGE_UNSPECIFIED && kind.isGray)
  }
}

/// Owns a `SwsContext` that changes pixel format, range and, where it must, size.
///
/// Results are the same on every processor: libswscale is told to be bit-exact.
final class ScalingContext {
  /// What a context was made for.
  struct Key: Equatable {
    var width: Int
    var height: Int
    var format: AVPixelFormat
    var encoding: ColorEncoding
    var targetWidth: Int
    var targetHeight: Int
    var targetFormat: AVPixelFormat
    var targetEncoding: ColorEncoding
  }

  let key: Key
  private let context: OpaquePointer
  private let path: String

  init(_ key: Key, path: String) throws {
    try LibAV.load(CFFMPEG_SCALING)
    self.key = key
    self.path = path
    guard let context = sws_alloc_context() else { throw LibAV.outOfMemory(path: path) }
    self.context = context
    let object = UnsafeMutableRawPointer(context)
    let flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP
    let options: KeyValuePairs<String, Int> = [
      "srcw": key.width, "srch": key.height, "src_format": Int(key.format.rawValue),
      "src_range": key.encoding.isFullRange ? 1 : 0,
      "dstw": key.targetWidth, "dsth": key.targetHeight, "dst_format": Int(key.targetFormat.rawValue),
      "dst_range": key.targetEncoding.isFullRange ? 1 : 0,
      "sws_flags": Int(flags),
    ]
    for (name, value) in options {
      try LibAV.check(
        av_opt_set_int(object, name, Int64(value), 0), "setting \(name)", path: path, kind: .badContent)
    }
    try LibAV.check(
      sws_init_context(context, nil, nil), "converting its pixel format", path: path, kind: .badContent)
    // Formats without a matrix refuse this, and need none.
    _ = cffmpeg_set_colors(
      context, Int32(bitPattern: key.encoding.space.rawValue), key.encoding.isFullRange ? 1 : 0,
      Int32(bitPattern: key.targetEncoding.space.rawValue), key.targetEncoding.isFullRange ? 1 : 0)
  }

  deinit { sws_freeContext(context) }

  /// Converts a whole picture.
  func convert(_ source: FrameHandle, into target: FrameHandle) throws {
    let code = cffmpeg_scale(context, source.pointer, target.pointer)
    try LibAV.check(code, "converting its pixel format", path: path, kind: .badContent)
  }
}
