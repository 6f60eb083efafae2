import CHDF5
import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Valid files in which one field was changed, so that a size from one place is not that of another.
///
/// What they would do to memory shows under the address sanitizer; what they give shows without.
@Suite struct HostileHDF5Tests {
  /// A type of one unsigned byte as files describe it: class and version, bits, size, offset and number of its bits.
  private static let byteType: [UInt8] = [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]
  /// The same of a signed byte, which truth values are based on.
  private static let signedByteType: [UInt8] = [0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]

  private static func places(of pattern: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard bytes.count >= pattern.count else { return [] }
    return (0...(bytes.count - pattern.count)).filter { bytes[$0] == pattern[0] && bytes[$0...].starts(with: pattern) }
  }

  /// Changes a byte of a pattern wherever that occurs.
  private static func patch(_ path: String, _ pattern: [UInt8], at offset: Int, to value: UInt8) throws {
    var bytes = try fileBytes(path)
    let places = places(of: pattern, in: bytes)
    try #require(!places.isEmpty)
    for place in places { bytes[place + offset] = value }
    try fileWrite(bytes, path)
  }

  @Test(arguments: [nil, 3], [UInt8(64), 16, 7, 0])
  func `Spikes whose numbers have other bits than their bytes hold are refused`(chunk: Int?, bits: UInt8) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hostile_48x32.h5")
    HDF5Sample.write(
      [UInt8](repeating: 1, count: 16 * 192), shape: [16, 192], type: HDF5Sample.uint8, named: "raw_spike",
      chunk: chunk, to: path)
    #expect(try SpikeFiles.open(path).frames(0..<16).frameCount == 16)
    try Self.patch(path, Self.byteType, at: 10, to: bits)
    let error = #expect(throws: FileError.self) { try SpikeFiles.open(path).frames(0..<16) }
    #expect(error?.kind == .badContent)
    #expect(throws: FileError.self) { try HDF5Array(path: path, dataset: "raw_spike").frame(0) }
  }

  @Test func `Truth values based on wider numbers than they take are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("truth_48x32.h5")
    HDF5Sample.write(
      [UInt8](repeating: 1, count: 16 * 192), shape: [16, 192], type: HDF5Sample.bool(), named: "raw_spike", to: path)
    #expect(try SpikeFiles.open(path).frames(0..<16).frameCount == 16)
    try Self.patch(path, Self.signedByteType, at: 4, to: 8)
    var wide = Self.signedByteType
    wide[4] = 8
    try Self.patch(path, wide, at: 10, to: 64)
    let error = #expect(throws: FileError.self) { try SpikeFiles.open(path).frames(0..<16) }
    #expect(error?.kind == .badContent)
    #expect(throws: FileError.self) { try HDF5Array(path: path, dataset: "raw_spike").frame(0) }
  }

  @Test(arguments: [UInt32(1), 79, 4000, 1 << 20, .max])
  func `Chunks without filters are as long as their shape says, not as their index claims`(claimed: UInt32) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("dsec.h5")
    let events = BagSamples.events(400, from: 1000)
    try SmallHDF5.dsec(events, filters: [[], [], [], []], to: path)
    var bytes = try fileBytes(path)
    // Nodes of trees of chunks: a head of 24 bytes, then keys of the chunk's length, its mask, and 8 bytes an axis.
    let nodes = Self.places(of: Array("TREE".utf8) + [1, 0], in: bytes)
    try #require(nodes.count == 4)
    for node in nodes {
      let count = Int(bytes[node + 6]) | Int(bytes[node + 7]) << 8
      let keyBytes = 8 + 8 * 2
      for entry in 0..<count {
        let key = node + 24 + entry * (keyBytes + 8)
        for byte in 0..<4 { bytes[key + byte] = UInt8(truncatingIfNeeded: claimed >> (8 * byte)) }
      }
    }
    try fileWrite(bytes, path)
    #expect(try BagSamples.read(EventFiles.open(path)) == events)
  }

  @Test func `A column in the header of its dataset is as long there as its shape says`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("compact.h5")
    try HDF5Call.locked {
      let defaults = saccade_h5_default_properties()
      let file = H5Fcreate(path, saccade_h5_truncate(), defaults, defaults)
      let space = H5Screate_simple(1, [77], nil)
      let creation = H5Pcreate(saccade_h5_dataset_creation_class())
      H5Pset_layout(creation, H5D_COMPACT)
      let dataset = H5Dcreate2(file, "numbers", saccade_h5_native_uint8(), space, defaults, creation, defaults)
      let values = (0..<77).map { UInt8($0) }
      values.withUnsafeBytes {
        _ = H5Dwrite(dataset, saccade_h5_native_uint8(), space, space, defaults, $0.baseAddress)
      }
      for id in [dataset, creation, space, file] { H5Idec_ref(id) }
      try Self.checkCompact(path)
    }
  }

  private static func checkCompact(_ path: String) throws {
    #expect(try HDF5Array(path: path, dataset: "numbers").values() == (0..<77).map { Double($0) })
    // The length of the axis, and the most that it may become.
    try patch(path, [77, 0, 0, 0, 0, 0, 0, 0], at: 1, to: 0x10)
    let error = #expect(throws: FileError.self) { try HDF5Array(path: path, dataset: "numbers").values() }
    #expect(error?.kind == .badContent)
  }

  @Test func `Links to other files are not followed`() throws {
    let folder = try TemporaryFolder()
    let own = try folder.write(fileBytes(Fixture.path("external_links.h5")), to: "own_48x32.h5")
    HDF5Sample.write(
      [UInt8](repeating: 1, count: 16 * 192), shape: [16, 192], type: HDF5Sample.uint8, named: "raw_spike",
      to: folder.file("other_48x32.h5"))
    let error = #expect(throws: FileError.self) { try SpikeFiles.open(own).frames(0..<1) }
    #expect(error?.kind == .badContent)
    for name in ["raw_spike", "inner/raw_spike"] {
      #expect(throws: FileError.self, "\(name)") { try HDF5Array(path: own, dataset: name) }
    }
  }

  @Test(arguments: ["attributes.h5", "attributes_latest.h5"])
  func `A text of any length is read out of the file and never past its heap`(name: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(fileBytes(Fixture.path(name)), to: name)
    #expect(try HDF5File(path: path).text("geometry", of: "/") == "128x96")
    #expect(try HDF5File(path: path).text("fixed", of: "/") == "64x32")
    // The first object of the heap: behind its head of 16 bytes, its length behind 8 of its own.
    let heap = try #require(Self.places(of: Array("GCOL".utf8), in: fileBytes(path)).first)
    for length: UInt64 in [1 << 20, 1 << 40, .max, 4000, 0] {
      var bytes = try fileBytes(Fixture.path(name))
      for byte in 0..<8 { bytes[heap + 24 + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
      try fileWrite(bytes, path)
      if length == 4000 {
        // Longer than the text, and within the heap.
        #expect(try HDF5File(path: path).text("geometry", of: "/") == "128x96")
        continue
      }
      let error = #expect(throws: FileError.self, "\(length)") { try HDF5File(path: path) }
      #expect(error?.kind == .badContent)
    }
  }

  @Test func `A tree that unfolds to more than the limit is refused before memory is taken`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("graph.nir")
    HDF5Call.locked {
      let defaults = saccade_h5_default_properties()
      let file = H5Fcreate(path, saccade_h5_truncate(), defaults, defaults)
      let space = H5Screate_simple(2, [65536, 2048], nil)
      let creation = H5Pcreate(saccade_h5_dataset_creation_class())
      H5Pset_chunk(creation, 2, [1024, 2048])
      H5Pset_deflate(creation, 9)
      let dataset = H5Dcreate2(file, "weight", saccade_h5_native_float(), space, defaults, creation, defaults)
      let part = H5Dget_space(dataset)
      H5Sselect_hyperslab(part, H5S_SELECT_SET, [0, 0], nil, [1024, 2048], nil)
      let memory = H5Screate_simple(2, [1024, 2048], nil)
      let zeros = [Float](repeating: 0, count: 1024 * 2048)
      zeros.withUnsafeBytes {
        _ = H5Dwrite(dataset, saccade_h5_native_float(), memory, part, defaults, $0.baseAddress)
      }
      for id in [memory, part, dataset, creation, space, file] { H5Idec_ref(id) }
    }
    // As long as to bear the claim by what gzip can do.
    try fileWrite(try fileBytes(path) + [UInt8](repeating: 0, count: 2 << 20), path)
    let error = #expect(throws: FileError.self) { try HDF5Tree.read(path) }
    #expect(error?.problem.contains("\(UnpackedLimit.leastBytes) bytes") == true)
  }
}
