import CFFmpeg
import Files

/// Owns an `AVFormatContext` that writes one video stream to a file, and the file's `AVIOContext`.
final class Muxer {
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let stream: UnsafeMutablePointer<AVStream>
  private let encoderTimeBase: AVRational
  private let path: String

  /// Whether a container keeps the codec's header apart from the frames.
  static func needsGlobalHeader(format: String) throws -> Bool {
    try LibAV.load(CFFMPEG_CODECS, CFFMPEG_CONTAINERS)
    guard let output = av_guess_format(format, nil, nil) else { return false }
    return output.pointee.flags & AVFMT_GLOBALHEADER != 0
  }

  /// Opens the file and writes the container's header.
  ///
  /// - Parameters:
  ///   - format: libav's name of the container; the temporary file's ending says nothing.
  ///   - temporaryPath: The file to write.
  ///   - path: The path to name in errors.
  init(format: String, temporaryPath: String, path: String, encoder: Encoder) throws {
    try LibAV.load(CFFMPEG_CODECS, CFFMPEG_CONTAINERS)
    self.path = path
    encoderTimeBase = encoder.settings.timeBase
    var allocated: UnsafeMutablePointer<AVFormatContext>?
    try LibAV.check(
      avformat_alloc_output_context2(&allocated, nil, format, nil), "opening the container \(format)", path: path,
      kind: .missingPart)
    guard let context = allocated, let stream = avformat_new_stream(context, nil) else {
      avformat_free_context(allocated)
      throw LibAV.outOfMemory(path: path)
    }
    self.context = context
    self.stream = stream
    try encoder.describe(to: stream)
    context.pointee.flags |= AVFMT_FLAG_BITEXACT
    let code = TemporaryFiles.create(temporaryPath) {
      avio_open(&context.pointee.pb, LibAV.url(temporaryPath), AVIO_FLAG_WRITE)
    }
    try check(code, kind: .cannotCreate)
    try check(avformat_write_header(context, nil))
  }

  deinit {
    avio_closep(&context.pointee.pb)
    avformat_free_context(context)
  }

  /// Writes a packet whose times are in the encoder's ticks.
  func write(_ packet: PacketHandle) throws {
    av_packet_rescale_ts(packet.pointer, encoderTimeBase, stream.pointee.time_base)
    packet.pointer.pointee.stream_index = stream.pointee.index
    try check(av_interleaved_write_frame(context, packet.pointer))
  }

  /// Writes what the container keeps for the end and closes the file.
  func finish() throws {
    try check(av_write_trailer(context))
    avio_flush(context.pointee.pb)
    try check(0)
    try check(avio_closep(&context.pointee.pb))
  }

  /// Throws what a code says, or what the file has met since: libav goes on after a write that failed.
  private func check(_ code: Int32, kind: FileError.Kind = .inputOutput) throws {
    let stored = context.pointee.pb?.pointee.error ?? 0
    try LibAV.check(stored < 0 ? stored : code, "writing", path: path, kind: kind)
  }
}
