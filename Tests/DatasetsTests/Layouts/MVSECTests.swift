import DatasetSamples
import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// The ground truth and the pictures' times of MVSEC.
@Suite struct MVSECTests {
  private let shape = [3, 2, Fixture.height, Fixture.width]

  private func fixtureField(_ index: Int) -> Tensor<Double> {
    var field = Fixture.ramp(shape).slice(at: index)
    for part in 0..<2 { for y in 0..<3 { for x in 0..<Fixture.width { field[part, y, x] = 0 } } }
    return field
  }

  @Test(arguments: ["mvsec_gt.hdf5", "mvsec_gt_gzip.hdf5", "mvsec_gt_auto.hdf5"])
  func `Ground truth that h5py wrote is read, however it is stored`(name: String) throws {
    let truth = try MVSECGroundTruth(path: Fixture.path(name))
    #expect(truth.count == 3 && truth.height == Fixture.height && truth.width == Fixture.width)
    #expect(truth.timesSeconds == (0..<3).map { 1506117897.5 + 0.05 * Double($0) })
    #expect(truth.timesMicroseconds == [1_506_117_897_500_000, 1_506_117_897_550_000, 1_506_117_897_600_000])
    for index in [0, 2, 1] { #expect(try truth.field(index) == fixtureField(index)) }
  }

  @Test func `The times of the pictures are read as stored and as microseconds`() throws {
    let times = try MVSECImageTimes(path: Fixture.path("mvsec_data.hdf5"))
    #expect(times.count == 6)
    #expect(times.seconds == (0..<6).map { 1506117897.5 + 0.0321 * Double($0) })
    #expect(times.microseconds[1] == 1_506_117_897_532_100)
    #expect(times.eventIndices == [0, 20, 40, 60, 80, 100])
    let windows = times.windows(step: 4)
    #expect(windows.count == 2 && windows[1].fileIndex == 1)
    #expect(
      windows[1].startMicroseconds == times.microseconds[1] && windows[1].endMicroseconds == times.microseconds[5])
    #expect(times.windows(step: 6).isEmpty)
    #expect(try MVSECImageTimes.exist(in: Fixture.path("mvsec_data.hdf5")))
    #expect(try !MVSECImageTimes.exist(in: Fixture.path("mvsec_gt.hdf5")))
    #expect(throws: FileError.self) { try MVSECImageTimes(path: Fixture.path("mvsec_gt.hdf5")) }
  }

  @Test func `A scene that this package writes is read back, as HDF5 and as an archive`() throws {
    let folder = try TemporaryFolder()
    var sample = MVSECSample()
    (sample.width, sample.height, sample.eventSpacing, sample.emptyColumns) = (30, 20, 7, 4)
    let paths = try sample.write(to: folder.path, withArchive: true)
    let truth = try MVSECGroundTruth(path: paths.groundTruth)
    let archive = try MVSECFlowArchive(path: folder.file("indoor_flying1_gt_flow_dist.npz"))
    for source in [truth, archive] as [any FlowGroundTruthSource] {
      #expect(source.timesSeconds == sample.fieldSeconds)
      #expect(source.height == 20 && source.width == 30)
      // Backwards as well: an archive starts over.
      for index in [0, 1, 2, 11, 10, 3, 0, 5] { #expect(try source.field(index) == sample.field(index)) }
    }
    let times = try MVSECImageTimes(path: paths.data)
    #expect(times.seconds == sample.pictureSeconds)
    var count = 0
    let reader = try EventReader(paths.data)
    while let batch = try reader.nextBatch() {
      let sorted = batch.events.map(\.timeMicroseconds)
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0 <= $1 })
      count += batch.count
    }
    #expect(count == sample.eventRows.count / 4)
    let windows = times.windows()
    #expect(windows.count == 13)
  }

  @Test func `Scenes are found with their ground truth, in one folder, in one a scene, or by their recording`() throws {
    let folder = try TemporaryFolder()
    var sample = MVSECSample()
    (sample.width, sample.height, sample.fieldCount, sample.pictureCount) = (5, 4, 3, 2)
    try FileManager.default.createDirectory(atPath: folder.file("outdoor_day"), withIntermediateDirectories: true)
    try sample.write(to: folder.path, scene: "indoor_flying1")
    try sample.write(to: folder.file("outdoor_day"), scene: "outdoor_day2", withArchive: true)
    try FileManager.default.removeItem(atPath: folder.file("outdoor_day/outdoor_day2_gt.hdf5"))
    let scenes = try MVSECSequence.find(in: folder.path)
    #expect(scenes.map(\.name) == ["indoor_flying1", "outdoor_day2"])
    #expect(scenes.map { $0.isOutdoor } == [false, true])
    #expect(try scenes[0].groundTruth() is MVSECGroundTruth)
    #expect(try scenes[1].groundTruth() is MVSECFlowArchive)
    #expect(scenes[1].groundTruthPath == nil)
    #expect(try MVSECSequence.find(in: scenes[1].data).map(\.flowArchivePath) == [scenes[1].flowArchivePath])
    // Ground truth without flow gives way to the archive.
    let truth = try HDF5Writer(path: folder.file("outdoor_day/outdoor_day2_gt.hdf5"))
    try truth.write(Tensor<Double>(zeros: [3]), named: "davis/left/pose_ts")
    try truth.commit()
    #expect(try MVSECSequence.find(in: folder.file("outdoor_day"))[0].groundTruth() is MVSECFlowArchive)
    try FileManager.default.removeItem(atPath: folder.file("indoor_flying1_gt.hdf5"))
    #expect(try MVSECSequence.find(in: folder.path)[0].groundTruth() == nil)
    #expect(try MVSECSequence.find(in: folder.file("nothing")).isEmpty)
  }

  @Test(arguments: [false, true])
  func `Ground truth cut anywhere gives fields or an error`(isArchive: Bool) throws {
    let folder = try TemporaryFolder()
    var sample = MVSECSample()
    (sample.width, sample.height, sample.fieldCount, sample.pictureCount) = (5, 4, 3, 2)
    let truth = try sample.write(to: folder.path, withArchive: true).groundTruth
    let path = isArchive ? folder.file("indoor_flying1_gt_flow_dist.npz") : truth
    let byteCount = try fileBytes(path).count
    for length in CutTests.lengths(byteCount) {
      try #require(truncate(path, off_t(length)) == 0)
      do {
        let source: any FlowGroundTruthSource =
          try isArchive ? MVSECFlowArchive(path: path) : MVSECGroundTruth(path: path)
        for index in 0..<3 { #expect(try source.field(index) == sample.field(index), "cut at \(length)") }
      } catch is FileError {}
    }
  }

  @Test func `Ground truth whose parts do not fit, or whose times go back, is refused`() throws {
    let folder = try TemporaryFolder()
    func refused(_ times: [Double], _ shape: [Int], _ part: String) throws {
      let file = try HDF5Writer(path: folder.file("a.hdf5"), overwrite: true)
      try file.write(Tensor<Double>(zeros: shape), named: "davis/left/flow_dist")
      try file.write(Tensor(shape: [times.count], scalars: times), named: "davis/left/flow_dist_ts")
      try file.commit()
      let error = #expect(throws: FileError.self) { try MVSECGroundTruth(path: folder.file("a.hdf5")) }
      #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }
    try refused([1, 2, 1.5], [3, 2, 4, 5], "row 2")
    try refused([1, .nan, 3], [3, 2, 4, 5], "row 1")
    try refused([1, 2], [3, 2, 4, 5], "does not fit 3 fields")
    try refused([1, 2, 3], [3, 3, 4, 5], "[3, 3, 4, 5]")
    try refused([1, 2, 3], [3, 2, 4], "[3, 2, 4]")
    let error = #expect(throws: FileError.self) { try MVSECGroundTruth(path: Fixture.path("mvsec_data.hdf5")) }
    #expect(error?.description.contains("flow_dist") == true)
  }
}
