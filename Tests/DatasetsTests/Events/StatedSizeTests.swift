import CHDF5
import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Where files say the sensor's size: each place is read, so that nothing has to be guessed.
@Suite struct StatedSizeTests {
  private static func column(_ values: [Int64]) -> Tensor<Int64> { Tensor(shape: [values.count], scalars: values) }

  /// Columns in a group, with places up to 99.
  private static func columns(_ group: String, in file: HDF5Writer) throws {
    let times = (0..<50).map { Int64($0 * 7) }
    try file.write(column(times), named: "\(group)/t")
    for name in ["x", "y"] { try file.write(column(times.map { $0 % 99 }), named: "\(group)/\(name)") }
    try file.write(column(times.map { $0 % 2 }), named: "\(group)/p")
  }

  private static func size(_ path: String) throws -> [Int?] {
    let header = try EventFiles.open(path, options: EventReadOptions(timeUnit: .microseconds)).header
    return [header.width, header.height]
  }

  @Test(arguments: ["sensor_resolution", "resolution"], ["/", "events"])
  func `An attribute of two numbers is the size`(name: String, object: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.h5")
    let file = try HDF5Writer(path: path)
    try Self.columns("events", in: file)
    try file.commit()
    HDF5Call.locked {
      let defaults = saccade_h5_default_properties()
      let forWriting: UInt32 = 1
      let id = H5Fopen(path, forWriting, defaults)
      var (length, sides): (hsize_t, [Int64]) = (2, [720, 1280])
      let space = H5Screate_simple(1, &length, nil)
      let target = H5Oopen(id, object, defaults)
      let attribute = H5Acreate2(target, name, saccade_h5_native_int64(), space, defaults, defaults)
      H5Awrite(attribute, saccade_h5_native_int64(), &sides)
      for handle in [attribute, target, space, id] { H5Idec_ref(handle) }
    }
    #expect(try Self.size(path) == [1280, 720])
  }

  @Test func `A camera's calibration beside its events says the size, as in M3ED`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("m3ed.h5"))
    try Self.columns("prophesee/left", in: file)
    try file.write(Self.column([1280, 720]), named: "prophesee/left/calib/resolution")
    try file.commit()
    #expect(try Self.size(folder.file("m3ed.h5")) == [1280, 720])
  }

  @Test func `MVSEC's events have the size of its pictures`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("scene_data.hdf5"))
    let rows = (0..<40).flatMap { (row: Int) -> [Double] in
      [Double(row % 20), Double(row % 30), 1.5 + Double(row) * 1e-4, 1]
    }
    try file.write(Tensor<Double>(shape: [40, 4], scalars: rows), named: "davis/left/events")
    try file.write(Tensor<UInt8>(repeating: 9, shape: [2, 260, 346]), named: "davis/left/image_raw")
    try file.commit()
    #expect(try Self.size(folder.file("scene_data.hdf5")) == [346, 260])
  }

  @Test(arguments: [(99, [640, 480]), (700, [nil, nil])] as [(Int64, [Int?])])
  func `DSEC's layout is 640x480 unless events lie outside`(highest: Int64, size: [Int?]) throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("events.h5"))
    let times = (0..<50).map { Int64($0 * 700) }
    try file.write(Self.column(times), named: "events/t")
    try file.write(Self.column(times.map { _ in highest }), named: "events/x")
    try file.write(Self.column(times.map { _ in 5 }), named: "events/y")
    try file.write(Self.column(times.map { _ in 1 }), named: "events/p")
    try file.write(Self.column([0, 2]), named: "ms_to_idx")
    try file.write(Int64(1000), named: "t_offset")
    try file.commit()
    #expect(try Self.size(folder.file("events.h5")) == size)
  }

  @Test func `Records of 40 bits are N-MNIST's where all lie in 34x34`() throws {
    let folder = try TemporaryFolder()
    let small = (0..<20).map { Event(timeMicroseconds: Int64($0), x: UInt16($0 % 34), y: 33, isOn: true) }
    let large = small + [Event(timeMicroseconds: 30, x: 34, y: 3, isOn: true)]
    #expect(try Self.size(folder.write(PlainSamples.fortyBit(small), to: "a.bin")) == [34, 34])
    #expect(try Self.size(folder.write(PlainSamples.fortyBit(large), to: "b.bin")) == [nil, nil])
  }
}
