import Files
import Recordings
import Runtime

/// Turns arrays `[frames, height, width]` of bytes 0 and 1 into packed frames, a few at a time.
struct UnpackedFrameReader: Sendable {
  let path: String
  /// The array, for messages: "array spk".
  let array: String?
  let geometry: SpikeGeometry
  let frameCount: Int
  /// Whether the bottom row is stored first.
  var flip: Bool
  /// The memory in which bytes wait to be packed.
  private static let largestPiece = 4 << 20

  /// Checks a shape that a file claims.
  init(path: String, array: String?, shape: [Int], options: SpikeReadOptions) throws {
    func refuse(_ problem: String, _ remedy: Message) -> FileError {
      FileError(.badContent, path: path, problem: problem, place: array, remedy: remedy)
    }
    guard shape.count == 3, let geometry = SpikeGeometry(checkedWidth: shape[2], height: shape[1]) else {
      throw refuse("the shape \(shape) is not that of frames", "store spikes as [frames, height, width]")
    }
    guard shape[0] > 0 else { throw refuse("there are no frames in it", "record or fetch it again") }
    if let size = options.size, size != geometry {
      throw refuse(
        "its frames are \(geometry.width)x\(geometry.height), not \(size.width)x\(size.height)",
        "leave \(Setting.sensorSize) out")
    }
    self.path = path
    self.array = array
    self.geometry = geometry
    frameCount = shape[0]
    flip = options.flip
  }

  /// Reads frames through `read`, which fills a buffer with the bytes of some frames; it is called in order.
  func frames(
    _ range: Range<Int>, reading read: (Range<Int>, UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) throws -> SpikeStream {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= frameCount, "The frames \(range) lie outside 0..<\(frameCount).")
    let pixels = geometry.pixelCount
    let piece = max(1, min(range.count, Self.largestPiece / pixels))
    let bytes = AlignedMemory(uninitializedByteCount: piece * pixels)
    let stream = try SpikeStream(geometry: geometry, frameCount: range.count, firstFrame: range.lowerBound) { target in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: piece) {
        let part = start..<min(start + piece, range.upperBound)
        let unpacked = bytes.buffer(of: UInt8.self, count: part.count * pixels)
        try read(part, unpacked)
        for frame in part {
          let source = UnsafeBufferPointer(unpacked.extracting((frame - start) * pixels..<(frame - start + 1) * pixels))
          let first = (frame - range.lowerBound) * geometry.bytesPerFrame
          let packed = UnsafeMutableRawBufferPointer(target.extracting(first..<first + geometry.bytesPerFrame))
          if let wrong = PackedBits.pack(source, to: packed) { throw notBinary("\(source[wrong])", frame, wrong) }
        }
      }
    }
    return flip ? stream.flippedVertically() : stream
  }

  /// The error of a number that is no spike.
  func notBinary(_ value: String, _ frame: Int, _ pixel: Int) -> FileError {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: geometry.width)
    return FileError(
      .badContent, path: path, problem: "a spike is 0 or 1, but there is a \(value)",
      place: (array.map { "\($0), " } ?? "") + "frame \(frame), row \(row), column \(column)",
      remedy: "these may be gray levels; threshold them, or simulate spikes from them")
  }
}
