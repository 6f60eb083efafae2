import CFFmpeg
import Files

/// The kinds of video that are written, by the ending of the file's name.
enum VideoContainer: String {
  case mp4
  case gif
  case matroska = "mkv"
  case avi

  /// libav's name of the muxer.
  var muxerName: String { self == .matroska ? "matroska" : rawValue }

  /// - Throws: ``FileError`` of kind `cannotCreate` where the ending names none of them.
  init(path: String) throws {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    guard let container = VideoContainer(rawValue: ending) else {
      throw FileError(
        .cannotCreate, path: path,
        problem: ending.isEmpty ? "a video's name needs an ending" : "videos are not written as .\(ending)",
        remedy: "name it .mp4, .gif, .mkv or .avi")
    }
    self = container
  }

  /// The encoder, its pixel format and its settings for gray or coloured pictures.
  func encoderSettings(width: Int, height: Int, isGray: Bool, timeBase: AVRational) throws -> Encoder.Settings {
    var settings = Encoder.Settings(name: "", width: width, height: height, format: AV_PIX_FMT_NONE)
    settings.timeBase = timeBase
    settings.needsGlobalHeader = try Muxer.needsGlobalHeader(format: muxerName)
    switch self {
    case .gif:
      settings.name = "gif"
      settings.format = isGray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_PAL8
    case .matroska, .avi:
      settings.name = "ffv1"
      settings.format = isGray ? AV_PIX_FMT_GRAY8 : cffmpeg_0rgb32()
      // Slices with check sums are damaged one by one, but libav's cannot be a pixel thin.
      settings.options = min(width, height) < 16 ? [:] : ["level": "3", "slices": "4", "slicecrc": "1"]
      settings.threads = 4
    case .mp4:
      settings.format = AV_PIX_FMT_YUV420P
      settings.encoding = ColorEncoding(
        space: ColorEncoding.usualSpace(width: width, height: height), isFullRange: false)
      // Chroma of half the size needs even sides.
      settings.width += width % 2
      settings.height += height % 2
      if try Encoder.isAvailable("libx264") {
        settings.name = "libx264"
        // x264's macroblock tree reads memory on AVX-512 that nothing wrote (0.164): no two videos would be the same.
        let isWide = av_get_cpu_flags() & AV_CPU_FLAG_AVX512 != 0
        settings.options = ["crf": "18", "preset": "fast", "x264-params": isWide ? "asm=avx2" : ""]
        settings.threads = 4
      } else {
        settings.name = "mpeg4"
        settings.quantizer = 3
      }
    }
    return settings
  }
}
