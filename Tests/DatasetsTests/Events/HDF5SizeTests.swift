import CHDF5
import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// The sensor's size, in the ways in which HDF5 files of events state it.
@Suite struct HDF5SizeTests {
  private static func write(_ path: String, extra: (HDF5Writer) throws -> Void = { _ in }) throws {
    let writer = try HDF5Writer(path: path, overwrite: true)
    for name in ["t", "x", "y", "p"] {
      try writer.write(Tensor<Int64>(shape: [3], scalars: [0, 1, 1]), named: "events/\(name)")
    }
    try writer.write("us", attribute: "unit", of: "events/t")
    try extra(writer)
    try writer.commit()
  }

  private static func addResolution(_ values: [Int64], to path: String, object: String) throws {
    // H5F_ACC_RDWR, a macro that Swift does not see.
    let file = H5Fopen(path, 1, saccade_h5_default_properties())
    defer { H5Fclose(file) }
    let place = H5Oopen(file, object, saccade_h5_default_properties())
    defer { H5Oclose(place) }
    var length = hsize_t(values.count)
    let space = H5Screate_simple(1, &length, nil)
    defer { H5Sclose(space) }
    let defaults = saccade_h5_default_properties()
    let attribute = H5Acreate2(place, "sensor_resolution", saccade_h5_native_int64(), space, defaults, defaults)
    defer { H5Aclose(attribute) }
    #expect(H5Awrite(attribute, saccade_h5_native_int64(), values) >= 0)
  }

  @Test func `Datasets beside the events state it`() throws {
    let folder = try TemporaryFolder()
    try Self.write(folder.file("a.h5")) {
      try $0.write(Int64(720), named: "events/height")
      try $0.write(Int64(1280), named: "events/width")
    }
    let header = try EventFiles.open(folder.file("a.h5")).header
    #expect(header.width == 1280 && header.height == 720)
  }

  @Test(arguments: [[Int64(720), 1280], [1280, 720]], ["/", "events"])
  func `An attribute of both sides states it, in either order`(sides: [Int64], object: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(folder.file("a.h5"))
    try Self.addResolution(sides, to: folder.file("a.h5"), object: object)
    let header = try EventFiles.open(folder.file("a.h5")).header
    #expect(header.width == 1280 && header.height == 720)
  }

  @Test(arguments: [[Int64(720)], [720, 1280, 3], [0, 1280], [720, -1], [.max, .min]] as [[Int64]])
  func `An attribute that is no size is passed over`(sides: [Int64]) throws {
    let folder = try TemporaryFolder()
    try Self.write(folder.file("a.h5"))
    try Self.addResolution(sides, to: folder.file("a.h5"), object: "/")
    #expect(try EventReader(folder.file("a.h5")).size == nil)
  }

  @Test func `A size that no sensor has is refused`() throws {
    let folder = try TemporaryFolder()
    try Self.write(folder.file("a.h5"))
    try Self.addResolution([65_535, 65_535], to: folder.file("a.h5"), object: "/")
    #expect(throws: FileError.self) { try EventReader(folder.file("a.h5")) }
    // What the user states is theirs.
    let options = EventReadOptions(size: (65_535, 65_535))
    #expect(try EventReader(folder.file("a.h5"), options: options).size?.width == 65_535)
  }
}
