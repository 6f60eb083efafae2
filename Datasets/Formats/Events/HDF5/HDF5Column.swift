import Files

/// One of t, x, y, p: a number in each row of a dataset.
struct HDF5Column {
  /// The rows; columns of one dataset share the reader.
  let reader: HDF5RowReader
  /// Where in a row the number starts.
  let offset: Int
  let scalar: HDF5Scalar
  /// What the column is called in errors.
  let name: String

  /// A dataset of one axis, or of two of which one has the length 1, as MATLAB's have.
  init(_ dataset: HDF5Dataset) throws {
    let shape = dataset.shape
    guard shape.count == 1 || shape.count == 2 && shape.contains(1), case .scalar(let scalar) = dataset.elementType
    else {
      throw dataset.error("it is no column of numbers", remedy: "is this a file of events?")
    }
    let isLine = shape.count == 2 && shape[1] != 1
    self.init(
      reader: try HDF5RowReader(dataset, line: isLine ? 0 : nil), offset: 0, scalar: scalar, name: dataset.name)
  }

  init(reader: HDF5RowReader, offset: Int, scalar: HDF5Scalar, name: String) {
    self.reader = reader
    self.offset = offset
    self.scalar = scalar
    self.name = name
  }

  /// The first of some numbers.
  private func numbers(_ base: UnsafeRawPointer) -> HDF5Numbers {
    HDF5Numbers(base: base + offset, stride: reader.rowBytes, scalar: scalar)
  }

  /// Reads places of the sensor.
  func readPlaces(_ rows: Range<Int>, into target: UnsafeMutablePointer<UInt16>) throws {
    try reader.withRows(rows) { base, part in
      let fits = numbers(base).convertPlaces(count: part.count, into: target + (part.lowerBound - rows.lowerBound))
      if !fits {
        throw misfit(numbers(base), part, "is no place on a sensor, which is 0 to 65535") { !($0 >= 0 && $0 < 65536) }
      }
    }
  }

  /// Reads polarities, 1 for 1 and 0 for all others; which there were, for the caller to refuse.
  func readPolarities(_ rows: Range<Int>, into target: UnsafeMutablePointer<UInt8>) throws -> PolarityKinds {
    var kinds: PolarityKinds = []
    try reader.withRows(rows) { base, part in
      let found = numbers(base).convertPolarities(
        count: part.count, into: target + (part.lowerBound - rows.lowerBound))
      kinds.formUnion(found)
    }
    return kinds
  }

  /// The error of the first polarity that does not go with those before it.
  func polarityMisfit(_ rows: Range<Int>, after before: PolarityKinds) throws -> FileError {
    var (kinds, index, value) = (before, rows.lowerBound, "")
    try reader.withRows(rows) { base, part in
      let numbers = numbers(base)
      for row in part where value.isEmpty {
        let (kind, text) = numbers.polarity(row - part.lowerBound)
        if kinds.union(kind).areConsistent { kinds.formUnion(kind) } else { (index, value) = (row, text) }
      }
    }
    return FileError(
      .badContent, path: reader.dataset.file.path, problem: PolarityKinds.problem(value, after: kinds),
      place: "column \(name), event \(index)", remedy: "the file is damaged, or the columns are others than \(name)")
  }

  /// Reads times.
  func readTimes(_ rows: Range<Int>, scale: HDF5TimeScale, into target: UnsafeMutablePointer<Int64>) throws {
    try reader.withRows(rows) { base, part in
      let fits = numbers(base).convertTimes(
        count: part.count, scale: scale, into: target + (part.lowerBound - rows.lowerBound))
      if !fits {
        let limit = 9e18 / (scale.factor * 2)
        throw misfit(numbers(base), part, "is no time in microseconds") { !($0.magnitude < limit) }
      }
    }
  }

  /// Numbers as they are; for the few that decide what a file holds.
  func values(_ rows: Range<Int>) throws -> [Double] {
    var values: [Double] = []
    try reader.withRows(rows) { base, part in
      let numbers = numbers(base)
      for index in 0..<part.count { values.append(numbers.value(index)) }
    }
    return values
  }

  private func misfit(
    _ numbers: HDF5Numbers, _ rows: Range<Int>, _ problem: String, where isWrong: (Double) -> Bool
  ) -> FileError {
    let index = (0..<rows.count).first { isWrong(numbers.value($0)) }
    let value = index.map { "\(numbers.value($0)) " } ?? "a number "
    return FileError(
      .badContent, path: reader.dataset.file.path, problem: value + problem,
      place: "column \(name), event \(rows.lowerBound + (index ?? 0))",
      remedy: "the file is damaged, or the columns are others than \(name)")
  }
}
