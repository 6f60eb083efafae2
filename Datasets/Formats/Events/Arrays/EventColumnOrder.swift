/// Which of four columns without names is which.
enum EventColumnOrder {
  /// The rows of a part of a recording that are looked at.
  static let rowsThatTell = 4096

  /// Where t, x, y and p stand: p is the last that holds only 0, 1 and -1; t never steps back and reaches highest; x is
  /// before y.
  ///
  /// - Parameter columns: The first numbers of four columns, perhaps others from further on; as many of each.
  static func order(of columns: [[Double]]) -> [Int] {
    let p = (0..<4).reversed().first { columns[$0].allSatisfy { $0 == 0 || $0 == 1 || $0 == -1 } } ?? 3
    func highest(_ column: Int) -> Double { columns[column].max() ?? 0 }
    let rising = (0..<4).filter { column in
      column != p && zip(columns[column], columns[column].dropFirst()).allSatisfy { $0 <= $1 }
    }
    // Of one event or two nothing is told by growth.
    let t =
      columns[0].count < 3
      ? (p == 0 ? 1 : 0)
      : rising.max { highest($0) < highest($1) } ?? (0..<4).max { highest($0) < highest($1) } ?? (p == 0 ? 1 : 0)
    let rest = (0..<4).filter { $0 != p && $0 != t }
    return [t, rest[0], rest[1], p]
  }
}
