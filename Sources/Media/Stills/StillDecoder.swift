import Files

/// Decodes the one picture of a file and accepts no damage.
enum StillDecoder {
  static func decode(path: String) throws -> (decoded: DecodedPicture, codecName: String) {
    let stream = try DecodedStream(path: path, threads: 1, refusesDamage: true)
    guard let frame = try stream.next(), stream.damageCount == 0 else {
      throw FileError(
        .badContent, path: path, problem: "the picture is cut off or damaged", remedy: "fetch or write it again")
    }
    let picture = DecodedPicture(frame, containerOrientation: stream.demuxer.orientation)
    return (picture, stream.decoder.codecName)
  }
}
