/// Where in an HDF5 file the events lie.
enum HDF5EventLayout: Equatable {
  /// Prophesee's: records in `CD/events`.
  case prophesee
  /// MVSEC's: rows x, y, t, p in the events of a camera, `davis/left` or `davis/right`.
  case mvsec(camera: String)
  /// DSEC's: columns in a group, `t_offset` and `ms_to_idx` beside it.
  case dsec
  /// A dataset for each of t, x, y, p.
  case columns([String])
  /// A dataset for each of t and p, and one of rows x, y.
  case pairs(t: String, xy: String, p: String)
  /// Records with the fields t, x, y, p.
  case records(dataset: String, fields: [String])
  /// Rows of four numbers.
  case rows(dataset: String)

  /// The format that this is.
  var format: EventFormat {
    switch self {
    case .prophesee: .propheseeHDF5
    case .mvsec: .mvsec
    case .dsec: .dsec
    case .columns, .pairs, .records, .rows: .hdf5
    }
  }

  private static let deepestGroup = 4
  private static let mostGroups = 256

  /// Finds the events of a file in the layout of a format, or nil where there are none.
  ///
  /// - Parameters:
  ///   - format: The format; nil to tell it.
  ///   - columnNames: What the columns t, x, y, p are called; nil to find them.
  ///   - place: The group to look in; nil for all.
  static func find(
    in file: HDF5File, format: EventFormat? = nil, columnNames: [String]? = nil, place: String? = nil
  ) throws -> (layout: HDF5EventLayout, others: [HDF5EventLayout])? {
    if format != .hdf5 && columnNames == nil {
      if let known = try published(in: file, place: place), format == nil || known.layout.format == format {
        return known
      }
      if let format, format != .hdf5 { return nil }
    }
    if let columnNames, columnNames.count == 4, columnNames.contains(where: { $0.contains("/") }) {
      return try columnNames.allSatisfy { try file.object($0) == .dataset } ? (.columns(columnNames), []) : nil
    }
    var found: [HDF5EventLayout] = []
    try visit(file, group: place ?? "/", names: columnNames, into: &found)
    return found.first.map { ($0, Array(found.dropFirst())) }
  }

  private static func published(
    in file: HDF5File, place: String?
  ) throws -> (layout: HDF5EventLayout, others: [HDF5EventLayout])? {
    if try file.object("CD") == .group, try file.object("CD/events") == .dataset,
      case .compound = try file.dataset("CD/events").elementType
    {
      return (.prophesee, [])
    }
    if try file.object("davis") == .group {
      let cameras = try ["davis/left", "davis/right"].filter {
        try file.object($0) == .group && file.object("\($0)/events") == .dataset
      }
      let wanted = cameras.filter { place == nil || place == $0 }
      if let camera = wanted.first { return (.mvsec(camera: camera), wanted.dropFirst().map { .mvsec(camera: $0) }) }
    }
    let columns = ["events/t", "events/x", "events/y", "events/p"]
    guard try file.object("events") == .group, try columns.allSatisfy({ try file.object($0) == .dataset }) else {
      return nil
    }
    if try file.contains("t_offset") || file.contains("ms_to_idx") { return (.dsec, []) }
    // The published files have times of 32 bits, which no other layout has.
    guard case .scalar(let time) = try file.dataset("events/t").elementType, time.kind == .unsigned, time.byteCount == 4
    else { return nil }
    return (.dsec, [])
  }

  private static func visit(
    _ file: HDF5File, group: String, names: [String]?, into found: inout [HDF5EventLayout]
  ) throws {
    var groups = [(path: group, depth: 0)]
    var next = 0
    while next < groups.count {
      let (group, depth) = groups[next]
      next += 1
      let children = try file.names(in: group)
      let prefix = group == "/" ? "" : "\(group)/"
      if let columns = match(children, names), try columns.allSatisfy({ try file.object(prefix + $0) == .dataset }) {
        found.append(.columns(columns.map { prefix + $0 }))
        continue
      }
      if names == nil, let pairs = EventColumnNames.findPairs(in: children),
        try [pairs.t, pairs.xy, pairs.p].allSatisfy({ try file.object(prefix + children[$0]) == .dataset })
      {
        let xy = prefix + children[pairs.xy]
        found.append(.pairs(t: prefix + children[pairs.t], xy: xy, p: prefix + children[pairs.p]))
        continue
      }
      for child in children {
        let path = prefix + child
        switch try file.object(path) {
        case .group where depth < deepestGroup && groups.count < mostGroups: groups.append((path, depth + 1))
        case .dataset:
          if let layout = try table(file, path, name: child, names: names) { found.append(layout) }
        case .group, .other: break
        }
      }
    }
  }

  /// Events in one dataset.
  private static func table(
    _ file: HDF5File, _ path: String, name: String, names: [String]?
  ) throws -> HDF5EventLayout? {
    guard name.lowercased().contains("event") || name.lowercased() == "data" else { return nil }
    let dataset = try file.dataset(path)
    switch (dataset.elementType, dataset.shape.count) {
    case (.compound(let fields), 1):
      return match(fields.map(\.name), names).map { .records(dataset: path, fields: $0) }
    case (.scalar, 2) where dataset.shape.contains(4): return .rows(dataset: path)
    case (.scalar, _), (.compound, _), (.fixedText, _), (.variableText, _), (.other, _): return nil
    }
  }

  /// The first of each column's names that there is.
  private static func match(_ present: [String], _ asked: [String]?) -> [String]? {
    EventColumnNames.find(in: present, asked: asked)?.map { present[$0] }
  }
}

extension HDF5EventLayout {
  /// The group that holds the events; nil for the root.
  var group: String? {
    let path =
      switch self {
      case .prophesee: "CD/events"
      case .mvsec(let camera): "\(camera)/events"
      case .dsec: "events/t"
      case .columns(let names): names[0]
      case .pairs(let t, _, _): t
      case .records(let dataset, _), .rows(let dataset): dataset
      }
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}
