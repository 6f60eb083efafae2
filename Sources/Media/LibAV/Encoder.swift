import CFFmpeg
import Files

/// Owns an `AVCodecContext` that encodes pictures. The same pictures give the same bytes, whatever the machine.
final class Encoder {
  /// What an encoder is opened with.
  struct Settings {
    /// libav's name of the encoder: "libx264", "png".
    var name: String
    var width: Int
    var height: Int
    var format: AVPixelFormat
    /// The duration of one tick of the frames' times, in seconds.
    var timeBase = AVRational(num: 1, den: 1)
    var encoding: ColorEncoding = .fullRange
    /// The encoder's private options.
    var options: KeyValuePairs<String, String> = [:]
    /// Fixed, not the number of cores: some encoders' bytes depend on it.
    var threads = 1
    /// Whether the container keeps the codec's header apart from the frames.
    var needsGlobalHeader = false
    /// A constant quantiser, for encoders that have no option for it.
    var quantizer: Int?
  }

  let settings: Settings
  private let context: UnsafeMutablePointer<AVCodecContext>
  private let packet: PacketHandle
  private let path: String

  /// Whether this libav has an encoder.
  static func isAvailable(_ name: String) throws -> Bool {
    try LibAV.load(CFFMPEG_CODECS)
    return avcodec_find_encoder_by_name(name) != nil
  }

  /// Opens an encoder.
  ///
  /// - Throws: ``FileError``: `missingPart` where libav lacks it, `cannotCreate` where it refuses the settings.
  init(_ settings: Settings, path: String) throws {
    try LibAV.load(CFFMPEG_CODECS)
    self.settings = settings
    self.path = path
    packet = try PacketHandle(path: path)
    guard let codec = avcodec_find_encoder_by_name(settings.name) else {
      throw FileError(
        .missingPart, path: path, problem: "this libav has no encoder \(settings.name)",
        remedy: "install libavcodec with it, or choose another format")
    }
    guard let context = avcodec_alloc_context3(codec) else { throw LibAV.outOfMemory(path: path) }
    self.context = context
    context.pointee.width = Int32(settings.width)
    context.pointee.height = Int32(settings.height)
    context.pointee.pix_fmt = settings.format
    context.pointee.time_base = settings.timeBase
    context.pointee.framerate = AVRational(num: settings.timeBase.den, den: settings.timeBase.num)
    context.pointee.thread_count = Int32(settings.threads)
    context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
    if settings.needsGlobalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    if let quantizer = settings.quantizer {
      context.pointee.flags |= AV_CODEC_FLAG_QSCALE
      context.pointee.global_quality = Int32(quantizer) * FF_QP2LAMBDA
    }
    if !settings.encoding.isFullRange {
      context.pointee.color_range = AVCOL_RANGE_MPEG
      context.pointee.colorspace = settings.encoding.space
      context.pointee.color_primaries = AVCOL_PRI_BT709
      context.pointee.color_trc = AVCOL_TRC_IEC61966_2_1
    }
    let options = OptionDictionary(settings.options)
    try LibAV.check(
      avcodec_open2(context, codec, &options.pointer), "opening the encoder \(settings.name)", path: path,
      kind: .cannotCreate)
  }

  deinit {
    var closing: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&closing)
  }

  /// Gives a stream of a container what it must know of the codec.
  func describe(to stream: UnsafeMutablePointer<AVStream>) throws {
    stream.pointee.time_base = settings.timeBase
    stream.pointee.avg_frame_rate = context.pointee.framerate
    try LibAV.check(
      avcodec_parameters_from_context(stream.pointee.codecpar, context), "describing the stream", path: path,
      kind: .cannotCreate)
  }

  /// Encodes a picture, or with nil the ones still held back, and hands out the packets that are ready.
  func encode(_ frame: FrameHandle?, _ body: (PacketHandle) throws -> Void) throws {
    try LibAV.check(
      avcodec_send_frame(context, frame?.pointer), "encoding a picture", path: path, kind: .inputOutput)
    while true {
      let code = avcodec_receive_packet(context, packet.pointer)
      if code == LibAV.again || code == LibAV.end { return }
      try LibAV.check(code, "encoding a picture", path: path, kind: .inputOutput)
      defer { packet.clear() }
      try body(packet)
    }
  }
}
