import Files
import Recordings

/// What a decoder left out, and where the first of it stood.
struct DecodingNotes: Sendable {
  let path: String
  /// Whether a decoder that begins in the middle of a file waits for the time, so that nothing is early.
  private let waitsForTime: Bool
  private var unknown = (count: 0, offset: 0)
  private var early = (count: 0, offset: 0)
  private var tail: (count: Int, offset: Int)?

  init(path: String, waitsForTime: Bool = false) {
    self.path = path
    self.waitsForTime = waitsForTime
  }

  /// A word of a type that the format does not know.
  mutating func addUnknown(at offset: Int) {
    if unknown.count == 0 { unknown.offset = offset }
    unknown.count += 1
  }

  /// An event or trigger before the first word that tells the time.
  mutating func addEarly(at offset: Int) {
    if waitsForTime { return }
    if early.count == 0 { early.offset = offset }
    early.count += 1
  }

  /// Bytes at the end that are too few for a word.
  mutating func setTail(_ count: Int, at offset: Int) { tail = count > 0 ? (count, offset) : nil }

  var warnings: [RecordingWarning] {
    var found: [RecordingWarning] = []
    if early.count > 0 {
      found.append(warning("\(early.count) events come before the first time", at: early.offset, "they are left out"))
    }
    if unknown.count > 0 {
      found.append(
        warning(
          "\(unknown.count) words are of types that the format does not know", at: unknown.offset,
          "they are left out"))
    }
    if let tail {
      found.append(
        warning(
          "the file ends within a word: \(tail.count) \(tail.count == 1 ? "byte is" : "bytes are") left over",
          at: tail.offset, "the events before are read", isTruncation: true))
    }
    return found
  }

  private func warning(
    _ problem: String, at offset: Int, _ consequence: Message, isTruncation: Bool = false
  ) -> RecordingWarning {
    RecordingWarning(
      path: path, problem: problem, place: "byte \(offset)", consequence: consequence, isTruncation: isTruncation)
  }
}
