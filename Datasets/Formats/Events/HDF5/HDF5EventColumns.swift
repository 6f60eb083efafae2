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
    case .mvsec(let camera): try self.init(rows: try file.dataset("\(camera)/events"), timeFirst: false)
    case .rows(let name):
      let dataset = try file.dataset(name)
      try self.init(rows: dataset, timeFirst: try Self.isTimeFirst(dataset))
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

  private init(rows dataset: HDF5Dataset, timeFirst: Bool) throws {
    let order = timeFirst ? [0, 1, 2, 3] : [2, 0, 1, 3]
    let columns = try Self.columns(dataset)
    (t, x, y, p) = (columns[order[0]], columns[order[1]], columns[order[2]], columns[order[3]])
  }

  /// The columns of rows of four numbers: of one reader, or of one each where they are stored by themselves.
  private static func columns(_ dataset: HDF5Dataset) throws -> [HDF5Column] {
    guard dataset.shape.count == 2, dataset.shape[1] == 4, case .scalar(let scalar) = dataset.elementType else {
      throw dataset.error("its shape \(dataset.shape) is none of events, which are rows of 4 numbers")
    }
    let names = (0..<4).map { "\($0) of \(dataset.name)" }
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

  /// Whether rows are t, x, y, p; else they are x, y, t, p.
  private static func isTimeFirst(_ dataset: HDF5Dataset) throws -> Bool {
    let columns = try columns(dataset)
    func rises(_ column: Int) throws -> Bool {
      let values = try columns[column].values(0..<min(columns[column].reader.count, rowsThatTell))
      return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    }
    if try rises(0) { return true }
    if try rises(2) { return false }
    throw dataset.error(
      "neither its first nor its third column rises as times do", remedy: "rows are t, x, y, p or x, y, t, p")
  }
}
