import Datasets
import Files
import Media
import OpticalFlow
import Recordings
import Simulator
import Tensors
import TestSupport
import Testing

@testable import Workflows

/// What is written in each layout is what the readers of that data set read, and what the geometry says.
@Suite struct SceneLayoutTests {
  private func objects(_ path: String) throws -> [Int32] {
    guard case .uint16(let samples) = try StillPicture(path: path) else { return [] }
    return samples.scalars.map { Int32($0) - 1 }
  }

  private func occlusion(_ path: String) throws -> [UInt8] {
    guard case .uint8(let samples) = try StillPicture(path: path) else { return [] }
    return samples.scalars.map { [0: 0, 255: 1, 128: 2][$0] ?? 9 }
  }

  private func largestDifference(_ first: Tensor<Float>, _ second: Tensor<Float>) -> Float {
    guard first.shape == second.shape else { return .infinity }
    return zip(first.scalars, second.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func `SPIFT's layout holds spikes, flow, and all of the truth beside`() throws {
    let sample = try SceneRecordingSample()
    let record = try sample.record("all") {
      ($0.hasTruth, $0.writesEvents, $0.hasPictures) = (true, true, true)
    }
    let dataset = try #require(try SpikeFlowDataset(folder: sample.folder.file("all")))
    let scene = dataset.scenes[0]
    let renderer = try sample.renderer(of: "all/0000")
    #expect(try scene.openSpikes().frameCount == 45 && scene.fields(interval: 20).count == 2)
    let (first, second) = (20.5 / 20_000, 40.5 / 20_000)
    let (forward, backward) = (renderer.truth(from: first, to: second), renderer.truth(from: second, to: first))
    let field = try FlowField(path: scene.fields(interval: 20)[1].path)
    #expect(field.flow == forward.flow.flow)
    let place = sample.folder.file("all/0000/dt=20")
    #expect(try FlowField(path: "\(place)/motion_vector_backward/0001.flo").flow == backward.flow.flow)
    #expect(try occlusion("\(place)/occlusion/0001.png") == forward.occlusion.scalars)
    #expect(try occlusion("\(place)/occlusion_backward/0001.png") == backward.occlusion.scalars)
    #expect(try objects("\(place)/objects/0001.png") == forward.objects.scalars)
    #expect(try objects("\(place)/objects/0002.png") == backward.objects.scalars)
    #expect(Set(forward.objects.scalars) == [0, 1, 2] && forward.occlusion.scalars.contains(1))
    let events = try EventFiles.readAll(sample.folder.file("all/0000/events.raw"))
    guard case .int32(let seen) = try NumpyFile.read(path: sample.folder.file("all/0000/event_objects.npy")) else {
      Issue.record("event_objects.npy is not int32")
      return
    }
    #expect(events.count > 100 && record.events == events.count)
    #expect(seen.scalars == renderer.objects(of: events))
    #expect(record.depthOrder == [2, 1, 0])
    #expect(try StillPicture(path: sample.folder.file("all/0000/pictures/0002.png")).shape == [24, 32])
  }

  @Test func `DSEC's layout is a sequence with events, flow in both directions and its times`() throws {
    let sample = try SceneRecordingSample()
    _ = try sample.record("all") {
      ($0.layout, $0.hasTruth, $0.hasPictures) = (.dsec, true, true)
    }
    let dataset = try #require(try EventDataset(folder: sample.folder.file("all")))
    #expect(dataset.layout == .dsec && dataset.splits.map(\.groups.count) == [1])
    let sequence = try #require(try DSECSequence.find(in: sample.folder.file("all")).first)
    let flow = try #require(try sequence.flow())
    #expect(flow.windows.map(\.startMicroseconds) == [0, 1000] && flow.windows.map(\.endMicroseconds) == [1000, 2000])
    let renderer = try sample.renderer(of: "all/0000")
    for index in 0..<2 {
      let truth = renderer.flow(from: Double(index) * 1e-3, to: Double(index + 1) * 1e-3)
      #expect(try largestDifference(flow.field(index).flow, truth.flow) <= 1 / 256)
    }
    let map = try RectificationMap(path: try #require(sequence.rectificationMap()))
    #expect(map.width == 32 && map.height == 24 && map.places[7, 9, 0] == 9 && map.places[7, 9, 1] == 7)
    let events = try EventFiles.readAll(try #require(sequence.events()))
    #expect(events.count > 100)
    let folder = sample.folder.file("all/0000")
    let back = try FlowField(path: "\(folder)/flow/backward/000002.png", format: .dsec)
    #expect(largestDifference(back.flow, renderer.flow(from: 2e-3, to: 1e-3).flow) <= 1 / 256)
    #expect(
      try TimestampsFile(path: "\(folder)/flow/forward_timestamps.txt").windows.count == 2
        && fileBytes(sample.folder.file("all/0000/flow/backward_timestamps.txt")).isEmpty == false)
    #expect(try objects("\(folder)/objects/000002.png") == renderer.objects(at: 2e-3).scalars)
    #expect(try StillPicture(path: "\(folder)/images/left/rectified/000001.png").shape == [24, 32])
  }

  @Test func `MVSEC's layout is a scene with events, times of pictures and ground truth`() throws {
    let sample = try SceneRecordingSample()
    _ = try sample.record("all") {
      ($0.layout, $0.hasTruth, $0.hasPictures) = (.mvsec, true, true)
    }
    #expect(try EventDataset(folder: sample.folder.file("all"))?.layout == .mvsec)
    let scene = try #require(try MVSECSequence.find(in: sample.folder.file("all")).first)
    let truth = try #require(try scene.groundTruth())
    #expect(truth.timesSeconds == [0, 0.001, 0.002])
    #expect(try truth.field(2).scalars.allSatisfy { $0 == 0 })
    let timeline = try GroundTruthTimeline(timestamps: truth.timesSeconds) { try truth.field($0) }
    #expect(try timeline.displacement(from: 1e-3, to: 2e-3).shape == [2, 24, 32])
    let renderer = try sample.renderer(of: "all/0000")
    for index in 0..<2 {
      let flow = renderer.flow(from: Double(index) * 1e-3, to: Double(index + 1) * 1e-3).flow
      #expect(try truth.field(index) == flow.map(Double.init))
    }
    let pictures = try MVSECImageTimes(path: scene.data)
    #expect(pictures.microseconds == [0, 1000, 2000])
    let events = try EventFiles.readAll(scene.data).events
    let before = events.count { $0.timeMicroseconds <= 1000 }
    #expect(before > 0 && before < events.count)
    #expect(pictures.eventIndices?[1] == Int64(before - 1))
    let path = try #require(scene.groundTruthPath)
    let occlusion = try HDF5Array(path: path, dataset: "davis/left/occlusion").floatFrame(1).scalars
    #expect(occlusion == renderer.truth(from: 1e-3, to: 2e-3).occlusion.scalars.map(Float.init))
    let objects = try HDF5Array(path: path, dataset: "davis/left/objects")
    #expect(objects.count == 3)
  }

  @Test func `An archive holds spikes, events, flow and truth, the same as the other layouts`() throws {
    let sample = try SceneRecordingSample()
    _ = try sample.record("npz") {
      ($0.layout, $0.hasTruth, $0.writesEvents, $0.intervals) = (.npz, true, true, [10, 20])
    }
    _ = try sample.record("spift") { $0.writesEvents = true }
    _ = try sample.record("dsec") { $0.layout = .dsec }
    _ = try sample.record("mvsec") { $0.layout = .mvsec }
    let path = sample.folder.file("npz/0000/scene.npz")
    let spift = try #require(try SpikeFlowDataset(folder: sample.folder.file("spift"))).scenes[0]
    let spikes = try SpikeFiles.open(path)
    #expect(spikes.frameCount == 45)
    func bytes(_ source: any SpikeSource) throws -> [UInt8] { try source.frames(0..<45).withUnsafeBytes { Array($0) } }
    #expect(try bytes(spikes) == bytes(spift.openSpikes()))
    let events = try EventFiles.readAll(path).events
    #expect(events.count > 100)
    for other in ["spift/0000/events.raw", "dsec/0000/events/left/events.h5", "mvsec/0000/0000_data.hdf5"] {
      #expect(try EventFiles.readAll(sample.folder.file(other)).events == events, "\(other)")
    }
    let archive = try SceneArchive(path: path)
    #expect(archive.intervals == [10, 20])
    let windows = try archive.windows(interval: 20)
    #expect(windows.map(\.first) == [0.5 / 20_000, 20.5 / 20_000] && windows[1].second == 40.5 / 20_000)
    for index in [1, 0] {
      let other = try FlowField(path: spift.fields(interval: 20)[index].path)
      #expect(try archive.field(index, interval: 20).flow == other.flow)
    }
    #expect(throws: FileError.self) { try archive.field(0, interval: 5) }
    let arrays = try NumpyArchive(path: path)
    #expect(try arrays.header("flow_backward_dt10").shape == [4, 2, 24, 32])
    #expect(try arrays.header("objects_dt20").shape == [3, 24, 32])
    #expect(try arrays.header("event_objects").shape == [events.count])
  }

  @Test(arguments: SceneLayout.allCases)
  func `Threads change no byte of any file`(layout: SceneLayout) throws {
    let sample = try SceneRecordingSample()
    let records = try [1, 2].map { threads in
      try sample.record("by\(threads)") {
        ($0.layout, $0.hasTruth, $0.writesEvents, $0.hasPictures) = (layout, true, true, true)
        $0.threads = threads
        $0.origin.frames = 21
      }
    }
    #expect(records[0].digests.count >= (layout == .npz ? 2 : 3))
    #expect(records[0].digests == records[1].digests)
  }
}
