import Datasets
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

/// `represent`.
@Suite struct RepresentTests {
  /// A second of events of 64×48 pixels, 50 µs apart.
  private static let events = ConvertEventTests.events

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try ConvertEventTests.write("a.npz", in: folder)
    return folder
  }

  /// Darker and brighter events of each pixel in a part of the recording.
  private static func counts(_ part: some Sequence<Event>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 2 * 48 * 64)
    for event in part { counts[((event.isOn ? 1 : 0) * 48 + Int(event.y)) * 64 + Int(event.x)] += 1 }
    return counts
  }

  private static func counts(from start: Int64, to end: Int64) -> [UInt32] {
    counts(events.filter { $0.timeMicroseconds >= 1_000_000 + start && $0.timeMicroseconds < 1_000_000 + end })
  }

  private static func data(_ name: String, in folder: TemporaryFolder) throws -> Tensor<UInt32> {
    try NumpyArchive(path: folder.file(name)).tensor("data", of: UInt32.self)
  }

  @Test func `Windows by time hold the events of their time and say when they are`() throws {
    let folder = try Self.folder()
    let facts = try expectJSON(
      ["represent", "a.npz", "-o", "r.npz", "--kind", "count", "--window", "300ms"], in: folder)
    #expect(facts["shape"] as? [Int] == [4, 2, 48, 64] && facts["dtype"] as? String == "uint32")
    #expect(facts["axes"] as? [String] == ["window", "polarity", "y", "x"])
    #expect(facts["start_us"] as? Int == 1_000_000 && facts["end_us"] as? Int == 2_200_000)
    #expect(facts["events"] as? Int == 20_000 && facts["kind"] as? String == "count")
    let archive = try NumpyArchive(path: folder.file("r.npz"))
    #expect(archive.names == ["data", "start_us", "end_us", "axes", "kind"])
    #expect(try archive.texts("axes") == ["window", "polarity", "y", "x"])
    #expect(try archive.texts("kind") == ["count"])
    #expect(try archive.int64("start_us").scalars == [1_000_000, 1_300_000, 1_600_000, 1_900_000])
    #expect(try archive.int64("end_us").scalars == [1_300_000, 1_600_000, 1_900_000, 2_200_000])
    let data = try Self.data("r.npz", in: folder)
    for index in 0..<4 {
      let start = Int64(index) * 300_000
      #expect(data.slice(at: index).scalars == Self.counts(from: start, to: start + 300_000))
    }
  }

  @Test func `Windows overlap, leave gaps, and go by count and by list`() throws {
    let folder = try Self.folder()
    _ = try folder.write(Array("1000000 1100000\n1050000 1060000\n1500000 1500040\n".utf8), to: "times.txt")
    let cases: [(options: [String], windows: [[UInt32]])] = [
      (
        ["--window", "400ms", "--stride", "200ms", "--end", "700ms"],
        [0, 200_000, 400_000].map { Self.counts(from: $0, to: min($0 + 400_000, 700_000)) }
      ),
      (
        ["--window", "100ms", "--stride", "400ms", "--start", "100ms"],
        [100_000, 500_000, 900_000].map { Self.counts(from: $0, to: $0 + 100_000) }
      ),
      (["--events", "7000"], [0, 7000].map { Self.counts(Self.events[$0..<$0 + 7000]) }),
      (
        ["--events", "9000", "--stride", "5000"],
        [0, 5000, 10_000].map { Self.counts(Self.events[$0..<$0 + 9000]) }
      ),
      (
        ["--times", "times.txt"],
        [(0, 100_000), (50_000, 60_000), (500_000, 500_040)].map { Self.counts(from: $0.0, to: $0.1) }
      ),
      ([], [Self.counts(Self.events)]),
      (["--start-at", "1500000"], [Self.counts(from: 500_000, to: .max / 2)]),
    ]
    for (options, windows) in cases {
      try expectSuccess(
        ["represent", "a.npz", "-o", "r.npz", "--kind", "count", "--force"] + options, in: folder)
      let data = try Self.data("r.npz", in: folder)
      #expect(data.shape[0] == windows.count, "\(options)")
      #expect(data.scalars == windows.flatMap { $0 }, "\(options)")
    }
  }

  @Test func `A part of the sensor has an origin of its own`() throws {
    let folder = try Self.folder()
    let facts = try expectJSON(
      ["represent", "a.npz", "-o", "r.npz", "--kind", "count", "--roi", "10,20,30x16"], in: folder)
    #expect(facts["shape"] as? [Int] == [1, 2, 16, 30])
    var expected = [UInt32](repeating: 0, count: 2 * 16 * 30)
    for event in Self.events where (10..<40).contains(event.x) && (20..<36).contains(event.y) {
      expected[((event.isOn ? 1 : 0) * 16 + Int(event.y) - 20) * 30 + Int(event.x) - 10] += 1
    }
    #expect(try Self.data("r.npz", in: folder).scalars == expected)
  }

  @Test(arguments: ["polarity", "histogram:3", "time-surface", "time-surface:10ms", "voxel-grid:4", "ste:3"])
  func `Every kind gives the same in one pass as in windows held in memory, and on any threads`(kind: String) throws {
    let folder = try Self.folder()
    func bytes(_ options: String...) throws -> [UInt8] {
      try expectSuccess(["represent", "a.npz", "-o", "r.npz", "--kind", kind, "--force"] + options, in: folder)
      return try folder.bytes("r.npz")
    }
    // All of them, as one window that is read twice, and as one of a count.
    #expect(try bytes() == bytes("--events", "20000"))
    let threads = try ["1", "2", "5"].map { try bytes("--window", "100ms", "--threads", $0) }
    #expect(Set(threads).count == 1)
  }

  @Test func `Normalised grids have mean 0 and deviation 1 where they are not zero`() throws {
    let folder = try Self.folder()
    try expectSuccess(
      ["represent", "a.npz", "-o", "r.npz", "--kind", "voxel-grid:5", "--window", "500ms", "--normalize"], in: folder)
    let cells = try NumpyArchive(path: folder.file("r.npz")).float32("data").slice(at: 0).scalars.filter { $0 != 0 }
    let mean = cells.reduce(0, +) / Float(cells.count)
    let variance = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(cells.count)
    #expect(abs(mean) < 1e-3 && abs(variance - 1) < 1e-2)
  }

  @Test func `Windows without events are zero, with at most five warnings`() throws {
    let folder = try TemporaryFolder()
    let events = [0, 1_000_000].map { Event(timeMicroseconds: Int64($0), x: 1, y: 1, isOn: true) }
    try ConvertEventTests.write("a.npz", in: folder, events: events)
    let represent = ["represent", "a.npz", "--kind", "count", "--window", "100ms", "-o"]
    let facts = try expectJSON(represent + ["r.npz"], in: folder)
    #expect(facts["shape"] as? [Int] == [11, 2, 48, 64] && facts["empty_windows"] as? Int == 9)
    let warnings = try #require(facts["warnings"] as? [String])
    #expect(warnings.count == 5 && warnings[0].contains("window 1, from 100000 us on, holds no event"))
    #expect(try Self.data("r.npz", in: folder).scalars.reduce(0, +) == 2)
    let strict = try folder.saccade(
      "represent", "a.npz", "--kind", "count", "--window", "100ms", "-o", "s.npz", "--strict")
    #expect(strict.status == 65)
    #expect(try folder.contents() == ["a.npz", "r.npz"])
  }

  @Test func `Too few events make no window, with a warning`() throws {
    let folder = try TemporaryFolder()
    try ConvertEventTests.write("a.npz", in: folder, events: [])
    for options in [[], ["--window", "1ms"], ["--events", "5"]] {
      let facts = try expectJSON(
        ["represent", "a.npz", "-o", "r.npz", "--kind", "voxel-grid:2", "--force"] + options, in: folder)
      #expect(facts["shape"] as? [Int] == [0, 2, 48, 64])
      #expect((facts["warnings"] as? [String])?.contains { $0.contains("too few events") } == true)
    }
  }

  @Test func `The same data goes to npy and HDF5`() throws {
    let folder = try Self.folder()
    for name in ["r.npz", "r.npy", "r.h5"] {
      try expectSuccess(["represent", "a.npz", "-o", name, "--kind", "count", "--window", "250ms"], in: folder)
    }
    let data = try Self.data("r.npz", in: folder)
    #expect(try NumpyFile.read(path: folder.file("r.npy")) == .uint32(data))
    let stored = try HDF5Array(path: folder.file("r.h5"), dataset: "data")
    #expect(stored.shape == data.shape)
    for index in 0..<4 {
      #expect(try stored.frame(index).scalars == data.slice(at: index).scalars.map(Double.init))
    }
    let starts = try HDF5Array(path: folder.file("r.h5"), dataset: "start_us")
    #expect(try (0..<4).map { try starts.frame($0).scalars } == [[1_000_000], [1_250_000], [1_500_000], [1_750_000]])
  }

  @Test(arguments: ["window:6", "tfp:8", "tfi", "tfstp", "isi", "isi:3"])
  func `Spikes become tensors around the middle of each window`(kind: String) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let represent = ["represent", name, "--kind", kind, "--force", "-o", "r.npz"]
    // 60 frames at 20 kHz are 3 ms.
    let facts = try expectJSON(represent + ["--window", "500us", "--stride", "250us"], in: folder)
    let shape = try #require(facts["shape"] as? [Int])
    #expect(shape[0] == 11 && shape.suffix(2) == [30, 40])
    let archive = try NumpyArchive(path: folder.file("r.npz"))
    #expect(try archive.int64("start_us").scalars == (0..<11).map { Int64($0) * 250 })
    if kind == "window:6" {
      let spikes = Samples.spikes(width: 40, height: 30, frames: 60)
      let data = try archive.tensor("data", of: UInt8.self)
      for window in 0..<11 {
        for frame in 0..<6 {
          #expect(data.slice(at: window).slice(at: frame) == spikes.slice(at: 5 * window + 2 + frame))
        }
      }
    }
    let bytes = try ["1", "2", "5"].map { threads in
      try expectSuccess(represent + ["--window", "500us", "--threads", threads], in: folder)
      return try folder.bytes("r.npz")
    }
    #expect(Set(bytes).count == 1)
    #expect((try expectJSON(represent, in: folder)["shape"] as? [Int])?[0] == 1)
  }

  @Test func `What cannot be done is refused with a reason`() throws {
    let folder = try Self.folder()
    let spikes = try folder.writeSpikes()
    func refuse(_ status: Int32, _ input: String, _ options: String..., telling words: [String]) throws {
      try expectFailure(status, ["represent", input, "-o", "r.npz"] + options, in: folder, telling: words)
    }
    try refuse(64, "a.npz", "--kind", "voxel", telling: ["voxel", "voxel-grid:B"])
    try refuse(64, "a.npz", "--kind", "voxel-grid", telling: ["voxel-grid:B"])
    try refuse(64, "a.npz", "--kind", "voxel-grid:0", telling: ["'0'"])
    try refuse(64, "a.npz", "--kind", "window:5", telling: ["spikes"])
    try refuse(64, "a.npz", "--kind", "count", "--normalize", telling: ["--normalize"])
    try refuse(64, "a.npz", "--kind", "count", "--stride", "5", telling: ["--stride"])
    try refuse(64, "a.npz", "--kind", "count", "--window", "5", "--events", "3", telling: ["--window"])
    try refuse(64, "a.npz", "--kind", "count", "--roi", "60,0,5x5", telling: ["--roi", "64x48"])
    try refuse(64, spikes, "--kind", "count", telling: ["window:K"])
    try refuse(64, spikes, "--kind", "isi", "--events", "5", telling: ["--events"])
    try refuse(64, spikes, "--kind", "isi", "--normalize", telling: ["--normalize"])
    try refuse(66, "none.npz", "--kind", "count", telling: ["none.npz"])
    _ = try folder.write(Array("0 100\n9000000 9000010\n".utf8), to: "times.txt")
    try refuse(65, spikes, "--kind", "isi", "--times", "times.txt", telling: ["times.txt", "9000000"])
    for name in ["r.txt", "r"] {
      try expectFailure(64, ["represent", "a.npz", "-o", name, "--kind", "count"], in: folder, telling: [".npz"])
    }
    try expectFailure(
      73, ["represent", "a.npz", "-o", "a.npz", "--kind", "count", "--force"], in: folder, telling: ["input"])
  }
}
