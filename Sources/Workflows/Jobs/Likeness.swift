/// Which of some names somebody may have meant who wrote another.
package enum Likeness {
  /// The name that is nearest, where it is near: at most a third of its letters are others.
  package static func nearest(to word: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: distance(Array(word), Array($0))) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.name.count / 3) ? best.name : nil
  }

  /// What to say of a name that is not known.
  static func remedy(for word: String, among names: [String]) -> String {
    let known = "known are \(names.joined(separator: ", "))"
    return nearest(to: word, among: names).map { "did you mean `\($0)`? \(known)" } ?? known
  }

  /// How many letters have to be put in, taken out or changed (Levenshtein 1966).
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (place, other) in second.enumerated() {
        let above = row[place + 1]
        row[place + 1] = min(diagonal + (letter == other ? 0 : 1), above + 1, row[place] + 1)
        diagonal = above
      }
    }
    return row[second.count]
  }
}
