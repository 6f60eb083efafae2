import CEmbeddedFont
import CFreeType
import Synchronization

/// The letters of pictures: DejaVu Sans, drawn by FreeType without hints from the font that the program carries, so that
/// they do not depend on the fonts of the machine.
///
/// A letter that the font lacks (it has Latin, Greek and a few marks) is a frame.
public enum Typeface {
  /// The em in pixels where nothing else is said.
  public static let usualSize = 12

  /// A drawn letter.
  struct Glyph: Sendable {
    /// How much of a pixel is covered, 0…255, `[rows, columns]`.
    var coverage: [UInt8] = []
    var columns = 0
    /// From the pen to the first column.
    var left = 0
    /// From the base line up to the first row.
    var top = 0
    /// From this pen to the next, in pixels.
    var advance: Float = 0
  }

  private struct Key: Hashable {
    var letter: Unicode.Scalar
    var size: Int
    var quarter: Int
  }

  private struct State: ~Copyable {
    var font = Font()
    var glyphs: [Key: Glyph] = [:]
  }

  /// Letters are drawn once; there are few sizes.
  private static let state = Mutex(State())

  /// The pixels from the top of a line to its base, rounded up.
  public static func ascent(size: Int = usualSize) -> Int { (size * 1901 + 2047) / 2048 }

  /// The pixels from one line to the next.
  public static func lineHeight(size: Int = usualSize) -> Int { ascent(size: size) + (size * 483 + 2047) / 2048 }

  /// The width of a line of text in pixels, rounded up.
  public static func width(of text: String, size: Int = usualSize) -> Int {
    Int(text.unicodeScalars.reduce(0) { $0 + glyph($1, size: size, quarter: 0).advance }.rounded(.up))
  }

  /// Calls `body` with each letter of a line and the column of its pen.
  static func forEachGlyph(of text: String, size: Int, _ body: (Glyph, _ pen: Int) -> Void) {
    var pen: Float = 0
    for letter in text.unicodeScalars {
      let quarters = Int((pen * 4).rounded(.down))
      let drawn = glyph(letter, size: size, quarter: quarters & 3)
      body(drawn, quarters >> 2)
      pen += drawn.advance
    }
  }

  /// As many letters of a text as fit a width.
  static func prefix(of text: String, fitting width: Int, size: Int) -> String {
    var fitting = text
    while !fitting.isEmpty && Self.width(of: fitting, size: size) > width { fitting.removeLast() }
    return fitting
  }

  private static func glyph(_ letter: Unicode.Scalar, size: Int, quarter: Int) -> Glyph {
    precondition(size > 0, "Letters have a size of at least a pixel, not \(size).")
    let key = Key(letter: letter, size: size, quarter: quarter)
    return state.withLock { state in
      if let known = state.glyphs[key] { return known }
      let drawn = state.font.draw(letter, size: size, quarter: quarter)
      state.glyphs[key] = drawn
      return drawn
    }
  }
}

/// The open font, for as long as the program runs.
private struct Font: ~Copyable {
  private let library: FT_Library
  private let face: FT_Face

  /// - Precondition: FreeType reads the font that the program carries.
  init() {
    var library: FT_Library?
    var face: FT_Face?
    let bytes = saccade_font().assumingMemoryBound(to: FT_Byte.self)
    guard FT_Init_FreeType(&library) == 0, let library,
      FT_New_Memory_Face(library, bytes, FT_Long(saccade_font_size()), 0, &face) == 0, let face
    else { preconditionFailure("FreeType does not read the font that the program carries.") }
    (self.library, self.face) = (library, face)
  }

  deinit {
    FT_Done_Face(face)
    FT_Done_FreeType(library)
  }

  func draw(_ letter: Unicode.Scalar, size: Int, quarter: Int) -> Typeface.Glyph {
    guard FT_Set_Pixel_Sizes(face, 0, FT_UInt(size)) == 0,
      saccade_freetype_draw(face, FT_ULong(letter.value), Int32(quarter)) == 0
    else { return Typeface.Glyph() }
    let slot = face.pointee.glyph.pointee
    let (rows, columns) = (Int(slot.bitmap.rows), Int(slot.bitmap.width))
    var coverage: [UInt8] = []
    coverage.reserveCapacity(rows * columns)
    for row in 0..<rows {
      // The pitch may be negative where rows run upwards.
      for column in 0..<columns { coverage.append(slot.bitmap.buffer[row * Int(slot.bitmap.pitch) + column]) }
    }
    return Typeface.Glyph(
      coverage: coverage, columns: columns, left: Int(slot.bitmap_left), top: Int(slot.bitmap_top),
      advance: Float(slot.linearHoriAdvance) / 65536)
  }
}
