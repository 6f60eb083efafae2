import CFFmpeg
import Files

/// Owns an `AVFormatContext` that is open for reading, and knows its video stream.
final class Demuxer {
  let path: String
  let stream: UnsafeMutablePointer<AVStream>
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let input: InputContext

  private static let action = "reading it as a video or picture"

  /// Opens a file and finds its video. No other file is opened, whatever this one names.
  ///
  /// - Throws: ``FileError``: `notFound` where there is no file, `badContent` where libav knows no such format, the
  ///   file is a playlist or holds no video, `missingPart` where libav is not there or was built without
  ///   the codec.
  init(path: String) throws {
    try LibAV.load(CFFMPEG_CODECS, CFFMPEG_CONTAINERS)
    let file = try InputFile(path: path)
    guard file.byteCount > 0 else { throw FileError(.badContent, path: path, problem: "the file is empty") }
    if let kind = try Playlist.kind(of: file) { throw Playlist.error(kind, path: path) }

    let input = try InputContext(path: path)
    // libav would read these characters as the pattern of a sequence; of a name it needs the ending only.
    let name = LibAV.url(String(path.map { "%*?{}[]".contains($0) ? "_" : $0 }))
    var code: Int32 = 0
    let format = cffmpeg_probe(input.pointer, name, &code)
    try LibAV.check(code, Self.action, path: path, kind: .badContent)
    if let format, let kind = Playlist.kind(ofDemuxer: format) { throw Playlist.error(kind, path: path) }

    var opened = avformat_alloc_context()
    guard let allocated = opened else { throw LibAV.outOfMemory(path: path) }
    allocated.pointee.pb = input.pointer
    cffmpeg_confine(allocated, input.source)
    // Demuxers that open others by themselves do not ask the context; no protocol has this name.
    let options = OptionDictionary(["protocol_whitelist": "none"])
    code = cffmpeg_open(&opened, name, format, &options.pointer)
    if code < 0 && input.asksForOthers { throw Playlist.error("a file that refers to others", path: path) }
    try LibAV.check(code, Self.action, path: path, kind: .badContent)
    guard let context = opened else { throw LibAV.outOfMemory(path: path) }
    do {
      let code = avformat_find_stream_info(context, nil)
      if input.asksForOthers { throw Playlist.error("a file that refers to others", path: path) }
      try LibAV.check(code, Self.action, path: path, kind: .badContent)
      stream = try Self.videoStream(of: context, path: path)
    } catch {
      avformat_close_input(&opened)
      throw error
    }
    self.context = context
    self.input = input
    self.path = path
    for index in 0..<Int(context.pointee.nb_streams) {
      guard let other = context.pointee.streams[index], other != stream else { continue }
      other.pointee.discard = AVDISCARD_ALL
    }
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&closing)
  }

  /// How the container says the pictures are to be turned.
  var orientation: Orientation {
    cffmpeg_stream_display_matrix(stream).map { Orientation(displayMatrix: $0) } ?? .upright
  }

  /// The average of frames per second that the container states, or a guess from the first frames; zero where unknown.
  var frameRate: Double {
    let average = stream.pointee.avg_frame_rate
    let rate = average.num > 0 && average.den > 0 ? average : av_guess_frame_rate(context, stream, nil)
    return rate.num > 0 && rate.den > 0 ? Double(rate.num) / Double(rate.den) : 0
  }

  /// The duration that the container states, in seconds.
  var duration: Double? {
    let base = stream.pointee.time_base
    if stream.pointee.duration > 0, base.den > 0 {
      return Double(stream.pointee.duration) * Double(base.num) / Double(base.den)
    }
    let whole = context.pointee.duration
    return whole > 0 ? Double(whole) / 1_000_000 : nil
  }

  /// The number of frames that the container states.
  var frameCount: Int? { stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil }

  /// The part of the file that has been read, 0…1; nil where it has no length.
  var readShare: Double? {
    let size = avio_size(input.pointer)
    return size > 0 ? min(1, Double(input.pointer.pointee.pos) / Double(size)) : nil
  }

  /// Whether the file stops before the end that its format announces.
  func isCutOff() throws -> Bool {
    try Completeness.isCutOff(try InputFile(path: path), format: String(cString: context.pointee.iformat.pointee.name))
  }

  /// Reads the next packet of any stream that is not discarded; a negative code is libav's word on damage or the end.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput` where the device fails.
  func read(into packet: PacketHandle) throws -> Int32 {
    let code = av_read_frame(context, packet.pointer)
    let deviceCode = input.pointer.pointee.error
    if code < 0 && deviceCode < 0 && deviceCode != LibAV.end {
      throw LibAV.error(deviceCode, "reading", path: path, kind: .inputOutput)
    }
    return code
  }

  private static func videoStream(
    of context: UnsafeMutablePointer<AVFormatContext>, path: String
  ) throws -> UnsafeMutablePointer<AVStream> {
    let index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
    guard index >= 0, let stream = context.pointee.streams[Int(index)], holdsVideo(stream) else {
      throw FileError(
        .badContent, path: path, problem: "the file holds no video stream",
        remedy: "give a video or a picture")
    }
    return stream
  }

  /// Cover pictures of music, and text that libav would draw as pictures, are no video.
  private static func holdsVideo(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
    let drawnText = [AV_CODEC_ID_ANSI, AV_CODEC_ID_XBIN, AV_CODEC_ID_IDF, AV_CODEC_ID_BINTEXT]
    return stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
      && !drawnText.contains(stream.pointee.codecpar.pointee.codec_id)
  }
}

/// Owns an `AVIOContext` that reads a file, and what keeps a demuxer to it.
private final class InputContext {
  let pointer: UnsafeMutablePointer<AVIOContext>
  /// What the demuxer may open.
  let source: UnsafeMutablePointer<cffmpeg_source>
  private let address: UnsafeMutablePointer<CChar>

  /// Whether the demuxer asked for another file.
  var asksForOthers: Bool { source.pointee.asked_for_others != 0 }

  init(path: String) throws {
    var opened: UnsafeMutablePointer<AVIOContext>?
    let code = avio_open(&opened, LibAV.url(path), AVIO_FLAG_READ)
    try LibAV.check(code, "opening", path: path, kind: .badContent)
    guard let pointer = opened, let address = av_strdup(LibAV.url(path)) else { throw LibAV.outOfMemory(path: path) }
    self.pointer = pointer
    self.address = address
    source = .allocate(capacity: 1)
    source.initialize(to: cffmpeg_source(url: address, asked_for_others: 0))
  }

  deinit {
    var closing: UnsafeMutablePointer<AVIOContext>? = pointer
    avio_closep(&closing)
    source.deallocate()
    av_free(address)
  }
}
