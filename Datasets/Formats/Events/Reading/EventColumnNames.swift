/// What columns of events are called, in files that name them: text, NumPy's, HDF5, MATLAB's.
enum EventColumnNames {
  /// The names of t, x, y and p, in lower case, the usual one first.
  static let known: [[String]] = [
    ["t", "ts", "time", "times", "timestamp", "timestamps"],
    ["x", "xs", "x_pos", "pos_x", "posx", "x_addr", "addr_x", "x_coord", "col", "column"],
    ["y", "ys", "y_pos", "pos_y", "posy", "y_addr", "addr_y", "y_coord", "row"],
    ["p", "ps", "pol", "pols", "polarity", "polarities", "on", "on/off", "onoff", "on_off", "is_increase"],
  ]
  /// The names of a column of places, x and y side by side.
  private static let places = ["xy", "xys", "pos", "position", "positions"]
  /// What follows the name of a place that says its unit, pixels.
  private static let unitsOfPlaces = ["_px", "[px]", "(px)", "_pixel", "[pixel]", "(pixel)", "[pixels]", "(pixels)"]

  /// Where t, x, y and p stand among some names; nil where they do not all.
  ///
  /// Upper and lower case are alike, and blanks, `-` and `_`; times and places may carry their unit, and all four may
  /// carry one prefix: `events_t`, `events/t`.
  ///
  /// - Parameter asked: The names that the caller gives; nil for the known ones.
  static func find(in names: [String], asked: [String]?) -> [Int]? {
    if let asked {
      let names = names.map { $0.lowercased() }
      return distinct(asked.map { name in place(of: [name.lowercased()], in: names, withUnits: true) })
    }
    let names = names.map(plain)
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
    let names = names.map(plain)
    for prefix in prefixes(in: names) {
      let found = [known[0], places, known[3]].enumerated().map { column, choices in
        place(of: choices.map { prefix + $0 }, in: names, withUnits: column == 0)
      }
      if let found = distinct(found) { return (found[0], found[1], found[2]) }
    }
    return nil
  }

  /// A name as the known ones are written, without the unit of a place.
  private static func plain(_ name: String) -> String {
    let name = String(name.lowercased().map { $0 == "-" || $0.isWhitespace ? "_" : $0 })
    guard let unit = unitsOfPlaces.first(where: { name.hasSuffix($0) && name.count > $0.count }) else { return name }
    let base = name.dropLast(unit.count)
    return String(base.last == "_" ? base.dropLast() : base)
  }

  private static func place(of choices: [String], in names: [String], withUnits: Bool) -> Int? {
    choices.lazy.compactMap { choice in names.firstIndex(of: choice) }.first
      ?? (withUnits ? names.firstIndex { choices.contains(EventTimeUnit.split(column: $0).base) } : nil)
  }

  private static func distinct(_ places: [Int?]) -> [Int]? {
    let found = places.compactMap { $0 }
    return found.count == places.count && Set(found).count == found.count ? found : nil
  }

  /// None, then what stands before `_` or `/` and a name of times.
  private static func prefixes(in names: [String]) -> [String] {
    [""]
      + names.compactMap { name in
        let base = EventTimeUnit.split(column: name).base
        guard let mark = base.lastIndex(where: { $0 == "_" || $0 == "/" }),
          known[0].contains(String(base[base.index(after: mark)...]))
        else {
          return nil
        }
        return String(base[...mark])
      }
  }
}
