import CFFmpeg
import Files

/// Owns an `AVFrame`: one picture with its times and side data.
final class FrameHandle {
  let pointer: UnsafeMutablePointer<AVFrame>

  init(path: String) throws {
    try LibAV.load()
    guard let pointer = av_frame_alloc() else { throw LibAV.outOfMemory(path: path) }
    self.pointer = pointer
  }

  /// Makes a frame with memory for its pixels; every row starts on a boundary that suits the vector units.
  convenience init(width: Int, height: Int, format: AVPixelFormat, path: String) throws {
    try self.init(path: path)
    pointer.pointee.width = Int32(width)
    pointer.pointee.height = Int32(height)
    pointer.pointee.format = format.rawValue
    try LibAV.check(av_frame_get_buffer(pointer, 0), "taking memory for a picture", path: path, kind: .inputOutput)
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&frame)
  }

  var width: Int { Int(pointer.pointee.width) }
  var height: Int { Int(pointer.pointee.height) }
  var format: AVPixelFormat { AVPixelFormat(rawValue: pointer.pointee.format) }

  /// The presentation time in ticks of the stream, or nil where neither container nor codec gives one.
  var timestamp: Int64? {
    let stamp = pointer.pointee.best_effort_timestamp
    return stamp == cffmpeg_no_timestamp() ? nil : stamp
  }

  /// Whether the decoder concealed errors in this picture.
  var isDamaged: Bool {
    pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
  }

  /// How the decoder says the picture is to be turned, or nil where it says nothing.
  var orientation: Orientation? {
    cffmpeg_frame_display_matrix(pointer).map { Orientation(displayMatrix: $0) }
  }

  /// The first sample of a row of a plane.
  func row<Sample: BitwiseCopyable>(
    _ row: Int, plane: Int32 = 0, as: Sample.Type, path: String
  ) throws -> UnsafeMutablePointer<Sample> {
    guard let base = cffmpeg_plane(pointer, plane) else {
      throw FileError(.badContent, path: path, problem: "the decoder gave a picture without pixels")
    }
    let start = UnsafeMutableRawPointer(base) + row * cffmpeg_row_bytes(pointer, plane)
    return start.assumingMemoryBound(to: Sample.self)
  }
}

/// Owns an `AVPacket`: one piece of compressed data.
final class PacketHandle {
  let pointer: UnsafeMutablePointer<AVPacket>

  init(path: String) throws {
    try LibAV.load(CFFMPEG_CODECS)
    guard let pointer = av_packet_alloc() else { throw LibAV.outOfMemory(path: path) }
    self.pointer = pointer
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&packet)
  }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: pointer.pointee.data, count: Int(pointer.pointee.size))
  }

  /// Whether the container knows that the data is incomplete.
  var isDamaged: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

  func clear() { av_packet_unref(pointer) }
}
