/// What columns of events are called, in files that name them: text, NumPy's, HDF5, MATLAB's.
enum EventColumnNames {
  /// The names of t, x, y and p, in lower case, the usual one first.
  static let known: [[String]] = [
    ["t", "ts", "time", "times", "timestamp", "timestamps"], ["x", "xs", "x_pos", "col", "column"],
    ["y", "ys", "y_pos", "row"],
    ["p", "ps", "pol", "pols", "polarity", "polarities", "on", "on/off", "onoff", "on_off"],
  ]
  /// The names of a column of places, x and y side by side.
  private static let places = ["xy", "xys"]

  /// Where t, x, y and p stand among some names; nil where they do not all.
  ///
  /// Upper and lower case are alike, times may carry their unit, and all four may carry one prefix: `events_t`.
  ///
  /// - Parameter asked: The names that the caller gives; nil for the known ones.
  static func find(in names: [String], asked: [String]?) -> [Int]? {
    let names = names.map { $0.lowercased() }
    if let asked {
      return distinct(asked.map { name in place(of: [name.lowercased()], in: names, withUnits: true) })
    }
    for prefix in prefixes(in: names) {
      let found = known.enumerated().map { column, choices in
        place(of: choices.map { prefix + $0 }, in: names, withUnits: column == 0)
      }
      if let found = distinct(found) { return found }
    }
    return nil
  }

  /// Where t, the pairs of x and y, and p stand among some names; nil where they do not all.
  static func findPairs(in names: [String]) -> (t: Int, xy: Int, p: Int)? {
    let names = names.map { $0.lowercased() }
    for prefix in prefixes(in: names) {
      let found = [known[0], places, known[3]].enumerated().map { column, choices in
        place(of: choices.map { prefix + $0 }, in: names, withUnits: column == 0)
      }
      if let found = distinct(found) { return (found[0], found[1], found[2]) }
    }
    return nil
  }

  private static func place(of choices: [String], in names: [String], withUnits: Bool) -> Int? {
    choices.lazy.compactMap { choice in names.firstIndex(of: choice) }.first
      ?? (withUnits ? names.firstIndex { choices.contains(EventTimeUnit.split(column: $0).base) } : nil)
  }

  private static func distinct(_ places: [Int?]) -> [Int]? {
    let found = places.compactMap { $0 }
    return found.count == places.count && Set(found).count == found.count ? found : nil
  }

  /// None, then what stands before `_` and a name of times.
  private static func prefixes(in names: [String]) -> [String] {
    [""]
      + names.compactMap { name in
        let base = EventTimeUnit.split(column: name).base
        guard let mark = base.lastIndex(of: "_"), known[0].contains(String(base[base.index(after: mark)...])) else {
          return nil
        }
        return String(base[...mark])
      }
  }
}
