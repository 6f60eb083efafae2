import CFFmpeg
import Files
import Foundation

/// Files that name other files instead of holding pictures: playlists, manifests, descriptions of a stream.
///
/// libav would open what they name, from anywhere on the disk, and leave out without a word what it does not find. A
/// path that a user gives stands for that one file here.
enum Playlist {
  private static let lookedAtBytes = 4096

  /// What the demuxers that open other files call themselves, and what their files are.
  private static let demuxers = [
    "hls": "HLS", "applehttp": "HLS", "concat": "ffconcat", "dash": "DASH", "webm_dash_manifest": "DASH",
    "imf": "IMF", "sdp": "SDP", "rtsp": "RTSP", "rtp": "RTP", "sap": "SAP", "vobsub": "VobSub",
    "avisynth": "AviSynth", "vapoursynth": "VapourSynth",
  ]
  private static let openings = [
    ("#EXTM3U", "M3U, HLS"), ("ffconcat version", "ffconcat"), ("[playlist]", "PLS"), ("[Reference]", "ASF reference"),
    ("v=0\r\n", "SDP"), ("v=0\no=", "SDP"), ("rtsp://", "RTSP"), ("RTSPtext", "RTSP"), ("SMILtext", "SMIL"),
  ]
  private static let elements = [
    ("<MPD", "DASH"), ("<SmoothStreamingMedia", "Smooth Streaming"), ("<smil", "SMIL"), ("<asx", "ASX"),
    ("<playlist", "XSPF"), ("<CompositionPlaylist", "IMF"), ("<AssetMap", "IMF"),
  ]

  /// What kind of playlist a file's first bytes are of; nil for every other file.
  static func kind(of file: InputFile) throws -> String? {
    let bytes = try file.bytes(at: 0, count: min(file.byteCount, lookedAtBytes))
    guard bytes.first.map({ $0 < 0x80 || $0 == 0xEF }) == true else { return nil }
    var text = String(decoding: bytes, as: UTF8.self)[...]
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    text = text.drop(while: \.isWhitespace)
    if let opening = openings.first(where: { begins(text, $0.0) }) { return opening.1 }
    guard text.hasPrefix("<") else { return nil }
    return elements.first { text.range(of: $0.0, options: .caseInsensitive) != nil }?.1
  }

  /// What kind of playlist a demuxer reads; nil for those that read one file.
  static func kind(ofDemuxer format: UnsafePointer<AVInputFormat>) -> String? {
    let names = String(cString: format.pointee.name).split(separator: ",").map(String.init)
    if let known = names.compactMap({ demuxers[$0] }).first { return known }
    // What opens its files by itself; that of pictures asks for the one it was given.
    let opensByItself = format.pointee.flags & AVFMT_NOFILE != 0
    return opensByItself && !names.contains("image2") ? names.first ?? "unknown" : nil
  }

  /// The error for such a file.
  static func error(_ kind: String, path: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "this is a playlist (\(kind)): it names other files, which are not opened",
      place: "byte 0", remedy: "give the video itself, joined into one file where it comes in parts")
  }

  private static func begins(_ text: Substring, _ opening: String) -> Bool {
    text.range(of: opening, options: [.anchored, .caseInsensitive]) != nil
  }
}
