/// Words of files and of their names, of which nothing is obeyed where they are shown.
public enum VisibleText {
  /// The text with everything that a terminal would obey instead of show written out: `\\x1b` for ESC. Ends of lines and
  /// tabs stay.
  public static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isCommand) else { return text }
    var plain = ""
    for scalar in text.unicodeScalars {
      if isCommand(scalar) { plain += escaped(scalar) } else { plain.unicodeScalars.append(scalar) }
    }
    return plain
  }

  /// The text in one line.
  public static func line(_ text: String) -> String {
    plain(text.split(whereSeparator: \.isNewline).map { $0.trimming(while: \.isWhitespace) }.joined(separator: " "))
  }

  private static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    // What turns the direction of writing makes a name look like another.
    case 0x00..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return scalar.value < 0x100
      ? "\\x" + String(repeating: "0", count: 2 - digits.count) + digits : "\\u{" + digits + "}"
  }
}

extension Substring {
  fileprivate func trimming(while isLeft: (Character) -> Bool) -> Substring {
    var rest = drop(while: isLeft)
    while let last = rest.last, isLeft(last) { rest.removeLast() }
    return rest
  }
}
