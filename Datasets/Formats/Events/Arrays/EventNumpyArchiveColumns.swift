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
  private let streams: [NumpyStream]
  private let buffers: [AlignedMemory]

  private init(_ archive: NumpyArchive, names: [String]) throws {
    path = archive.path
    streams = try names.map { try archive.stream($0) }
    count = streams[0].header.count
    for (name, stream) in zip(names, streams) where stream.header.shape.count != 1 || stream.header.count != count {
      throw FileError(
        .badContent, path: archive.path, problem: "its shape is \(stream.header.shape) where \(count) events are",
        place: "entry \(name)", remedy: "save columns of one length")
    }
    buffers = names.map { _ in AlignedMemory(uninitializedByteCount: Self.chunk * 8) }
  }

  static func open(_ path: String, options: EventReadOptions) throws -> EventArraySource {
    let archive = try NumpyArchive(path: path)
    guard let places = EventNumpyFormat.find(archive.names, options) else {
      throw FileError(
        .badContent, path: path,
        problem: "it holds no columns of events, but \(archive.names.prefix(9).joined(separator: ", "))",
        remedy: "name the arrays t, x, y, p")
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

  func element(_ column: Int) -> ArrayElement { ArrayElement(streams[column].header.scalarType) }

  func load(first: Int, count: Int) throws {
    for column in 0..<4 { try load(column, count) }
  }

  func load(times first: Int, count: Int) throws { try load(0, count) }

  private func load(_ column: Int, _ count: Int) throws {
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
    (UnsafeRawPointer(buffers[column].baseAddress), streams[column].header.scalarType.byteCount)
  }

  func place(ofRow row: Int) -> String { "row \(row)" }
}
