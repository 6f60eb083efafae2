import CHDF5

/// What the szip filter notes of a chunk: how libaec cuts its bytes into numbers, blocks and lines.
struct SzipSettings: Sendable, Equatable, Codable {
  private let options: Int32
  private let numbersPerBlock: Int32
  private let bitsPerNumber: Int32
  private let numbersPerLine: Int32

  private static let lengthBytes = 4

  /// Takes the values of a filter.
  init(_ values: [UInt32]) {
    func value(_ index: Int) -> Int32 { index < values.count ? Int32(truncatingIfNeeded: values[index]) : 0 }
    (options, numbersPerBlock, bitsPerNumber, numbersPerLine) = (value(0), value(1), value(2), value(3))
  }

  /// Undoes the filter: four bytes of the length, then what libaec packs.
  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard input.count > Self.lengthBytes, let source = input.baseAddress else {
      throw HDF5FilterFailure(problem: "it is cut off")
    }
    let length = Int(UInt32(littleEndian: input.loadUnaligned(as: UInt32.self)))
    guard length <= output.count, (2...32).contains(numbersPerBlock), (1...64).contains(bitsPerNumber),
      numbersPerLine > 0, numbersPerLine <= 4096
    else { throw HDF5FilterFailure(problem: "it claims \(length) bytes in blocks of \(numbersPerBlock)") }
    var written = length
    let status = saccade_szip_decompress(
      output.baseAddress, &written, source + Self.lengthBytes, input.count - Self.lengthBytes, options,
      bitsPerNumber, numbersPerBlock, numbersPerLine)
    guard status == 0, written == length else { throw HDF5FilterFailure(problem: "its bytes are damaged") }
    return written
  }
}
