import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The numbered pictures of a folder as the frames of a video.
final class PictureSequence {
  /// The pictures' paths in order.
  let paths: [String]
  private(set) var codecName = ""
  private var nextIndex = 0
  private static let endings = ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "pgm", "ppm"]

  /// Whether a path names pictures rather than one file: a folder, or a name with a counter such as `%04d` in it.
  static func isNamed(by path: String) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
    return counter(in: path) != nil
  }

  /// Lists the pictures: those of a folder ordered by the numbers in their names, or those that fit a pattern.
  ///
  /// - Throws: ``FileError`` of kind `notFound` where the folder is absent, `badContent` where no picture is in it.
  init(path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      paths = try Self.names(in: path).filter(Self.isPicture)
        .sorted { NaturalOrder.precedes($0, $1) }.map { "\(path)/\($0)" }
    } else {
      let end = path.lastIndex(of: "/")
      let folder = end.map { String(path[..<$0]) } ?? "."
      let pattern = String(end.map { path[path.index(after: $0)...] } ?? path[...])
      guard let parts = Self.counter(in: pattern) else {
        throw FileError(.notFound, path: path, problem: "there is no such file")
      }
      let prefix = end.map { path[...$0] } ?? ""
      paths = try Self.names(in: folder.isEmpty ? "/" : folder)
        .filter {
          let digits = $0.dropFirst(parts.before.count).dropLast(parts.after.count)
          return $0.hasPrefix(parts.before) && $0.hasSuffix(parts.after) && !digits.isEmpty
            && digits.allSatisfy { $0.isASCII && $0.isNumber }
        }
        .sorted { NaturalOrder.precedes($0, $1) }.map { prefix + $0 }
    }
    if paths.isEmpty {
      throw FileError(
        .badContent, path: path, problem: "there are no pictures here",
        remedy: "the names must end in .\(Self.endings.joined(separator: ", ."))")
    }
  }

  /// Decodes the next picture, or nil after the last.
  func next() throws -> DecodedPicture? {
    guard nextIndex < paths.count else { return nil }
    let picture = try StillDecoder.decode(path: paths[nextIndex])
    codecName = picture.codecName
    nextIndex += 1
    return picture.decoded
  }

  private static func isPicture(_ name: String) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
    return endings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// What stands before and after a counter `%d` or `%04d`.
  private static func counter(in pattern: String) -> (before: String, after: String)? {
    guard let percent = pattern.firstIndex(of: "%"),
      let end = pattern[percent...].firstIndex(of: "d"),
      pattern[percent..<end].dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    return (String(pattern[..<percent]), String(pattern[pattern.index(after: end)...]))
  }

  private static func names(in folder: String) throws -> [String] {
    guard let listing = opendir(folder) else {
      throw FileError(.notFound, path: folder, problem: "the folder cannot be opened")
    }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}

/// The order of names in which runs of digits count as numbers: `frame2` before `frame10`.
package enum NaturalOrder {
  package static func precedes(_ left: String, _ right: String) -> Bool {
    var (a, b) = (Array(left.utf8)[...], Array(right.utf8)[...])
    while let first = a.first, let second = b.first {
      if isDigit(first) && isDigit(second) {
        let (x, y) = (takeNumber(&a), takeNumber(&b))
        if x.count != y.count { return x.count < y.count }
        if x != y { return x.lexicographicallyPrecedes(y) }
      } else if first != second {
        return first < second
      } else {
        a.removeFirst()
        b.removeFirst()
      }
    }
    return a.isEmpty == b.isEmpty ? left < right : a.isEmpty
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// The digits at the start without leading zeros, taken off.
  private static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
    let digits = bytes.prefix(while: isDigit)
    bytes = bytes.dropFirst(digits.count)
    return Array(digits.drop { $0 == 48 })
  }
}
