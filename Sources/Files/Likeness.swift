/// Which of some names somebody may have meant who wrote another.
package enum Likeness {
  /// The name that is nearest, where it is near: at most a third of its letters are others. What follows `:` or `[`, as in
  /// `voxel-grid:B`, is passed over.
  package static func nearest(to word: String, among names: [String]) -> String? {
    let word = Array(stem(of: word).lowercased())
    let distances = names.map { (name: $0, distance: distance(word, Array(stem(of: $0).lowercased()))) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, stem(of: best.name).count / 3) ? best.name : nil
  }

  /// What to say of a name that there is not: what may have been meant, and all that there are.
  ///
  /// - Parameter introduction: What stands before the list.
  package static func remedy(
    for word: String, among names: [String], introduction: String = "there are"
  ) -> String {
    let known = "\(introduction) \(names.joined(separator: ", "))"
    return nearest(to: word, among: names).map { "did you mean `\($0)`? \(known)" } ?? known
  }

  private static func stem(of name: String) -> String {
    let stem = String(name.prefix { $0 != ":" && $0 != "[" })
    return stem.isEmpty ? name : stem
  }

  /// How many letters have to be put in, taken out, changed, or exchanged with the next (Damerau 1964, in the restricted
  /// form that touches no letter twice).
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var before: [Int] = []
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var next = [index + 1]
      for (place, other) in second.enumerated() {
        var least = min(row[place] + (letter == other ? 0 : 1), row[place + 1] + 1, next[place] + 1)
        if index > 0, place > 0, letter == second[place - 1], first[index - 1] == other {
          least = min(least, before[place - 1] + 1)
        }
        next.append(least)
      }
      (before, row) = (row, next)
    }
    return row[second.count]
  }
}
