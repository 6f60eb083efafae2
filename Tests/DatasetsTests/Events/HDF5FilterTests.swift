import Files
import TestSupport
import Testing

@testable import Datasets

@Suite struct HDF5FilterTests {
  /// What a filter makes of bytes, or nil where it refuses them.
  private func decode(_ filter: HDF5Filter, _ bytes: [UInt8], room: Int) -> [UInt8]? {
    try? [UInt8](unsafeUninitializedCapacity: room + 64) { buffer, count in
      count = try bytes.withUnsafeBytes {
        try filter.decode($0, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: room))
      }
    }
  }

  @Test func `LZF gives runs and copies, which may overlap what they write`() {
    // Three bytes; five from two before; a copy of 9 + 3 from one before.
    let bytes: [UInt8] = [2, 7, 8, 9, 3 << 5, 1, 7 << 5, 3, 0]
    #expect(decode(.lzf, bytes, room: 20) == [7, 8, 9, 8, 9, 8, 9, 8] + [UInt8](repeating: 8, count: 12))
    #expect(decode(.lzf, bytes, room: 19) == nil)
    #expect(decode(.lzf, [0, 1, 32, 5], room: 20) == nil)
    for cut in [1, 3, 5, 7, 8] { #expect(decode(.lzf, Array(bytes[..<cut]), room: 20) == nil) }
  }

  @Test func `LZ4 blocks are decoded, stored ones too`() {
    let head: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 8]
    // A literal, then seven copies of it in five bytes' worth of a match and a last literal run.
    let stored: [UInt8] = [0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]
    let packed: [UInt8] = [0, 0, 0, 5, 4 << 4, 9, 8, 7, 6]
    #expect(decode(.lz4, head + stored + packed, room: 12) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6])
    #expect(decode(.lz4, head + stored + packed, room: 11) == nil)
    #expect(decode(.lz4, head + stored, room: 12) == nil)
  }

  @Test func `a checksum that is wrong is refused`() {
    // Of the big-endian words 0x0102 and 0x0304: 0x0406, and 0x0102 + 0x0406.
    let bytes: [UInt8] = [1, 2, 3, 4, 0x06, 0x04, 0x08, 0x05]
    #expect(decode(.fletcher32, bytes, room: 4) == [1, 2, 3, 4])
    #expect(decode(.fletcher32, [1, 2, 3, 5] + bytes[4...], room: 4) == nil)
  }

  @Test(arguments: [
    HDF5Filter.deflate(level: 1), .shuffle(elementBytes: 4), .blosc(elementBytes: 4, level: 1), .zstandard(level: 1),
  ])
  func `what a filter encodes it decodes, and no more than there is room for`(filter: HDF5Filter) throws {
    let bytes = (0..<10_003).map { UInt8(truncatingIfNeeded: $0 / 4) }
    let encoded = try bytes.withUnsafeBytes { try filter.encode($0) }
    #expect(decode(filter, encoded, room: bytes.count) == bytes)
    #expect(decode(filter, encoded, room: bytes.count - 1) == nil)
    if filter != .shuffle(elementBytes: 4) {
      #expect(decode(filter, Array(encoded.dropLast(4)), room: bytes.count) == nil)
    }
  }
}

/// Filters as their own libraries write them: `filters.h5` of `Fixtures/make.py`.
@Suite struct HDF5FilterFileTests {
  private static let path = Fixture.path("filters.h5")

  @Test(arguments: [
    "bitshuffle", "bitshuffle_lz4", "bitshuffle_zstd", "bitshuffle_blocks", "bzip2", "szip_nn", "szip_ec", "lz4",
    "zstd",
    "blosc",
  ])
  func `arrays are read through the filters of others`(name: String) throws {
    let numbers = try HDF5Array(path: Self.path, dataset: name).values()
    #expect(numbers == Fixture.ramp([300]).scalars.map { $0 * 4 })
  }

  @Test(arguments: [("blosc2", "Blosc 2"), ("scale_offset", "scale-offset")])
  func `a filter that is not there is named`(name: String, title: String) throws {
    let error = #expect(throws: FileError.self) { try HDF5Array(path: Self.path, dataset: name).values() }
    #expect(error?.kind == .missingPart && error?.problem.contains(title) == true)
  }
}
