import Recordings

/// Events as records of 16 bytes (x, y, p in 16 bits each, t in the last 64), which is what the ECF filter stands
/// between in HDF5.
enum ECFRecords {
  static let recordBytes = 16
  private static let (xOffset, yOffset, pOffset, tOffset) = (0, 2, 4, 8)

  /// Decodes a chunk to records.
  static func decode(_ chunk: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try ECFDecoder.eventCount(chunk)
    guard count * recordBytes <= output.count else { throw HDF5FilterFailure(problem: "it holds too many events") }
    var batch = EventBatch(capacity: max(1, count))
    try batch.refill { try ECFDecoder.decode(chunk, into: $0, from: 0) }
    batch.withColumns { columns in
      for index in 0..<count {
        let record = index * recordBytes
        output.storeBytes(of: columns.x[index].littleEndian, toByteOffset: record + xOffset, as: UInt16.self)
        output.storeBytes(of: columns.y[index].littleEndian, toByteOffset: record + yOffset, as: UInt16.self)
        output.storeBytes(of: UInt32(columns.p[index]).littleEndian, toByteOffset: record + pOffset, as: UInt32.self)
        output.storeBytes(of: columns.t[index].littleEndian, toByteOffset: record + tOffset, as: Int64.self)
      }
    }
    return count * recordBytes
  }

  /// Encodes records.
  static func encode(_ records: UnsafeRawBufferPointer) throws -> [UInt8] {
    let count = records.count / recordBytes
    guard count <= ECFDecoder.mostEvents, count > 0 else {
      throw HDF5FilterFailure(problem: "a chunk of ECF holds 1 to \(ECFDecoder.mostEvents) events")
    }
    var batch = EventBatch(capacity: count)
    try batch.refill { columns in
      for index in 0..<count {
        let record = index * recordBytes
        columns.x[index] = UInt16(
          littleEndian: records.loadUnaligned(fromByteOffset: record + xOffset, as: UInt16.self))
        columns.y[index] = UInt16(
          littleEndian: records.loadUnaligned(fromByteOffset: record + yOffset, as: UInt16.self))
        columns.p[index] = records[record + pOffset] & 1
        columns.t[index] = Int64(littleEndian: records.loadUnaligned(fromByteOffset: record + tOffset, as: Int64.self))
        guard max(columns.x[index], columns.y[index]) <= ECFEncoder.largestPlace else {
          throw HDF5FilterFailure(problem: "ECF holds columns and rows up to \(ECFEncoder.largestPlace)")
        }
      }
      return count
    }
    var encoder = ECFEncoder()
    batch.withColumns { encoder.encode($0, count: count) }
    return encoder.bytes
  }
}
