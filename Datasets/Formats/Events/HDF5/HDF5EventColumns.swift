/// The four columns of a layout.
struct HDF5EventColumns {
  let t: HDF5Column
  let x: HDF5Column
  let y: HDF5Column
  let p: HDF5Column
  /// The polarities that were read through these columns.
  let polarities = PolarityRecord()

  /// Polarities that one thread has met.
  final class PolarityRecord {
    var kinds: PolarityKinds = []
  }

  private static let rowsThatTell = 4096

  /// Opens the columns.
  ///
  /// - Throws: `FileError` where they hold no numbers.
  init(_ file: HDF5File, layout: HDF5EventLayout) throws {
    switch layout {
    case .prophesee: try self.init(records: try file.dataset("CD/events"), fields: ["t", "x", "y", "p"])
    case .records(let name, let fields): try self.init(records: try file.dataset(name), fields: fields)
    case .dsec: try self.init(names: ["events/t", "events/x", "events/y", "events/p"], file)
    case .columns(let names): try self.init(names: names, file)
    case .pairs(let t, let xy, let p): try self.init(t: t, xy: xy, p: p, file)
    case .mvsec(let camera): try self.init(rows: try file.dataset("\(camera)/events"), order: Self.placesFirst)
    case .rows(let name):
      let dataset = try file.dataset(name)
      try self.init(rows: dataset, order: try Self.order(dataset))
    }
  }

  private init(names: [String], _ file: HDF5File) throws {
    t = try HDF5Column(try file.dataset(names[0]))
    x = try HDF5Column(try file.dataset(names[1]))
    y = try HDF5Column(try file.dataset(names[2]))
    p = try HDF5Column(try file.dataset(names[3]))
  }

  private init(records dataset: HDF5Dataset, fields names: [String]) throws {
    guard dataset.shape.count == 1, case .compound(let fields) = dataset.elementType else {
      throw dataset.error("it holds no records")
    }
    let reader = try HDF5RowReader(dataset)
    func column(_ index: Int) throws -> HDF5Column {
      guard let field = fields.first(where: { $0.name == names[index] }) else {
        throw dataset.error("its records have no field \(names[index])")
      }
      return HDF5Column(reader: reader, offset: field.offset, scalar: field.scalar, name: field.name)
    }
    (t, x, y, p) = (try column(0), try column(1), try column(2), try column(3))
  }

  private init(t: String, xy: String, p: String, _ file: HDF5File) throws {
    self.t = try HDF5Column(try file.dataset(t))
    self.p = try HDF5Column(try file.dataset(p))
    // With readers of their own: two threads may read them at once.
    let places = try file.dataset(xy)
    (x, y) = (try Self.columns(places, count: 2)[0], try Self.columns(places, count: 2)[1])
  }

  /// Rows x, y, t, p.
  private static let placesFirst = [2, 0, 1, 3]

  private init(rows dataset: HDF5Dataset, order: [Int]) throws {
    let columns = try Self.columns(dataset, count: 4)
    (t, x, y, p) = (columns[order[0]], columns[order[1]], columns[order[2]], columns[order[3]])
  }

  /// The columns of rows of some numbers: of one reader, or of one each where they are stored by themselves. An array of
  /// as many rows of all t, all x and so on, as MATLAB's are in HDF5, holds the same.
  private static func columns(_ dataset: HDF5Dataset, count: Int) throws -> [HDF5Column] {
    guard dataset.shape.count == 2, dataset.shape.contains(count), case .scalar(let scalar) = dataset.elementType else {
      throw dataset.error("its shape \(dataset.shape) is none of rows of \(count) numbers, which are of events")
    }
    let names = (0..<count).map { "\($0) of \(dataset.name)" }
    if dataset.shape[1] != count {
      return try names.indices.map {
        HDF5Column(reader: try HDF5RowReader(dataset, line: $0), offset: 0, scalar: scalar, name: names[$0])
      }
    }
    if HDF5RowReader.hasColumnChunks(dataset) {
      return try names.indices.map {
        HDF5Column(
          reader: try HDF5RowReader(dataset, column: $0), offset: 0, scalar: scalar, name: names[$0])
      }
    }
    let reader = try HDF5RowReader(dataset)
    return names.indices.map {
      HDF5Column(reader: reader, offset: $0 * scalar.byteCount, scalar: scalar, name: names[$0])
    }
  }

  /// Where t, x, y, p stand in rows: t, x, y, p, or x, y, t, p, or x, y, p, t.
  private static func order(_ dataset: HDF5Dataset) throws -> [Int] {
    let columns = try columns(dataset, count: 4)
    func rises(_ column: Int) throws -> Bool {
      let values = try columns[column].values(0..<min(columns[column].reader.count, rowsThatTell))
      return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    }
    if try rises(0) { return [0, 1, 2, 3] }
    if try rises(2) { return placesFirst }
    if try rises(3) { return [3, 0, 1, 2] }
    throw dataset.error(
      "neither its first, its third nor its fourth column rises as times do",
      remedy: "rows are t, x, y, p or x, y, t, p or x, y, p, t")
  }
}
