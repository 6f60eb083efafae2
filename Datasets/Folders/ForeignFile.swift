import Files
import Foundation
import Tensors

/// What files are that people give for recordings and that are none.
public enum ForeignFile {
  private static let startBytes = 4096
  private static let tarMark = (place: 257, bytes: Array("ustar".utf8))

  /// The error that says what a file is, where it is something known that is no recording; nil where it may be one.
  ///
  /// - Throws: `FileError` where there is no such file.
  public static func error(_ path: String) throws -> FileError? {
    if EventFiles.isPipe(path) || FolderListing(path) != nil { return nil }
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    guard let (problem, remedy) = placeholder(start) ?? archive(start) ?? picture(start) ?? other(file, start) else {
      return nil
    }
    return FileError(.badContent, path: path, problem: problem, remedy: remedy)
  }

  /// What stands in the place of a file that was not fetched: such a file is none of any format, whatever its name.
  static func placeholder(_ start: [UInt8]) -> (problem: String, remedy: Message)? {
    if start.isEmpty { return ("the file is empty", "record or fetch it again") }
    if start.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
      return ("this is a pointer of Git LFS, not the file itself", "fetch the file with git lfs pull")
    }
    let text = String(decoding: start.prefix(512), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let beginning = text.prefix(64).lowercased()
    if ["<!doctype html", "<html", "<head", "<body"].contains(where: beginning.hasPrefix) {
      return ("this is a web page (HTML)", "the download gave a page in the file's place; fetch the file itself")
    }
    if beginning.hasPrefix("<?xml") {
      return ("this is XML, as servers answer with where a file cannot be had", "fetch the file itself")
    }
    return nil
  }

  private static func archive(_ start: [UInt8]) -> (problem: String, remedy: Message)? {
    func begins(_ bytes: [UInt8]) -> Bool { start.starts(with: bytes) }
    let unpack: Message = "unpack it, and pass what it holds"
    if start.dropFirst(tarMark.place).starts(with: tarMark.bytes) { return ("this is a tar archive", unpack) }
    if begins([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return ("this is a 7z archive", unpack) }
    if begins(Array("Rar!".utf8)) { return ("this is a RAR archive", unpack) }
    if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      return ("this is compressed by xz, which is not read", "unpack it with xz -d; gz, zst, bz2 and zip are read")
    }
    return nil
  }

  private static func picture(_ start: [UInt8]) -> (problem: String, remedy: Message)? {
    func begins(_ bytes: [UInt8], at place: Int = 0) -> Bool { start.dropFirst(place).starts(with: bytes) }
    func begins(_ text: String, at place: Int = 0) -> Bool { begins(Array(text.utf8), at: place) }
    let simulate: Message = "\(Work.simulate) makes spikes or events of it"
    let pictures: [(Bool, String)] = [
      (begins(FileSignature.png), "PNG"), (begins([0xFF, 0xD8, 0xFF]), "JPEG"), (begins("GIF8"), "GIF"),
      (begins([0x49, 0x49, 0x2A, 0x00]) || begins([0x4D, 0x4D, 0x00, 0x2A]), "TIFF"),
      (begins("RIFF") && begins("WEBP", at: 8), "WebP"),
    ]
    if let (_, name) = pictures.first(where: \.0) { return ("this is a picture (\(name))", simulate) }
    let videos: [(Bool, String)] = [
      (begins("ftyp", at: 4), "MP4 or QuickTime"), (begins("RIFF") && begins("AVI ", at: 8), "AVI"),
      (begins([0x1A, 0x45, 0xDF, 0xA3]), "Matroska or WebM"),
    ]
    return videos.first(where: \.0).map { ("this is a video (\($0.1))", simulate) }
  }

  private static func other(_ file: InputFile, _ start: [UInt8]) -> (problem: String, remedy: Message)? {
    if start.starts(with: "%PDF".utf8) { return ("this is a document (PDF)", "pass the recording") }
    if start.starts(with: FileSignature.numpy), isBoxes(start) {
      return (
        "these are boxes of objects, as Prophesee's data sets have them, not events",
        "pass the recording that they belong to, whose name ends in _td.dat or .h5"
      )
    }
    guard start.starts(with: FileSignature.zip), let archive = try? ZipReader(path: file.path) else { return nil }
    let names = archive.entries.map(\.name)
    if names.contains(where: { $0.hasSuffix("data.pkl") }) {
      return ("these are a network's parameters (PyTorch)", "pass the recording")
    }
    if names.allSatisfy({ $0.hasSuffix(".npy") }) { return nil }
    let listed = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
    return ("this is a zip archive of \(names.count) files: \(listed)", "unpack it, and pass what it holds")
  }

  /// Whether the records of an array have the fields that Prophesee's toolbox gives a box.
  private static func isBoxes(_ start: [UInt8]) -> Bool {
    let text = String(decoding: start.prefix(1024), as: UTF8.self)
    return text.contains("'w'") && text.contains("'h'") && text.contains("'class_id'")
  }
}
