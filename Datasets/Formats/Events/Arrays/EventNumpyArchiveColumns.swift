import Files
import Recordings
import Runtime
import Tensors

/// The columns of an `.npz` archive, read piece by piece.
final class EventNumpyArchiveColumns: EventArrayColumns {
  private static let chunk = 1 << 14

  let path: String
  let isRandomAccess = false
  let count: Int
  /// One of each column, or of each array where x and y lie in one.
  private let streams: [NumpyStream]
  /// The array of t, x, y, p, and which of its numbers in a row.
  private let sources: [(stream: Int, part: Int)]
  private let buffers: [AlignedMemory]

  private init(_ archive: NumpyArchive, names: [String]) throws {
    path = archive.path
    // Rows of all x and all y are two columns of one entry, which is read from two places.
    let hasRows = try names.count == 3 && Self.holdsRows(try archive.header(names[1]))
    let names = hasRows ? [names[0], names[1], names[1], names[2]] : names
    let streams = try names.map { try archive.stream($0) }
    let count = streams[0].header.count
    let hasPairs = names.count == 3
    for (index, stream) in streams.enumerated() {
      let (name, shape) = (names[index], stream.header.shape)
      let isPairs = hasPairs && index == 1
      // One axis may have the length 1, as those of MATLAB's columns have.
      let fits =
        hasRows && (1...2).contains(index)
        ? stream.header.count == 2 * count
        : isPairs
          ? shape == [count, 2] : stream.header.count == count && shape.filter { $0 != 1 }.count <= 1
      guard fits else {
        throw FileError(
          .badContent, path: archive.path, problem: "its shape is \(shape) where \(count) events are",
          place: "entry \(name)", remedy: "save columns of one length")
      }
    }
    (self.streams, self.count) = (streams, count)
    sources = hasPairs ? [(0, 0), (1, 0), (1, 1), (2, 0)] : [(0, 0), (1, 0), (2, 0), (3, 0)]
    buffers = names.indices.map { index in
      AlignedMemory(uninitializedByteCount: Self.chunk * 8 * (hasPairs && index == 1 ? 2 : 1))
    }
    if hasRows {
      for start in stride(from: 0, to: count, by: Self.chunk) { try load(2, min(Self.chunk, count - start)) }
    }
  }

  /// Whether an array of two axes holds all x, then all y: two rows, or pairs that are stored column by column.
  private static func holdsRows(_ header: NumpyHeader) -> Bool {
    guard header.shape.count == 2 else { return false }
    return header.isFortranOrder ? header.shape[1] == 2 : header.shape[0] == 2 && header.shape[1] != 2
  }

  /// The first numbers of an array.
  static func numbers(of stream: NumpyStream, count: Int) throws -> [Double] {
    let memory = AlignedMemory(uninitializedByteCount: max(1, count) * 8)
    try read(stream, count, into: memory.baseAddress)
    let element = ArrayElement(stream.header.scalarType)
    let base = UnsafeRawPointer(memory.baseAddress)
    return [Double](unsafeUninitializedCapacity: count) { numbers, initialized in
      initialized = count
      guard let target = numbers.baseAddress else { return }
      if element.isFloat {
        return element.read(base, stride: element.type.byteCount, count: count, into: target)
      }
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(1, count)) { integers in
        guard let whole = integers.baseAddress else { return }
        element.read(base, stride: element.type.byteCount, count: count, into: whole)
        for index in 0..<count { target[index] = Double(whole[index]) }
      }
    }
  }

  static func open(_ path: String, options: EventReadOptions) throws -> EventArraySource {
    let archive = try NumpyArchive(path: path)
    guard let places = try EventNumpyFormat.columns(in: archive, options) else {
      throw FileError(
        .badContent, path: path,
        problem: "it holds no columns of events, but \(archive.names.prefix(9).joined(separator: ", "))",
        remedy: "say which arrays are t, x, y, p with \(Setting.columns, to: "T,X,Y,P")")
    }
    let names = places.map { archive.names[$0] }
    let columns = try EventNumpyArchiveColumns(archive, names: names)
    var header = EventHeader(format: .npz, width: options.size?.width, height: options.size?.height)
    let hasSize = archive.names.contains("width") && archive.names.contains("height")
    if hasSize {
      header.width = try size(archive, "width")
      header.height = try size(archive, "height")
    } else if let size = try namedSize(archive) {
      (header.width, header.height) = size
    }
    // An archive as this project writes it has microseconds.
    let types = columns.streams.map { $0.header.scalarType }
    let isOwn = hasSize && names[0] == "t" && types == [.int64, .uint16, .uint16, .uint8]
    let stated = options.timeUnit ?? EventTimeUnit.split(column: names[0]).unit ?? (isOwn ? .microseconds : nil)
    return try EventArraySource(columns, header: header, unit: stated) {
      try EventNumpyArchiveColumns(archive, names: names)
    }
  }

  /// The size in an array of two numbers.
  private static func namedSize(_ archive: NumpyArchive) throws -> (width: Int, height: Int)? {
    for name in HDF5Geometry.sizeNames where archive.names.contains(name) {
      guard try archive.header(name).count == 2, let numbers = try? archive.int64(name) else { continue }
      if let size = HDF5Geometry.ordered(numbers.scalars.map { Int(clamping: $0) }) { return size }
    }
    return nil
  }

  private static func size(_ archive: NumpyArchive, _ name: String) throws -> Int? {
    guard try archive.header(name).count == 1 else { return nil }
    let value = try archive.int64(name).withUnsafeBufferPointer { $0[0] }
    return (1...65536).contains(value) ? Int(value) : nil
  }

  func element(_ column: Int) -> ArrayElement { ArrayElement(streams[sources[column].stream].header.scalarType) }

  func load(first: Int, count: Int) throws {
    for stream in streams.indices { try load(stream, streams.count == 3 && stream == 1 ? 2 * count : count) }
  }

  func load(times first: Int, count: Int) throws { try load(0, count) }

  /// Reads the next numbers of an array, be it of one column or of two.
  private func load(_ stream: Int, _ count: Int) throws {
    try Self.read(streams[stream], count, into: buffers[stream].baseAddress)
  }

  private static func read(_ stream: NumpyStream, _ count: Int, into base: UnsafeMutableRawPointer) throws {
    func read<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let numbers = UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Scalar.self), count: count)
      try stream.read(into: numbers, inStoredOrder: true)
    }
    switch stream.header.scalarType {
    case .uint8: try read(UInt8.self)
    case .int8: try read(Int8.self)
    case .uint16: try read(UInt16.self)
    case .int16: try read(Int16.self)
    case .uint32: try read(UInt32.self)
    case .int32: try read(Int32.self)
    case .uint64: try read(UInt64.self)
    case .int64: try read(Int64.self)
    case .float32: try read(Float.self)
    case .float64: try read(Double.self)
    }
  }

  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int) {
    let (stream, part) = sources[column]
    let size = streams[stream].header.scalarType.byteCount
    let isPair = streams.count == 3 && stream == 1
    return (UnsafeRawPointer(buffers[stream].baseAddress + part * size), isPair ? 2 * size : size)
  }

  func place(ofRow row: Int) -> String { "row \(row)" }
}
