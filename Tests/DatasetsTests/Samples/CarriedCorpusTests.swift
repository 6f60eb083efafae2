import DatasetSamples
import Files
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// What the fuzzers start from of recordings that carry more than events.
@Suite struct CarriedCorpusTests {
  /// The formats whose recording is one file, and the folders of the corpus.
  private static let targets: [(kind: CarriedSample.Kind, folder: String)] = [
    (.aedat2, "aedat2"), (.aedat3, "aedat3"), (.aedat4, "aedat4"), (.aedat4Deep, "aedat4"), (.bag, "rosbag1"),
    (.mcap, "ros2-mcap"), (.mvsec, "mvsec"),
  ]

  @Test(arguments: targets.map(\.kind))
  func `The corpus holds a recording that carries pictures and inertial samples`(kind: CarriedSample.Kind) throws {
    let target = try #require(Self.targets.first { $0.kind == kind })
    let folder = RecordingSample.corpusFolder(target.folder)
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix("carried-\(kind).") })
    let reading = try SampleReading("\(folder)/\(name)", [.frames, .inertial], format: kind.format)
    #expect(reading.error == nil && !reading.inertial.isEmpty)
    #expect(reading.frames == Array(CarriedSample(kind, frameCount: 2).frames.suffix(reading.frames.count)))
    #expect(!reading.frames.isEmpty)
  }

  /// Makes the inputs that fuzzing starts from, as `Tools/Fuzz/README.md` says.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SACCADE_WRITE_CORPUS"] != nil, "writes the corpus"))
  func `The corpus starts with a sample of each kind`() throws {
    for (kind, folder) in Self.targets {
      let sample = CarriedSample(kind, eventCount: 20, frameCount: 2, inertialCount: 3)
      let temporary = try TemporaryFolder()
      let path = try sample.write(to: temporary.path)
      let ending = path.split(separator: ".").last ?? ""
      // Without a size that a caller says, only a sensor that the header names is one.
      let bytes = kind == .aedat2 ? sample.aedat2(sensor: "DAVIS128") : try fileBytes(path)
      try fileWrite(bytes, "\(RecordingSample.corpusFolder(folder))/carried-\(kind).\(ending)")
    }
  }
}
