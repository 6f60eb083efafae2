import Files
import Media
import Recordings
import Tensors

/// Flow in the three channels of a 16-bit PNG: u, v, and whether the pixel has flow.
///
/// KITTI 2012 and 2015 (Geiger et al., CVPR 2012; Menze and Geiger, CVPR 2015; the development kit's readme) and DSEC
/// (Gehrig et al., RA-L 2021; dsec.ifi.uzh.ch/optical-flow-submission-format) differ in the scale.
enum FlowPNG {
  /// How a data set stores flow in its channels.
  struct Coding: Sendable {
    /// What one pixel of displacement is.
    let scale: Float
    /// Whether the third channel is a mask in every file. Predictions for DSEC are handed in without one, the third
    /// channel being 0.
    let alwaysHasMask: Bool
    /// How numbers are rounded: KITTI's as its MATLAB code does it, DSEC's as its evaluation does.
    let rounding: FloatingPointRoundingRule
    /// What stands in the first two channels of a pixel without flow.
    let none: UInt16

    /// The largest and smallest displacement, in pixels.
    var range: ClosedRange<Float> { -FlowPNG.zero / scale...(FlowPNG.largest - FlowPNG.zero) / scale }

    static let kitti = Coding(scale: 64, alwaysHasMask: true, rounding: .toNearestOrAwayFromZero, none: 0)
    static let dsec = Coding(
      scale: 128, alwaysHasMask: false, rounding: .toNearestOrEven, none: UInt16(FlowPNG.zero))
  }

  /// What a displacement of 0 is stored as.
  static let zero: Float = 32768
  /// The largest number of a channel.
  static let largest: Float = 65535

  private static let bytesPerPixel = 6
  private static let largestPixelCount = 1 << 26
  /// Deflate packs at most 258 bytes into two bits.
  private static let largestDeflateRatio = 1032

  static func read(_ path: String, coding: Coding) throws -> FlowField {
    try checkHeader(path)
    guard case .uint16(let samples) = try picture(path), samples.rank == 3, samples.shape[2] == 3 else {
      throw FileError(.badContent, path: path, problem: "the picture is not what its header says", place: "byte 16")
    }
    let (height, width) = (samples.shape[0], samples.shape[1])
    let pixels = height * width
    return try samples.withUnsafeBufferPointer { samples in
      if let pixel = (0..<pixels).first(where: { samples[3 * $0 + 2] > 1 }) {
        throw FileError(
          .badContent, path: path,
          problem: "the third channel says whether a pixel has flow, 0 or 1, and is \(samples[3 * pixel + 2])",
          place: "row \(pixel / width), column \(pixel % width)",
          remedy: "are red and blue exchanged? OpenCV writes channels as blue, green, red: u, v and the mask belong in "
            + "red, green and blue")
      }
      func component(_ index: Int) -> Float { (Float(samples[index]) - zero) / coding.scale }
      let hasValid = (0..<pixels).contains { samples[3 * $0 + 2] != 0 }
      let hasFlow = { (0..<pixels).contains { component(3 * $0) != 0 || component(3 * $0 + 1) != 0 } }
      let hasMask = coding.alwaysHasMask || hasValid || !hasFlow()
      let mask: Tensor<UInt8>? =
        hasMask
        ? Tensor(unsafeUninitializedShape: [height, width]) { mask in
          for pixel in 0..<pixels { mask.initializeElement(at: pixel, to: samples[3 * pixel + 2] != 0 ? 1 : 0) }
        } : nil
      let flow = Tensor<Float>(unsafeUninitializedShape: [2, height, width]) { flow in
        for pixel in 0..<pixels {
          let isValid = !hasMask || samples[3 * pixel + 2] != 0
          flow.initializeElement(at: pixel, to: isValid ? component(3 * pixel) : 0)
          flow.initializeElement(at: pixels + pixel, to: isValid ? component(3 * pixel + 1) : 0)
        }
      }
      return FlowField(flow: flow, valid: mask)
    }
  }

  /// Decodes a picture. What libav says of a damaged one names neither a place nor a remedy.
  private static func picture(_ path: String) throws -> StillPicture {
    do {
      return try StillPicture(path: path)
    } catch var error as FileError where error.kind == .badContent {
      error.remedy = error.remedy ?? FileError.damagedFile
      throw error
    }
  }

  static func write(
    _ field: FlowField, to path: String, coding: Coding, overwrite: Bool
  ) throws -> FlowWriteNotes {
    let pixels = field.height * field.width
    var notes = FlowWriteNotes()
    let samples = field.flow.withUnsafeBufferPointer { flow in
      Tensor<UInt16>(unsafeUninitializedShape: [field.height, field.width, 3]) { samples in
        func stored(_ component: Float) -> UInt16 {
          let number = (component * coding.scale + zero).rounded(coding.rounding)
          if number >= 0 && number <= largest { return UInt16(number) }
          notes.saturatedCount += 1
          return number < 0 ? 0 : UInt16.max
        }
        func put(_ pixel: Int, _ isValid: Bool) {
          samples.initializeElement(at: 3 * pixel, to: isValid ? stored(flow[pixel]) : coding.none)
          samples.initializeElement(at: 3 * pixel + 1, to: isValid ? stored(flow[pixels + pixel]) : coding.none)
          samples.initializeElement(at: 3 * pixel + 2, to: isValid ? 1 : 0)
        }
        if let valid = field.valid {
          valid.withUnsafeBufferPointer { mask in for pixel in 0..<pixels { put(pixel, mask[pixel] != 0) } }
        } else {
          for pixel in 0..<pixels { put(pixel, true) }
        }
      }
    }
    try StillPicture.uint16(samples).writePNG(path: path, overwrite: overwrite)
    return notes
  }

  /// Holds the size that the header claims against the file's length, before the picture is decoded.
  private static func checkHeader(_ path: String) throws {
    let file = try InputFile(path: path)
    let headerBytes = 33
    let header = try file.bytes(at: 0, count: min(headerBytes, file.byteCount))
    guard header.starts(with: FileSignature.png) else {
      throw FileError(.badContent, path: path, problem: "this is no PNG", place: "byte 0")
    }
    guard header.count == headerBytes, Array(header[12..<16]) == Array("IHDR".utf8) else {
      throw FileError(
        .badContent, path: path, problem: "the PNG has no whole header", place: "byte 8",
        remedy: "the file is cut off or damaged; fetch it again")
    }
    func number(_ offset: Int) -> Int { header[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(16), number(20))
    let (colorWithoutAlpha, bitsPerSample): (UInt8, UInt8) = (2, 16)
    guard header[24] == bitsPerSample, header[25] == colorWithoutAlpha else {
      throw FileError(
        .badContent, path: path,
        problem: "flow takes three channels of 16 bits, this PNG has \(header[24]) bits and color type \(header[25])",
        place: "byte 24", remedy: "is it a picture?")
    }
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, pixels > 0, pixels <= largestPixelCount,
      pixels * bytesPerPixel / largestDeflateRatio <= file.byteCount
    else {
      throw FileError(
        .badContent, path: path, problem: "a picture of \(width)x\(height) is claimed in \(file.byteCount) bytes",
        place: "byte 16", remedy: "the file is damaged; fetch it again")
    }
    try checkEnd(file)
  }

  /// Goes from chunk to chunk to the last: decoders do not miss its end, and look for other pictures in between.
  private static func checkEnd(_ file: InputFile) throws {
    let (prefixBytes, checksumBytes) = (8, 4)
    var place = FileSignature.png.count
    while place <= file.byteCount - prefixBytes - checksumBytes {
      let prefix = try file.bytes(at: place, count: prefixBytes)
      let length = prefix[..<4].reduce(0) { $0 << 8 | Int($1) }
      let areLetters = prefix[4...].allSatisfy { (0x41...0x5a).contains($0 & 0xdf) }
      // A second header would bring a size of its own.
      guard areLetters, (place == FileSignature.png.count) == (Array(prefix[4...]) == Array("IHDR".utf8)) else {
        throw FileError(
          .badContent, path: file.path, problem: "the PNG has no sound chunk where one belongs", place: "byte \(place)",
          remedy: FileError.damagedFile)
      }
      place += prefixBytes + length + checksumBytes
      if Array(prefix[4...]) == Array("IEND".utf8), place <= file.byteCount { return }
    }
    throw FileError(
      .badContent, path: file.path, problem: "the PNG ends before its last chunk does", place: "byte \(file.byteCount)",
      remedy: "the file is cut off or damaged; fetch it again", isTruncation: true)
  }
}
