import Datasets
import Files
import Recordings
import TestSupport
import Testing

@Suite struct TimeOriginTests {
  private typealias Make = @Sendable (String, EventWriteOptions) throws -> any EventSink

  /// The writers whose formats hold every 64-bit time, and one that has a range of its own.
  private static let writers: [(name: String, make: Make)] = [
    ("a.txt", { try EventTextWriter(path: $0, style: .text, options: $1) }),
    ("a.npy", { try EventNumpyWriter(path: $0, options: $1) }),
    ("a.npz", { try EventNumpyArchiveWriter(path: $0, options: $1) }),
    ("a.h5", { try HDF5EventWriter(path: $0, options: $1) }),
    ("dsec.h5", { try DSECWriter(path: $0, options: $1) }),
    ("ecf.hdf5", { try PropheseeHDF5Writer(path: $0, options: $1) }),
  ]

  @Test(arguments: writers.indices)
  func `A time that leaves 64 bits is refused and nothing is left`(index: Int) throws {
    let folder = try TemporaryFolder()
    let (name, make) = Self.writers[index]
    let event = Event(timeMicroseconds: .max - 5, x: 1, y: 2, isOn: true)
    do {
      let writer = try make(folder.file(name), EventWriteOptions(width: 8, height: 8, timeOrigin: -1000))
      #expect(throws: FileError.self, "\(name)") { try writer.append(EventBatch([event])) }
    }
    #expect(try folder.names() == [], "\(name)")
  }

  @Test(arguments: [EventFormat.propheseeEVT3, .propheseeHDF5, .aedat2, .aedat4])
  func `A trigger's time that leaves 64 bits is refused and nothing is left`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let trigger = ExternalTrigger(timeMicroseconds: .max - 5, channel: 0, isRising: true)
    do {
      let options = EventWriteOptions(width: 8, height: 8, timeOrigin: -1000)
      let writer = try EventFiles.create(folder.file("a"), format: format, options: options)
      #expect(throws: FileError.self) { try writer.append([trigger]) }
    }
    #expect(try folder.names() == [])
  }
}
