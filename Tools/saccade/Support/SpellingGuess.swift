/// What somebody may have meant by a word that is not known.
enum SpellingGuess {
  /// The known word that is nearest, where up to two letters differ and a third of it at most; nil for none.
  static func nearest(to word: String, among known: [String]) -> String? {
    let best = known.map { (word: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, min(2, best.word.count / 3)) else { return nil }
    return best.word
  }

  /// How many letters have to be put in, taken out or changed, or neighbours exchanged.
  private static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.lowercased()), Array(second.lowercased()))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
