import DatasetSamples
import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// The flow and the maps of DSEC's sequences.
@Suite struct DSECSequenceTests {
  private static let sample: DSECSample = {
    var sample = DSECSample()
    (sample.width, sample.height, sample.shiftX, sample.shiftY) = (40, 30, 0.5, -1)
    return sample
  }()

  @Test func `A sequence that this package writes is found and read back`() throws {
    let folder = try TemporaryFolder()
    try Self.sample.write(to: folder.file("train/zurich_city_01_a"))
    try Self.sample.write(to: folder.file("test/zurich_city_15_a"), isTest: true)
    let sequences = try DSECSequence.find(in: folder.path)
    #expect(sequences.map(\.name) == ["zurich_city_01_a", "zurich_city_15_a"])
    #expect(sequences.map(\.isTest) == [false, true])
    let flow = try #require(try sequences[0].flow())
    #expect(flow.windows == Self.sample.windows)
    for index in 0..<flow.count { #expect(try flow.field(index).valid == Self.sample.field.valid) }
    let field = try flow.field(0)
    for pixel in stride(from: 0, to: 1200, by: 2) {
      #expect(field.flow.scalars[pixel] == 5.5 && field.flow.scalars[1200 + pixel] == -2.25)
    }
    #expect(try sequences[1].flow() == nil)
    let list = try #require(sequences[1].testTimestamps)
    #expect(try TimestampsFile(path: list).windows == Self.sample.windows)
    let map = try RectificationMap(path: #require(sequences[0].rectificationMap()))
    #expect(map.places == Self.sample.rectificationMap)
    let batch = try EventFiles.readAll(#require(sequences[0].events()))
    #expect(batch.events == Self.sample.events)
    #expect(sequences[0].events(camera: "right") == nil)
  }

  @Test func `The lists of the test set are found beside the sequences, too`() throws {
    let folder = try TemporaryFolder()
    try Self.sample.write(to: folder.file("test/thun_01_a"))
    let lists = folder.file("test_forward_flow_timestamps")
    try FileManager.default.createDirectory(atPath: lists, withIntermediateDirectories: true)
    _ = try folder.write(Array("1, 2, 3\n".utf8), to: "test_forward_flow_timestamps/thun_01_a.csv")
    let sequence = try #require(try DSECSequence.find(in: folder.file("test/thun_01_a")).first)
    #expect(try sequence.testTimestamps.map { try TimestampsFile(path: $0).windows.count } == 1)
  }

  @Test func `Flow without its times, or with fewer, is refused`() throws {
    let folder = try TemporaryFolder()
    try Self.sample.write(to: folder.file("thun_00_a"))
    try FileManager.default.removeItem(atPath: folder.file("thun_00_a/flow/forward/000004.png"))
    let error = #expect(throws: FileError.self) { try DSECFlow(sequence: folder.file("thun_00_a")) }
    #expect(error?.problem == "it holds 3 fields, flow/forward_timestamps.txt lists 4")
    try FileManager.default.removeItem(atPath: folder.file("thun_00_a/flow/forward_timestamps.txt"))
    #expect(throws: FileError.self) { try DSECFlow(sequence: folder.file("thun_00_a")) }
    #expect(try DSECSequence.find(in: folder.file("thun_00_a/flow")).isEmpty)
  }

  @Test func `A map that h5py wrote moves events`() throws {
    let map = try RectificationMap(path: Fixture.path("rectify_map.h5"))
    #expect(map.width == Fixture.width && map.height == Fixture.height)
    let batch = try EventFiles.readAll(Fixture.path("dsec_events.h5"))
    #expect(batch.count == 200 && batch[0].timeMicroseconds == 49_599_300_523)
    let (x, y) = try map.rectified(batch)
    for (index, event) in batch.events.enumerated() {
      #expect(x[index] == Float(event.x) * 1.125 + 0.5 && y[index] == Float(event.y) - 0.25)
    }
    var rounded = batch
    let dropped = try map.round(&rounded)
    let expected = batch.events.compactMap { event -> Event? in
      let x = (Float(event.x) * 1.125 + 0.5).rounded(.toNearestOrEven)
      let y = (Float(event.y) - 0.25).rounded(.toNearestOrEven)
      guard x < Float(Fixture.width), y >= 0 else { return nil }
      return Event(timeMicroseconds: event.timeMicroseconds, x: UInt16(x), y: UInt16(y), isOn: event.isOn)
    }
    #expect(rounded.events == expected && dropped == 200 - expected.count && dropped > 0)
  }

  @Test func `Events outside of the map, and what is no map, are refused`() throws {
    let map = RectificationMap(Tensor(zeros: [4, 5, 2]))
    for event in [(5, 0), (0, 4)] {
      var batch = EventBatch([Event(timeMicroseconds: 0, x: UInt16(event.0), y: UInt16(event.1), isOn: true)])
      #expect(throws: FileError.self) { try map.rectified(batch) }
      #expect(throws: FileError.self) { try map.round(&batch) }
    }
    #expect(throws: FileError.self) { try RectificationMap(path: Fixture.path("flow.h5")) }
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.h5"))
    try file.write(Tensor<Float>(zeros: [4, 5, 3]), named: "rectify_map")
    try file.commit()
    #expect(throws: FileError.self) { try RectificationMap(path: folder.file("a.h5")) }
    // Halves go to the even pixel, and what is far away is dropped.
    let places: [(Float, Int?)] = [
      (-0.5, 0), (-0.51, nil), (0.5, 0), (1.5, 2), (2.5, 2), (3.49, 3), (3.5, nil), (-1, nil), (-5, nil), (8.39e6, nil),
      (1e30, nil), (-1e30, nil), (.infinity, nil), (4_194_306, nil), (-4_194_302, nil),
    ]
    for (place, pixel) in places {
      var batch = EventBatch([Event(timeMicroseconds: 3, x: 0, y: 0, isOn: true)])
      let map = RectificationMap(Tensor(shape: [4, 4, 2], scalars: [place, 1] + [Float](repeating: 0, count: 30)))
      try map.round(&batch)
      let expected = pixel.map { [Event(timeMicroseconds: 3, x: UInt16($0), y: 1, isOn: true)] } ?? []
      #expect(batch.events == expected, "\(place)")
    }
    // Places that are no numbers drop their events.
    var batch = EventBatch([Event(timeMicroseconds: 0, x: 1, y: 1, isOn: true)])
    #expect(try RectificationMap(Tensor(repeating: .nan, shape: [4, 5, 2])).round(&batch) == 1)
  }
}
