import CFFmpeg
import Files

/// Owns an `AVFormatContext` of a device, and knows its video stream.
final class CaptureDevice {
  let stream: UnsafeMutablePointer<AVStream>
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let streamIndex: Int32

  /// Opens a device that does not block.
  init(_ source: CaptureSource, name: String) throws {
    try LibAV.load(CFFMPEG_CODECS, CFFMPEG_CONTAINERS, CFFMPEG_DEVICES)
    guard let format = av_find_input_format(source.formatName) else {
      throw FileError(
        .missingPart, path: String(cString: cffmpeg_file(CFFMPEG_DEVICES)),
        problem: "this libav has no \(source.formatName)", remedy: "install one that was built with it")
    }
    var opened = avformat_alloc_context()
    guard let allocated = opened else { throw LibAV.outOfMemory(path: name) }
    allocated.pointee.flags |= AVFMT_FLAG_NONBLOCK
    let code = cffmpeg_open(&opened, source.address, format, nil)
    if code < 0 { throw Self.error(code, source, name: name) }
    guard let context = opened else { throw LibAV.outOfMemory(path: name) }
    let index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
    guard index >= 0, let stream = context.pointee.streams[Int(index)] else {
      avformat_close_input(&opened)
      throw FileError(.badContent, path: name, problem: "it has no pictures")
    }
    (self.context, self.stream, streamIndex) = (context, stream, index)
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&closing)
  }

  /// Reads the next packet of the video; a negative code is libav's, "again" where there is none yet.
  func read(into packet: PacketHandle) -> Int32 {
    let code = av_read_frame(context, packet.pointer)
    if code >= 0 && packet.pointer.pointee.stream_index != streamIndex {
      packet.clear()
      return LibAV.again
    }
    return code
  }

  private static func error(_ code: Int32, _ source: CaptureSource, name: String) -> FileError {
    switch source {
    case .graph:
      return FileError(
        .badContent, path: name, problem: "libavfilter does not understand this graph, or cannot run it",
        remedy: "give a source and filters, such as lavfi:testsrc=size=640x480:rate=30")
    case .camera:
      if [cffmpeg_error(ENOENT), cffmpeg_error(ENODEV), cffmpeg_error(ENXIO)].contains(code) {
        return FileError(
          .notFound, path: name, problem: "there is no camera \(source.address)", remedy: "\(Cameras.summary)")
      }
      let error = LibAV.error(code, "opening \(source.address)", path: name, kind: .badContent)
      let remedy: Message? =
        code == cffmpeg_error(EACCES)
        ? "the group of the device, video, may open it"
        : code == cffmpeg_error(EBUSY) ? "another program has it open" : "\(Cameras.summary)"
      return FileError(error.kind, path: name, problem: error.problem, remedy: remedy)
    }
  }
}
