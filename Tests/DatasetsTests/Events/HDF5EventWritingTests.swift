import Datasets
import Files
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct HDF5EventWritingTests {
  @Test(arguments: HDF5EventSamples.writers, [0, 1, 2])
  func `what is written is read again in batches of any capacity`(format: EventFormat, style: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let events = HDF5EventSamples.events(40_000, style: style)
    try HDF5EventSamples.write(events, format: format, to: path, batch: 777)
    #expect(try EventFiles.detect(path) == format)
    for capacity in [1000, 65536] {
      let source = try EventFiles.open(path)
      #expect(try HDF5EventSamples.read(source, capacity: capacity) == events)
      #expect(source.warnings.isEmpty)
      #expect(source.header == EventHeader(format: format, width: 2048, height: 2048))
    }
  }

  @Test(arguments: HDF5EventSamples.writers, [0, 1, 7, 16384, 16385])
  func `recordings of any length are written, down to none`(format: EventFormat, count: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let events = HDF5EventSamples.events(count, style: 2)
    try HDF5EventSamples.write(events, format: format, to: path)
    #expect(try HDF5EventSamples.read(EventFiles.open(path)) == events)
    #expect(try HDF5EventSamples.read(EventFiles.open(path), capacity: count < 10 ? 1 : 7001) == events)
  }

  @Test(arguments: [EventFormat.propheseeHDF5, .hdf5])
  func `steps back in time are kept`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    var events = HDF5EventSamples.events(3000)
    events.swapAt(10, 2000)
    events[5].timeMicroseconds = -7
    try HDF5EventSamples.write(events, format: format, to: path)
    #expect(try HDF5EventSamples.read(EventFiles.open(path)) == events)
  }

  @Test func `triggers are kept in Prophesee's HDF5`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let triggers = (0..<5000).map { (index: Int) -> ExternalTrigger in
      ExternalTrigger(timeMicroseconds: Int64(index) * 100, channel: UInt8(index % 3), isRising: index % 2 == 0)
    }
    try HDF5EventSamples.write(
      HDF5EventSamples.events(10), format: .propheseeHDF5, to: path, triggers: triggers)
    #expect(try EventFiles.open(path).takeTriggers() == triggers)
  }

  @Test func `DSEC refuses times beyond 32 bits and leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    var events = HDF5EventSamples.events(10)
    events[9].timeMicroseconds = events[0].timeMicroseconds + (1 << 32)
    let error = #expect(throws: FileError.self) { try HDF5EventSamples.write(events, format: .dsec, to: path) }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.problem.contains("event 9") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `ECF refuses places beyond 11 bits and leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    var events = HDF5EventSamples.events(10)
    events[3].x = 2048
    let error = #expect(throws: FileError.self) { try HDF5EventSamples.write(events, format: .propheseeHDF5, to: path) }
    #expect(error?.kind == .cannotCreate)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(.enabled(if: SharedFolder.isPresent), arguments: HDF5EventSamples.writers)
  func `a real recording survives every writer`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let source = try EventFiles.open(ReferenceRecording.path("prophesee_ecf.hdf5"))
    let writer = try HDF5EventSamples.writer(format, path, options: EventWriteOptions(width: 640, height: 480))
    var batch = EventBatch(capacity: 10_000)
    while try source.next(into: &batch) { try writer.append(batch) }
    try writer.finish()
    try RecordingFigures(of: EventFiles.open(path)).expect(.named("prophesee_ecf.hdf5"))
  }
}
