import Datasets
import Foundation
import Media
import Recordings
import Tensors
import TestSupport
import Testing

/// `saccade evaluate reconstruction`.
@Suite struct EvaluateReconstructionTests {
  private static let (width, height) = (24, 16)

  /// Gray levels of a slope that moves from picture to picture.
  private static func levels(_ index: Int, plus offset: Int = 0) -> Tensor<UInt8> {
    Tensor(
      shape: [height, width],
      scalars: (0..<height * width).map { UInt8(min(255, $0 % width * 7 + $0 / width * 3 + 5 * index + offset)) })
  }

  private static func writePictures(
    _ folder: TemporaryFolder, _ name: String, numbers: [Int], plus offset: Int = 0
  ) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    for number in numbers {
      try StillPicture.uint8(levels(number, plus: offset)).writePNG(path: folder.file("\(name)/f_\(100 + number).png"))
    }
  }

  private static func number(_ object: [String: Any], _ key: String) -> Double { object[key] as? Double ?? .nan }

  @Test func `Pictures of folders, arrays and videos follow each other, and errors are those of their definition`()
    throws
  {
    let folder = try TemporaryFolder()
    try Self.writePictures(folder, "truth", numbers: [0, 1, 2])
    try Self.writePictures(folder, "d", numbers: [0, 1, 2], plus: 10)
    let array = Tensor<UInt8>(
      shape: [3, Self.height, Self.width], scalars: (0..<3).flatMap { Self.levels($0, plus: 10).scalars })
    try NumpyFile.write(array, to: folder.file("made.npy"))
    try NumpyFile.write(array.map { Float($0) / 255 }, to: folder.file("unit.npy"))
    let evaluate = ["evaluate", "reconstruction"]
    for pictures in [["d"], ["made.npy"], ["unit.npy", "--white", "1"]] {
      let object = try expectJSON(evaluate + [pictures[0], "truth"] + pictures.dropFirst(), in: folder)
      // Ten levels everywhere.
      #expect((Self.number(object, "mse") - pow(10 / 255.0, 2)).magnitude < 1e-8, "\(pictures)")
      #expect((Self.number(object, "psnr") - 20 * log10(25.5)).magnitude < 1e-4)
      #expect((0.9..<1).contains(Self.number(object, "ssim")))
      let each = try #require(object["pictures"] as? [[String: Any]])
      #expect(each.map { $0["index"] as? Int } == [0, 1, 2])
      #expect(each.allSatisfy { (Self.number($0, "psnr") - 20 * log10(25.5)).magnitude < 1e-4 })
    }
    let equal = try expectJSON(evaluate + ["truth", "truth"], in: folder)
    #expect(equal["psnr"] is NSNull && Self.number(equal, "mse") == 0 && Self.number(equal, "ssim") == 1)
    try expectFailure(65, evaluate + ["unit.npy", "truth"], in: folder, telling: ["--white 1", "--white 255"])
  }

  @Test func `Linear true pictures are held against those of a screen by their gamma`() throws {
    let folder = try TemporaryFolder()
    try Self.writePictures(folder, "truth", numbers: [0, 1])
    let shown = Tensor<Float>(
      shape: [2, Self.height, Self.width],
      scalars: (0..<2).flatMap { Self.levels($0).scalars.map { pow(Float($0) / 255, 1 / 2.2) } })
    try NumpyFile.write(shown, to: folder.file("shown.npy"))
    let evaluate = ["evaluate", "reconstruction", "shown.npy", "truth", "--white", "1"]
    let equal = try expectJSON(evaluate + ["--truth-gamma", "2.2"], in: folder)
    #expect(Self.number(equal, "mse") < 1e-12 && Self.number(equal, "truth_gamma") == 2.2)
    let other = try expectJSON(evaluate, in: folder)
    #expect(Self.number(other, "mse") > 0.01 && Self.number(other, "truth_gamma") == 1)
    try expectFailure(64, evaluate + ["--truth-gamma", "0"], in: folder, telling: ["--truth-gamma"])
  }

  @Test func `Where both have times, every true picture is held against the nearest one`() throws {
    let folder = try TemporaryFolder()
    try Self.writePictures(folder, "truth", numbers: [0, 2, 4, 9])
    try Self.writePictures(folder, "made", numbers: Array(0...5))
    func times(_ numbers: [Int]) -> [UInt8] {
      Array(numbers.map { "0.\(String(format: "%03d", $0)) images/f.png\n" }.joined().utf8)
    }
    _ = try folder.write(times([101, 119, 142, 500]), to: "truth/images.txt")
    _ = try folder.write(times([100, 110, 120, 130, 140, 150]), to: "made/images.txt")
    let object = try expectJSON(["evaluate", "reconstruction", "made", "truth"], in: folder)
    let each = try #require(object["pictures"] as? [[String: Any]])
    #expect(each.map { $0["index"] as? Int } == [0, 2, 4] && each.map { $0["truth_index"] as? Int } == [0, 1, 2])
    #expect(each.map { $0["time_us"] as? Int } == [100_000, 120_000, 140_000])
    #expect(Self.number(object, "mse") == 0)
    #expect((object["warnings"] as? [String])?.contains { $0.contains("1 true picture outside") } == true)
  }

  @Test func `A frame of spikes is held against one true picture, with a gain that is fitted or stated`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectSuccess(["reconstruct", name, "-o", "r.npy", "--method", "tfp:20", "--frame", "30"], in: folder)
    let rates = try NumpyFile.read(path: folder.file("r.npy")).float32
    // The truth is 0.75 times the firing rates: a fit finds that.
    let truth = rates.map { $0 * 0.75 }.reshaped(to: [30, 40])
    try NumpyFile.write(truth, to: folder.file("t.npy"))
    let evaluate = ["evaluate", "reconstruction", name, "t.npy", "--white", "1", "--method", "tfp:20", "--frame", "30"]
    let fitted = try expectJSON(evaluate, in: folder)
    #expect((Self.number(fitted, "gain") - 0.75).magnitude < 1e-5 && fitted["gain_is_fitted"] as? Bool == true)
    #expect(Self.number(fitted, "mse") < 1e-10)
    let stated = try expectJSON(evaluate + ["--gain", "1"], in: folder)
    let expected = rates.scalars.reduce(0.0) { $0 + pow(Double($1) * 0.25, 2) } / Double(rates.count)
    #expect((Self.number(stated, "mse") - expected).magnitude < 1e-6 && stated["gain_is_fitted"] as? Bool == false)
    #expect((stated["pictures"] as? [[String: Any]])?.first?["index"] as? Int == 30)
    try expectFailure(
      64, ["evaluate", "reconstruction", name, "t.npy", "--white", "1"], in: folder, telling: ["--frame", "60 frames"])
  }

  @Test func `Events are reconstructed in the windows between the truth's times`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeFireNetWeights()
    let events = (0..<3000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index * 7 % 24), UInt16(index * 5 % 16))
      return Event(timeMicroseconds: Int64(index * 20), x: x, y: y, isOn: index % 3 != 0)
    }
    let name = try folder.writeEvents(events, width: Self.width, height: Self.height)
    try Self.writePictures(folder, "truth", numbers: [0, 1, 2])
    _ = try folder.write(Array("0.01 a.png\n0.03 b.png\n0.05 c.png\n".utf8), to: "truth/images.txt")
    let object = try expectJSON(
      ["evaluate", "reconstruction", name, "truth", "--weights", weights, "--report", "r.html", "-o", "e.csv"],
      in: folder)
    let each = try #require(object["pictures"] as? [[String: Any]])
    #expect(each.map { $0["time_us"] as? Int } == [30_000, 50_000])
    #expect(each.last?["truth_index"] as? Int == 2 && object["method"] as? String == "firenet")
    let page = try folder.bytes("r.html")
    #expect(page.count > 3000)
    let table = String(decoding: try folder.bytes("e.csv"), as: UTF8.self).split(separator: "\n")
    #expect(table.count == each.count + 1 && table[0].hasPrefix("index,time_us,truth_index"))
  }

  @Test func `The pictures that a recording carries cut its windows, and are the truth`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeFireNetWeights()
    let events = (0..<3000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index * 7 % 24), UInt16(index * 5 % 16))
      return Event(timeMicroseconds: Int64(index * 20), x: x, y: y, isOn: index % 3 != 0)
    }
    let options = EventWriteOptions(width: Self.width, height: Self.height, samples: .frames)
    let writer = try EventFiles.create(folder.file("r.aedat4"), options: options)
    try writer.append(EventBatch(events))
    let frames = try #require(writer as? any SampleSink)
    for (index, time) in [Int64(5000), 25_000, 55_000].enumerated() {
      try frames.append(.frame(RecordedFrame(time: FrameTime(time), pixels: .uint8(Self.levels(index)))))
    }
    try writer.finish()
    let made = try expectJSON(["reconstruct", "r.aedat4", "--weights", weights, "-o", "p.npy"], in: folder)
    let windows = try #require(made["windows"] as? [[String: Any]])
    #expect(windows.map { $0["start_us"] as? Int } == [5000, 25_000])
    #expect(windows.map { $0["end_us"] as? Int } == [25_000, 55_000])
    try expectSuccess(["represent", "r.aedat4", "--kind", "count", "--times", "images", "-o", "c.npz"], in: folder)
    let starts = try NumpyArchive(path: folder.file("c.npz")).tensor("start_us", of: Int64.self)
    #expect(starts.scalars == [5000, 25_000])
    let object = try expectJSON(
      ["evaluate", "reconstruction", "r.aedat4", "r.aedat4", "--weights", weights], in: folder)
    let each = try #require(object["pictures"] as? [[String: Any]])
    #expect(each.map { $0["truth_index"] as? Int } == [1, 2])
    let picture = try NumpyFile.read(path: folder.file("p.npy")).float32
    let size = Self.width * Self.height
    let expected = (0..<2).map { index in
      zip(picture.scalars[index * size..<(index + 1) * size], Self.levels(index + 1).scalars).reduce(0.0) {
        $0 + pow(Double(min(max($1.0, 0), 1)) - Double($1.1) / 255, 2)
      } / Double(size)
    }
    for (entry, mse) in zip(each, expected) { #expect((Self.number(entry, "mse") - mse).magnitude < 1e-6) }
  }

  @Test func `What does not fit is refused`() throws {
    let folder = try TemporaryFolder()
    try Self.writePictures(folder, "truth", numbers: [0, 1, 2])
    try Self.writePictures(folder, "two", numbers: [0, 1])
    try StillPicture.uint8(Tensor(zeros: [30, 30])).writePNG(path: folder.file("other.png"))
    try StillPicture.uint8(Tensor(zeros: [8, 30])).writePNG(path: folder.file("low.png"))
    func refuse(_ status: Int32, _ arguments: [String], _ words: String...) throws {
      try expectFailure(status, ["evaluate", "reconstruction"] + arguments, in: folder, telling: words)
    }
    try refuse(64, ["two", "truth"], "2 pictures", "3 true ones")
    try refuse(64, ["truth", "other.png"], "3 pictures", "--frame")
    try refuse(64, ["truth", "other.png", "--frame", "1"], "24x16", "30x30")
    try refuse(64, ["truth", "truth", "--frame", "7"], "--frame 7")
    try refuse(64, ["low.png", "low.png"], "30x8", "11x11")
    try refuse(64, ["truth", "truth", "--method", "tfp:3"], "--method tfp:3", "holds pictures")
    try refuse(66, ["truth", "nothing.mp4"], "nothing.mp4")
    let text = try folder.writeEvents([Event(timeMicroseconds: 0, x: 0, y: 0, isOn: true)], width: 24, height: 16)
    try refuse(65, ["truth", text], "recording of events", "no pictures")
    _ = try folder.write(Array("0.5 a\n0.1 b\n0.2 c\n".utf8), to: "truth/images.txt")
    try refuse(65, ["truth", "two"], "images.txt", "go back")
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `A recorded clip comes as near to its sharp picture as another implementation finds`() throws {
    let folder = try TemporaryFolder()
    let spikes = SharedFolder.path("data/spikes/spikezoo_200_part1_400x250.dat")
    let truth = SharedFolder.path("data/spikes/spikezoo_200_part1_frame151_ground_truth.png")
    let object = try expectJSON(
      ["evaluate", "reconstruction", spikes, truth, "--method", "tfp:32", "--flip", "--frame", "151"], in: folder)
    // By NumPy: the mean of frames 135 to 166, the gain of least squares, and SSIM with a window of double precision.
    #expect((Self.number(object, "gain") - 1.6644393).magnitude < 1e-5)
    #expect((Self.number(object, "psnr") - 31.2140058).magnitude < 1e-4)
    #expect((Self.number(object, "ssim") - 0.7528508).magnitude < 1e-5)
  }
}
