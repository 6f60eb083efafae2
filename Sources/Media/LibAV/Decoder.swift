import CFFmpeg
import Files

/// Owns an `AVCodecContext` that decodes one stream.
final class Decoder {
  /// The codec's short name: "h264", "gif".
  let codecName: String
  private let context: UnsafeMutablePointer<AVCodecContext>
  private let path: String

  /// Opens the decoder of a stream.
  ///
  /// - Parameters:
  ///   - threads: How many threads may decode; 0 takes every core.
  ///   - refusesDamage: Whether a damaged picture is an error instead of being concealed.
  ///   - mostPixels: The largest picture that is believed; nil for what a file of its length may hold.
  init(
    stream: UnsafeMutablePointer<AVStream>, threads: Int, refusesDamage: Bool, path: String, mostPixels: Int64? = nil
  ) throws {
    self.path = path
    let parameters = stream.pointee.codecpar
    let identifier = parameters?.pointee.codec_id ?? AV_CODEC_ID_NONE
    codecName = String(cString: avcodec_get_name(identifier))
    guard identifier != AV_CODEC_ID_NONE else {
      throw FileError(.badContent, path: path, problem: "libav does not know the video's codec")
    }
    guard let codec = avcodec_find_decoder(identifier) else {
      throw FileError(
        .missingPart, path: path, problem: "this libav cannot decode \(codecName)",
        remedy: "install libavcodec-extra or convert the file")
    }
    guard let context = avcodec_alloc_context3(codec) else { throw LibAV.outOfMemory(path: path) }
    self.context = context
    try LibAV.check(
      avcodec_parameters_to_context(context, parameters), "reading the codec's parameters", path: path,
      kind: .badContent)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = Int32(clamping: threads)
    context.pointee.max_pixels =
      try mostPixels ?? Self.largestPicture(fileByteCount: InputFile(path: path).byteCount)
    if refusesDamage { context.pointee.err_recognition |= AV_EF_CRCCHECK | AV_EF_EXPLODE }
    try LibAV.check(avcodec_open2(context, codec, nil), "opening the decoder", path: path, kind: .badContent)
  }

  deinit {
    var closing: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&closing)
  }

  /// Hands over a packet, or the end of the stream as nil; a negative code is libav's.
  func send(_ packet: PacketHandle?) -> Int32 { avcodec_send_packet(context, packet?.pointer) }

  /// Takes the next picture; a negative code is libav's.
  func receive(into frame: FrameHandle) -> Int32 { avcodec_receive_frame(context, frame.pointer) }

  /// The most pixels that a file of a given length may claim: the best codecs need a byte for some ten thousand
  /// pixels of one colour, so a larger claim is a damaged header.
  private static func largestPicture(fileByteCount: Int) -> Int64 {
    min(1 << 28, 1 << 20 + Int64(min(fileByteCount, 1 << 16)) << 16)
  }
}
