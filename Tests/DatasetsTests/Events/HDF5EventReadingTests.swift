import Datasets
import Recordings
import TestSupport
import Testing

@Suite struct HDF5EventReadingTests {
  static let files: [(name: String, format: EventFormat)] = [
    ("prophesee_ecf.hdf5", .propheseeHDF5), ("dsec_events_blosc.h5", .dsec), ("dsec_mini_zstd.h5", .dsec),
    ("mvsec_davis_left.hdf5", .mvsec),
  ]

  @Test(.enabled(if: SharedFolder.isPresent), arguments: files, [1000, 7777, EventBatch.standardCapacity])
  func `real recordings in HDF5 give the events of reference readers`(
    file: (name: String, format: EventFormat), capacity: Int
  ) throws {
    let path = ReferenceRecording.path(file.name)
    #expect(try EventFiles.detect(path) == file.format)
    let source = try EventFiles.open(path)
    try RecordingFigures(of: source, capacity: capacity).expect(.named(file.name))
    #expect(source.warnings.isEmpty)
  }

  @Test(.enabled(if: SharedFolder.isPresent))
  func `Prophesee's geometry is read`() throws {
    let header = try EventFiles.open(ReferenceRecording.path("prophesee_ecf.hdf5")).header
    #expect(header == EventHeader(format: .propheseeHDF5, width: 640, height: 480))
  }

  @Test(.enabled(if: SharedFolder.isPresent), arguments: ["dsec_events_blosc.h5", "mvsec_davis_left.hdf5"])
  func `published layouts can be read as columns of any HDF5`(name: String) throws {
    let options = EventReadOptions(timeUnit: nil)
    let source = try EventFiles.open(ReferenceRecording.path(name), format: .hdf5, options: options)
    let figures = try RecordingFigures(of: source)
    #expect(try figures.events == ReferenceRecording.named(name).events)
    #expect(try figures.sumX == ReferenceRecording.named(name).sum_x)
    #expect(source.warnings.contains { $0.problem.contains("unit") })
  }
}
