/// What somebody may have meant who typed a name that there is not.
enum Spelling {
  /// `did you mean NAME?`, or all names where none is near.
  static func suggestion(for word: String, among names: [String]) -> String {
    let distances = names.map { (name: $0, distance: distance($0, word)) }
    if let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= max(2, word.count / 3) {
      return "did you mean \(nearest.name)?"
    }
    return "there are \(names.joined(separator: ", "))"
  }

  /// How many letters have to be put in, taken out or exchanged for another (Levenshtein).
  private static func distance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in second.indices {
        let cost = diagonal + (letter == second[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(cost, row[column] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
