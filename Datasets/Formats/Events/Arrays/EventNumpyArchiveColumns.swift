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
    let streams = try names.map { try archive.stream($0) }
    let count = streams[0].header.count
    let hasPairs = names.count == 3
    for (index, stream) in streams.enumerated() {
      let (name, shape) = (names[index], stream.header.shape)
      let isPairs = hasPairs && index == 1
      // One axis may have the length 1, as those of MATLAB's columns have.
      let fits =
        isPairs ? shape == [count, 2] : stream.header.count == count && shape.filter { $0 != 1 }.count <= 1
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
  }

  static func open(_ path: String, options: EventReadOptions) throws -> EventArraySource {
    let archive = try NumpyArchive(path: path)
    guard let places = EventNumpyFormat.columns(archive.names, options) else {
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
    }
    // An archive as this project writes it has microseconds.
    let types = columns.streams.map { $0.header.scalarType }
    let isOwn = hasSize && names[0] == "t" && types == [.int64, .uint16, .uint16, .uint8]
    let stated = options.timeUnit ?? EventTimeUnit.split(column: names[0]).unit ?? (isOwn ? .microseconds : nil)
    return try EventArraySource(columns, header: header, unit: stated) {
      try EventNumpyArchiveColumns(archive, names: names)
    }
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

  private func load(_ column: Int, _ count: Int) throws {
    // The numbers of an array, be it of one column or of two.
    switch streams[column].header.scalarType {
    case .uint8: try load(UInt8.self, column, count)
    case .int8: try load(Int8.self, column, count)
    case .uint16: try load(UInt16.self, column, count)
    case .int16: try load(Int16.self, column, count)
    case .uint32: try load(UInt32.self, column, count)
    case .int32: try load(Int32.self, column, count)
    case .uint64: try load(UInt64.self, column, count)
    case .int64: try load(Int64.self, column, count)
    case .float32: try load(Float.self, column, count)
    case .float64: try load(Double.self, column, count)
    }
  }

  private func load<Scalar: TensorScalar>(_: Scalar.Type, _ column: Int, _ count: Int) throws {
    let base = buffers[column].baseAddress.assumingMemoryBound(to: Scalar.self)
    try streams[column].read(into: UnsafeMutableBufferPointer(start: base, count: count))
  }

  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int) {
    let (stream, part) = sources[column]
    let size = streams[stream].header.scalarType.byteCount
    let isPair = streams.count == 3 && stream == 1
    return (UnsafeRawPointer(buffers[stream].baseAddress + part * size), isPair ? 2 * size : size)
  }

  func place(ofRow row: Int) -> String { "row \(row)" }
}
