import Files
import Tensors

/// The `.flo` files of the Middlebury optical flow data set (Baker et al. 2007).
///
/// Little-endian: the float32 202021.25 ("PIEH"), int32 width, int32 height, then u and v of every pixel, row by row.
public enum MiddleburyFlow {
  /// What is written where the flow is not known.
  static let unknown: Float = 1e10
  private static let largestKnown: Float = 1e9

  /// Whether a component means that the flow is not known: beyond 10⁹, or no number.
  static func isUnknown(_ component: Float) -> Bool { !(component.magnitude <= largestKnown) }

  private static let tag: Float = 202021.25
  private static let headerBytes = 12
  private static let largestSide = 1 << 16

  /// Reads a flow `[2, height, width]`, u before v, as it is stored: where it is not known, components lie beyond 10⁹.
  /// `FlowField.init(path:format:)` makes a mask of them.
  ///
  /// - Throws: ``FileError`` where the file is not a `.flo` or its length is not that of its size.
  public static func read(path: String) throws -> Tensor<Float> {
    let file = try InputFile(path: path)
    let (width, height) = try size(in: file)
    let pixels = width * height
    let body = try file.bytes(at: headerBytes, count: 8 * pixels)
    return Tensor(unsafeUninitializedShape: [2, height, width]) { out in
      body.withUnsafeBytes { bytes in
        for pixel in 0..<pixels {
          for part in 0..<2 {
            let bits = bytes.loadUnaligned(fromByteOffset: 8 * pixel + 4 * part, as: UInt32.self)
            out.initializeElement(at: part * pixels + pixel, to: Float(bitPattern: UInt32(littleEndian: bits)))
          }
        }
      }
    }
  }

  /// The columns and rows of a flow. Cost: twelve bytes are read.
  ///
  /// - Throws: ``FileError`` as ``read(path:)``.
  public static func size(path: String) throws -> (width: Int, height: Int) {
    try size(in: InputFile(path: path))
  }

  private static func size(in file: InputFile) throws -> (width: Int, height: Int) {
    let path = file.path
    let header = try file.bytes(at: 0, count: min(headerBytes, file.byteCount))
    func word(_ index: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(header[4 * index + $1]) << UInt32(8 * $1) }
    }
    guard header.count == headerBytes, Float(bitPattern: word(0)) == tag else {
      throw FileError(
        .badContent, path: path, problem: "this is no .flo file: its first four bytes are not PIEH", place: "byte 0")
    }
    let (width, height) = (Int(Int32(bitPattern: word(1))), Int(Int32(bitPattern: word(2))))
    guard (1...largestSide).contains(width), (1...largestSide).contains(height) else {
      throw FileError(
        .badContent, path: path, problem: "the size \(width) x \(height) is not possible", place: "byte 4")
    }
    let pixels = width * height
    let expected = headerBytes + 8 * pixels
    guard file.byteCount == expected else {
      throw FileError(
        .badContent, path: path,
        problem: "a flow of \(width) x \(height) takes \(expected) bytes, the file has \(file.byteCount)",
        place: "byte \(min(file.byteCount, expected))",
        remedy: "the file is cut off or damaged; fetch it again")
    }
    return (width, height)
  }

  /// Writes a flow `[2, height, width]`, u before v.
  public static func write(_ flow: Tensor<Float>, path: String, overwrite: Bool = false) throws {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    let (height, width) = (flow.shape[1], flow.shape[2])
    let pixels = width * height
    var words = [UInt32](repeating: 0, count: 3 + 2 * pixels)
    words[0] = tag.bitPattern.littleEndian
    words[1] = UInt32(width).littleEndian
    words[2] = UInt32(height).littleEndian
    flow.withUnsafeBufferPointer { values in
      for pixel in 0..<pixels {
        words[3 + 2 * pixel] = values[pixel].bitPattern.littleEndian
        words[4 + 2 * pixel] = values[pixels + pixel].bitPattern.littleEndian
      }
    }
    let file = try OutputFile(path: path, overwrite: overwrite)
    try words.withUnsafeBytes { try file.write($0) }
    try file.commit()
  }
}
