import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// Folders in the layouts of datasets, with small files that nobody opens.
@Suite struct EventDatasetTests {
  private func tree(_ files: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in files {
      let parent = URL(fileURLWithPath: folder.file(file)).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      _ = try folder.write([1, 2, 3, 4, 5], to: file)
    }
    return folder
  }

  private func names(_ group: EventDatasetGroup, in folder: TemporaryFolder) throws -> [String] {
    try group.recordings().map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test func `MVSEC is told by its sequences, in one folder or in one a scene`() throws {
    let folder = try tree([
      "indoor_flying2_data.hdf5", "indoor_flying1_data.hdf5", "indoor_flying1_gt.hdf5",
      "indoor_flying1_gt_flow_dist.npz", "outdoor_day/outdoor_day1_data.hdf5", "outdoor_day/outdoor_day1_gt.hdf5",
      "notes.txt",
    ])
    let dataset = try #require(try EventDataset(folder: folder.path + "/"))
    #expect(dataset.layout == .mvsec && dataset.layout.size == (346, 260) && dataset.missing.isEmpty)
    #expect(dataset.splits.map(\.name) == ["all"])
    let groups = dataset.splits[0].groups
    #expect(groups.map(\.name) == ["indoor_flying1", "indoor_flying2", "outdoor_day1"])
    #expect(groups.map(\.parts) == [["ground_truth", "flow"], [], ["ground_truth"]])
    #expect(groups.map(\.missing) == [[], ["indoor_flying2_gt.hdf5"], []])
    #expect(try names(groups[2], in: folder) == ["outdoor_day/outdoor_day1_data.hdf5"])
    #expect(try groups.map { try $0.byteCount() } == [15, 5, 10])
  }

  @Test(arguments: [true, false])
  func `DSEC is told by its sequences, in both forms in which it is unpacked`(isNested: Bool) throws {
    func events(_ camera: String) -> String { isNested ? "events/\(camera)" : "events_\(camera)" }
    let sequence = "zurich_city_01_a"
    let folder = try tree(
      ["left", "right"].flatMap { camera in
        ["events.h5", "rectify_map.h5"].map { "train/\(sequence)/\(events(camera))/\($0)" }
      } + [
        "train/\(sequence)/flow/forward/000000.png", "train/\(sequence)/flow/forward_timestamps.txt",
        "train/\(sequence)/disparity/timestamps.txt", "train/\(sequence)/disparity/event/000000.png",
        "train/interlaken_00_c/\(events("left"))/events.h5", "test/thun_01_b/\(events("right"))/events.h5",
        "test/thun_01_b/images/timestamps.txt",
      ])
    let dataset = try #require(try EventDataset(folder: folder.path))
    #expect(dataset.layout == .dsec && dataset.layout.size == (640, 480) && dataset.missing.isEmpty)
    #expect(dataset.splits.map(\.name) == ["train", "test"])
    let train = dataset.splits[0].groups
    #expect(train.map(\.name) == ["interlaken_00_c", sequence])
    #expect(train[1].missing.isEmpty && train[1].parts == ["disparity", "flow"])
    #expect(try train[1].recordings().map(\.camera) == ["left", "right"] && train[1].byteCount() == 40)
    #expect(
      train[0].missing == [
        "train/interlaken_00_c/\(events("left"))/rectify_map.h5", "train/interlaken_00_c/events/right/events.h5",
        "train/interlaken_00_c/disparity",
      ])
    let test = dataset.splits[1].groups[0]
    #expect(test.parts == ["images"] && !test.missing.contains { $0.contains("disparity") })
    // A split, a sequence and sequences without their split are known, too.
    let split = try #require(try EventDataset(folder: folder.file("test")))
    #expect(split.splits.map(\.name) == ["test"] && split.splits[0].groups.map(\.name) == ["thun_01_b"])
    let alone = try #require(try EventDataset(folder: folder.file("test/thun_01_b")))
    #expect(alone.splits.map(\.name) == ["test"] && alone.splits[0].groups.map(\.name) == ["thun_01_b"])
    try FileManager.default.moveItem(atPath: folder.file("train"), toPath: folder.file("DSEC"))
    let loose = try #require(try EventDataset(folder: folder.file("DSEC")))
    #expect(loose.splits.map(\.name) == ["train"] && loose.splits[0].groups.count == 2)
  }

  @Test func `N-MNIST is told by its digits`() throws {
    let digits = ["Train/0/00002.bin", "Train/0/00001.bin", "Train/7/00005.bin", "Train/7/notes.txt"]
    let folder = try tree(digits + ["Test/3/00009.bin"])
    let dataset = try #require(try EventDataset(folder: folder.path))
    #expect(dataset.layout == .nmnist && dataset.layout.size == (34, 34) && dataset.missing.isEmpty)
    #expect(dataset.splits.map(\.name) == ["train", "test"])
    let train = dataset.splits[0].groups
    #expect(train.map(\.name) == ["0", "7"] && train.map(\.label) == [0, 7])
    #expect(try names(train[0], in: folder) == ["Train/0/00001.bin", "Train/0/00002.bin"])
    #expect(try names(train[1], in: folder) == ["Train/7/00005.bin"])
    let half = try tree(digits)
    #expect(try EventDataset(folder: half.path)?.missing == ["Test"])
    #expect(try EventDataset(folder: half.file("Train"))?.splits.map(\.name) == ["train"])
  }

  @Test func `N-Caltech101 is told by its classes, and counts what has no annotation`() throws {
    let images = [
      "Caltech101/airplanes/image_0001.bin", "Caltech101/ant/image_0002.bin", "Caltech101/ant/image_0001.bin",
    ]
    let bare = try tree(images)
    let dataset = try #require(try EventDataset(folder: bare.path))
    #expect(dataset.layout == .ncaltech101 && dataset.missing == ["Caltech101_annotations"])
    #expect(dataset.splits.map(\.name) == ["all"] && dataset.splits[0].groups.map(\.label) == [0, 1])
    let ant = dataset.splits[0].groups[1]
    #expect(ant.name == "ant" && ant.missing.isEmpty && ant.parts.isEmpty)
    #expect(try names(ant, in: bare) == ["Caltech101/ant/image_0001.bin", "Caltech101/ant/image_0002.bin"])
    let whole = try tree(
      images + [
        "Caltech101_annotations/airplanes/annotation_0001.bin", "Caltech101_annotations/ant/annotation_0002.bin",
      ])
    for place in [whole.path, whole.file("Caltech101")] {
      let groups = try #require(try EventDataset(folder: place)).splits[0].groups
      #expect(groups.map(\.parts) == [["annotations"], ["annotations"]])
      #expect(groups.map(\.missing) == [[], ["Caltech101_annotations/ant/annotation_0001.bin"]])
    }
  }

  @Test func `Other folders are none of them`() throws {
    let folder = try tree(["a/b.raw", "0.bin", "some_data.hdf5", "1/image_0001.bin.zip", "train/x/y.png"])
    #expect(try EventDataset(folder: folder.path) == nil)
    #expect(try EventDataset(folder: folder.file("0.bin")) == nil)
    #expect(try EventDataset(folder: folder.file("absent")) == nil)
    #expect(try EventDataset(folder: try TemporaryFolder().path) == nil)
  }

  @Test func `Links in circles do not lead astray`() throws {
    let folder = try tree(["Train/0/00001.bin"])
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("Train/0/loop"), withDestinationPath: folder.path)
    let dataset = try #require(try EventDataset(folder: folder.path))
    #expect(try dataset.splits[0].groups[0].byteCount() == 5)
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `A part of the real N-MNIST is read as it is listed`() throws {
    let dataset = try #require(try EventDataset(folder: SharedFolder.path("data/nmnist")))
    let counts = try dataset.splits.map { try $0.groups.reduce(0) { try $0 + $1.recordings().count } }
    #expect(counts == [1000, 100])
    for group in dataset.splits[1].groups {
      let recording = try #require(try group.recordings().first)
      let batch = try #require(try EventReader(recording.path, format: dataset.layout.format).nextBatch())
      batch.withColumns { columns in
        #expect((0..<batch.count).allSatisfy { columns.x[$0] < 34 && columns.y[$0] < 34 })
      }
    }
  }
}
