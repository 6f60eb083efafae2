import CHDF5
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What the library would keep of the second in which a file is written.
@Suite struct HDF5TimeTests {
  /// `H5O_INFO_BASIC | H5O_INFO_TIME`, macros that Swift does not see.
  private static let basicsAndTimes: UInt32 = 0x3

  /// The objects of a file, and those of them that hold a time.
  private func objects(_ path: String) throws -> (all: [String], timed: [String]) {
    final class Found {
      var all: [String] = []
      var timed: [String] = []
    }
    let found = Found()
    let status = HDF5Call.locked { () -> herr_t in
      let file = H5Fopen(path, saccade_h5_read_only(), saccade_h5_default_properties())
      defer { H5Fclose(file) }
      return H5Ovisit2(
        file, H5_INDEX_NAME, H5_ITER_NATIVE,
        { _, name, info, context in
          guard let name, let info = info?.pointee, let context else { return -1 }
          let found = Unmanaged<Found>.fromOpaque(context).takeUnretainedValue()
          found.all.append(String(cString: name))
          if [info.atime, info.mtime, info.ctime, info.btime].contains(where: { $0 != 0 }) {
            found.timed.append(String(cString: name))
          }
          return 0
        }, Unmanaged.passUnretained(found).toOpaque(), Self.basicsAndTimes)
    }
    try #require(status == 0)
    return (found.all, found.timed)
  }

  private static let formats: [EventFormat] = [.hdf5, .dsec, .propheseeHDF5]

  @Test(arguments: formats)
  func `A file of events holds no times`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let writer = try EventFiles.create(
      path, format: format, options: EventWriteOptions(width: 32, height: 24, overwrite: false))
    try writer.append(
      EventBatch((0..<100).map { Event(timeMicroseconds: Int64($0) * 50, x: 3, y: 4, isOn: $0 % 2 == 0) }))
    try writer.finish()
    let (all, timed) = try objects(path)
    #expect(all.count >= 5 && timed.isEmpty, "\(timed)")
  }

  @Test func `Arrays, flow and trees hold no times`() throws {
    let folder = try TemporaryFolder()
    let flow = Tensor<Float>(repeating: 1, shape: [2, 8, 8])
    try FlowField(flow: flow).write(to: folder.file("flow.h5"), format: .h5)
    try HDF5Tree.write(
      .group([
        "node": .group([
          "numbers": .numbers(.float32(flow)), "number": .numbers(.float64(Tensor(shape: [], scalars: [1]))),
          "text": .text("a"), "texts": .texts(["a", "b"], columns: 2),
        ])
      ]), path: folder.file("tree.h5"))
    for (name, least) in [("flow.h5", 2), ("tree.h5", 6)] {
      let (all, timed) = try objects(folder.file(name))
      #expect(all.count >= least && timed.isEmpty, "\(name): \(timed)")
    }
  }
}
