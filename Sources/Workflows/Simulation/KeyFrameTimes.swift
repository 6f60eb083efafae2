import Files
import Foundation
import Media
import Recordings
import Tensors

/// When the frames of a video are.
enum KeyFrameTimes {
  /// So many a second, from 0 on.
  case rate(Rational)
  /// Each at its own time, the first at 0.
  case list([Rational])

  /// How many there are; nil for as many as needed.
  var count: Int? {
    if case .list(let times) = self { return times.count }
    return nil
  }

  /// The time of a frame.
  func time(of index: Int) -> Rational {
    switch self {
    case .rate(let rate): Rational(Int64(index) * rate.denominator, rate.numerator)
    case .list(let times): times[index]
    }
  }

  /// What follows a size in words.
  var summary: String {
    switch self {
    case .rate(let rate): " at \(Text.number(rate.doubleValue)) frames a second"
    case .list(let times): " at \(times.count) times"
    }
  }

  private static let nanosecondsASecond: Int64 = 1_000_000_000

  private init(nanoseconds: [Int64]) {
    let first = nanoseconds.first ?? 0
    self = .list(nanoseconds.map { Rational($0 &- first, Self.nanosecondsASecond) })
  }

  /// Reads a time a line; empty lines and those that begin with `#` are passed over.
  ///
  /// - Throws: `FileError` that names the line that holds no time.
  init(file path: String) throws {
    let file = try InputFile(path: path)
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    var times: [Int64] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let word = line.split(whereSeparator: { $0.isWhitespace || $0 == "," }).first, !word.hasPrefix("#") else {
        continue
      }
      guard let time = Self.nanoseconds(word) else {
        throw FileError(
          .badContent, path: path, problem: "\(word) is no time", place: "line \(index + 1)",
          remedy: "a line begins with seconds that have a fraction, or with whole microseconds")
      }
      times.append(time)
    }
    if times.isEmpty { throw FileError(.badContent, path: path, problem: "there are no times in it") }
    self.init(nanoseconds: times)
  }

  /// What the lists are called that say the times of a folder's pictures: of `convert` and RPG's tools, of ESIM's and
  /// UZH-FPV's.
  private static let listNames = ["images.txt", "timestamps.txt"]

  /// Reads the list of a folder of pictures, lines of a time and the name of a picture, in the order of the names; nil
  /// where a path is no such folder, or its list does not name the pictures.
  ///
  /// - Throws: `FileError` that names the line that holds no time.
  init?(ofFolder path: String) throws {
    let place = Self.listNames.lazy.flatMap { ["\(path)/\($0)", "\(path)/../\($0)"] }
      .first { FileManager.default.fileExists(atPath: $0) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue, let place else {
      return nil
    }
    let file = try InputFile(path: place)
    var times: [(name: String, time: Int64)] = []
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: { $0.isWhitespace || $0 == "," })
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      guard words.count > 1, let name = words.last?.split(separator: "/").last,
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
      else { return nil }
      // A number of the picture may stand before the time.
      guard let time = Self.nanoseconds(words[words.count - 2]) else {
        throw FileError(
          .badContent, path: place, problem: "\(words[words.count - 2]) is no time", place: "line \(index + 1)",
          remedy: "a line holds seconds that have a fraction, or whole microseconds, and the name of a picture")
      }
      times.append((String(name), time))
    }
    if times.isEmpty { return nil }
    self.init(nanoseconds: times.sorted { NaturalOrder.precedes($0.name, $1.name) }.map(\.time))
  }

  /// Takes times of an array: floats are seconds, integers microseconds.
  init(_ times: AnyTensor, path: String, entry: String) throws {
    let isFloat = times.scalarType == .float32 || times.scalarType == .float64
    guard times.shape.count == 1 else {
      throw FileError(.badContent, path: path, problem: "times are a list, not \(times.shape)", place: "entry \(entry)")
    }
    let nanoseconds: [Int64]
    if isFloat {
      let seconds = times.float64.scalars
      guard seconds.allSatisfy({ $0.magnitude < 9e9 }) else {
        throw FileError(
          .badContent, path: path, problem: "not every time is a number of seconds", place: "entry \(entry)")
      }
      nanoseconds = seconds.map { Int64(($0 * 1e9).rounded()) }
    } else {
      guard let microseconds = times.int64?.scalars, microseconds.allSatisfy({ $0.magnitude < 1 << 52 }) else {
        throw FileError(.badContent, path: path, problem: "not every time is in microseconds", place: "entry \(entry)")
      }
      nanoseconds = microseconds.map { $0 * 1000 }
    }
    self.init(nanoseconds: nanoseconds)
  }

  /// Takes the frames a second of an archive.
  init(rate: AnyTensor, path: String) throws {
    let value = rate.float64.scalars.first
    guard let value, let rate = Rational(positive: Text.number(value)) else {
      throw FileError(.badContent, path: path, problem: "its frames a second are no number", place: "entry fps")
    }
    self = .rate(rate)
  }

  /// Seconds with a fraction, or whole microseconds, as nanoseconds.
  private static func nanoseconds(_ word: Substring) -> Int64? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0].isEmpty ? "0" : parts[0]) else { return nil }
    if parts.count == 1 {
      let (time, overflow) = whole.multipliedReportingOverflow(by: 1000)
      return overflow ? nil : time
    }
    let digits = parts[1].prefix(9)
    guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), whole.magnitude < 9_000_000_000 else { return nil }
    let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
    return whole * nanosecondsASecond + (word.hasPrefix("-") ? -fraction : fraction)
  }
}
