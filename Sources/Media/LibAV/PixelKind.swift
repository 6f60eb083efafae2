import CFFmpeg

/// What matters of a pixel format when a picture is read.
struct PixelKind {
  /// One channel of brightness and no other.
  var isGray: Bool
  /// Several pixels share a byte: pictures of 1 bit.
  var isPackedBits: Bool
  /// Samples are indices into a table of colours.
  var hasPalette: Bool
  /// Red, green and blue, a palette of them, or single bits.
  var isColorTriple: Bool
  /// Whether pixels may be transparent.
  var hasAlpha: Bool
  /// Whether samples have more than 8 bits.
  var isDeep: Bool
  /// Whether the format itself says that its range is the full one.
  var isAlwaysFullRange: Bool

  init(_ format: AVPixelFormat) {
    let description = av_pix_fmt_desc_get(format)
    let flags = description?.pointee.flags ?? 0
    let name = description.map { String(cString: $0.pointee.name) } ?? ""
    let isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0
    isPackedBits = flags & UInt64(AV_PIX_FMT_FLAG_BITSTREAM) != 0
    hasPalette = flags & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
    isColorTriple = hasPalette || isRGB || isPackedBits
    isGray = description?.pointee.nb_components == 1 && !isColorTriple
    hasAlpha = hasPalette || flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
    isDeep = (description?.pointee.comp.0.depth ?? 8) > 8
    isAlwaysFullRange = isRGB || name.hasPrefix("yuvj")
  }
}
