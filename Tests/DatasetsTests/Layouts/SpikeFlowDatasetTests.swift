import DatasetSamples
import Files
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Folders in the layout of PHM and SPIFT.
@Suite struct SpikeFlowDatasetTests {
  @Test(arguments: [
    (["fly", "ball", "dolldrop"], SpikeFlowDataset.Kind.phm, ["ball", "dolldrop", "fly"]),
    (["10", "9", "0"], .spift, ["0", "9", "10"]), (["0001", "0000"], .scenes, ["0000", "0001"]),
    (["mine"], .scenes, ["mine"]),
  ])
  func `Scenes are found and the dataset is told by their names`(
    names: [String], kind: SpikeFlowDataset.Kind, order: [String]
  ) throws {
    let folder = try TemporaryFolder()
    var sample = SceneSample()
    sample.frameCount = 21
    try sample.write(to: folder.path, scenes: names)
    let dataset = try #require(try SpikeFlowDataset(folder: folder.path))
    #expect(dataset.kind == kind && dataset.scenes.map(\.name) == order)
  }

  @Test func `The fields of a scene are read with the frames that they lie between`() throws {
    let folder = try TemporaryFolder()
    let sample = SceneSample()
    try sample.write(to: folder.path, scenes: ["ball"])
    // The folder of a scene will do.
    let dataset = try #require(try SpikeFlowDataset(folder: folder.file("ball")))
    let scene = dataset.scenes[0]
    #expect(scene.name == "ball" && scene.intervals == [10, 20])
    let fields = try scene.fields(interval: 20)
    #expect(fields.count == 10)
    #expect(fields.map(\.firstFrame) == (0..<10).map { 20 * $0 })
    #expect(fields[9].lastFrame == 200)
    #expect(try FlowField(path: fields[3].path).flow == sample.flow(interval: 20))
    let spikes = try scene.openSpikes()
    #expect(spikes.geometry.width == 48 && spikes.geometry.height == 32 && spikes.frameCount == 201)
    let error = #expect(throws: FileError.self) { try scene.fields(interval: 5) }
    #expect(error?.remedy == "it has dt=10, 20")
  }

  @Test func `A scene without flow says so`() throws {
    let folder = try TemporaryFolder()
    var sample = SceneSample()
    (sample.intervals, sample.frameCount) = ([], 11)
    try sample.write(to: folder.path, scenes: ["top_48x32"])
    let scene = try #require(try SpikeFlowDataset(folder: folder.path)).scenes[0]
    #expect(scene.intervals.isEmpty)
    let error = #expect(throws: FileError.self) { try scene.fields(interval: 10) }
    #expect(error?.description.contains("no flow over 10 frames") == true)
    #expect(try scene.geometry().width == 800)
  }

  @Test func `A folder without scenes is none`() throws {
    let folder = try TemporaryFolder()
    #expect(try SpikeFlowDataset(folder: folder.path) == nil)
    #expect(try SpikeFlowDataset(folder: folder.file("nothing")) == nil)
  }

  @Test func `Gaps in the numbers are kept, and an empty folder of flow is refused`() throws {
    let folder = try TemporaryFolder()
    var sample = SceneSample()
    (sample.intervals, sample.frameCount) = ([10], 31)
    try sample.write(to: folder.path, scenes: ["x"])
    let flow = folder.file("x/dt=10/motion_vector")
    try FileManager.default.removeItem(atPath: "\(flow)/0001.flo")
    let scene = try #require(try SpikeFlowDataset(folder: folder.path)).scenes[0]
    #expect(try scene.fields(interval: 10).map(\.firstFrame) == [0, 20])
    for name in ["0000", "0002"] { try FileManager.default.removeItem(atPath: "\(flow)/\(name).flo") }
    #expect(throws: FileError.self) { try scene.fields(interval: 10) }
  }
}
