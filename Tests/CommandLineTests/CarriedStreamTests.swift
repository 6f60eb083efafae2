import DatasetSamples
import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// `saccade info` and `saccade convert` on recordings that carry pictures and inertial samples.
@Suite struct CarriedStreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ kind: CarriedSample.Kind = .aedat4) throws -> CarriedSample {
    let sample = CarriedSample(kind)
    _ = try sample.write(to: folder.path)
    return sample
  }

  @Test func `Info counts them with their times, and keeps the keys it had`() throws {
    _ = try write()
    let facts = try expectJSON(["info", "recording.aedat4"], in: folder)
    #expect(facts["events"] as? Int == 60 && facts["triggers"] as? Int == 1 && facts["width"] as? Int == 12)
    #expect(facts["frames"] as? Int == 3 && facts["frames_first_us"] as? Int == 1_007_300)
    #expect(facts["frames_last_us"] as? Int == 1_037_300)
    #expect(facts["imu_samples"] as? Int == 5 && facts["imu_last_us"] as? Int == 1_030_100)
    #expect(facts["triggers_first_us"] as? Int == 1_000_500)
    let run = try expectSuccess(["info", "recording.aedat4"], in: folder)
    #expect(run.output.contains("frames    3 of 12x8, 1007300 to 1037300 us"))
    #expect(run.output.contains("imu       5 samples, 1002100 to 1030100 us"))
    #expect(run.output.contains("triggers  1, at 1000500 us"))
  }

  @Test(arguments: ["out", "out/", "./made/out"])
  func `Convert to a folder writes all there is`(output: String) throws {
    _ = try write()
    try FileManager.default.createDirectory(atPath: folder.file("made"), withIntermediateDirectories: true)
    let facts = try expectJSON(["convert", "recording.aedat4", output], in: folder)
    #expect(facts["frames_out"] as? Int == 3 && facts["imu_samples_out"] as? Int == 5)
    #expect(facts["events"] as? String == "events.npz" && facts["events_out"] as? Int == 60)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(output)).sorted()
    #expect(names == ["events.npz", "images", "images.txt", "imu.csv", "index.json", "triggers.csv"])
    // A folder that is there is left alone, or what an earlier run wrote is replaced.
    try expectFailure(73, ["convert", "recording.aedat4", output], in: folder, telling: ["--force"])
    try expectSuccess(
      ["convert", "recording.aedat4", output, "--force", "--streams", "imu", "--to", "csv"], in: folder)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file(output)).sorted()
    #expect(left == ["imu.csv", "index.json"])
  }

  @Test func `What a file of events does not hold is told`() throws {
    _ = try write()
    let told = "the pictures and inertial samples of recording.aedat4 are left out"
    let run = try expectSuccess(["convert", "recording.aedat4", "a.raw"], in: folder)
    #expect(run.errors.contains("note: a.raw: \(told); prophesee-evt3 holds none"), "\(run.errors)")
    let wanted = try expectSuccess(["convert", "recording.aedat4", "b.raw", "--streams", "events"], in: folder)
    #expect(!wanted.errors.contains("left out;"), "\(wanted.errors)")
    #expect(try !expectSuccess(["convert", "a.raw", "c.aedat"], in: folder).errors.contains("samples"))
    let repair = try expectSuccess(["doctor", "recording.aedat4", "--repair", "d.aedat4"], in: folder)
    #expect(repair.errors.contains("note: d.aedat4: \(told); a repair writes events"), "\(repair.errors)")
  }

  @Test func `Streams are chosen by name`() throws {
    _ = try write()
    let run = try expectSuccess(["convert", "recording.aedat4", "a", "--streams", "frames,imu"], in: folder)
    #expect(run.errors.contains("3 frames, 5 imu samples written to a"))
    try expectSuccess(["convert", "recording.aedat4", "b", "--streams", "events", "--to", "aedat4"], in: folder)
    #expect(try EventFiles.detect(folder.file("b/events.aedat4")) == .aedat4)
    try expectFailure(64, ["convert", "recording.aedat4", "c", "--streams", "pictures"], in: folder, telling: ["imu"])
    try expectFailure(
      64, ["convert", "recording.aedat4", "c.npz", "--streams", "events,imu"], in: folder, telling: ["npz", "folder"])
    try expectFailure(
      64, ["convert", "recording.aedat4", "c.aedat4", "--streams", "frames"], in: folder, telling: ["folder"])
  }

  @Test func `AEDAT 4 keeps them, unless they are not wanted`() throws {
    let sample = try write()
    let run = try expectSuccess(["convert", "recording.aedat4", "a.aedat4"], in: folder)
    #expect(run.errors.contains("60 of 60 events of 12x8, 1 trigger, 3 frames and 5 imu samples written"))
    #expect(try SampleFiles.frameTimes(of: folder.file("a.aedat4")) == sample.frames.map(\.time))
    try expectSuccess(["convert", "recording.aedat4", "b.aedat4", "--streams", "events"], in: folder)
    #expect(try SampleFiles.frameTimes(of: folder.file("b.aedat4")).isEmpty)
    let both = try expectJSON(["convert", "recording.aedat4", "c.aedat4", "--streams", "events,frames"], in: folder)
    #expect(both["frames_out"] as? Int == 3 && both["imu_samples_out"] as? Int == 0)
  }

  @Test func `A pipe gives its events, and says that the rest is read from files`() throws {
    _ = try write()
    let run = try Program.shell("cat recording.aedat4 | \"$saccade\" info - --json", in: folder)
    let facts = try #require(run.json)
    #expect(facts["frames"] == nil && facts["imu_samples"] == nil && facts["events"] as? Int == 60)
    let unpacked = try Program.shell("cat recording.aedat4 | \"$saccade\" convert - out", in: folder)
    #expect(unpacked.status == 0 && unpacked.errors.contains("note: -: pictures and inertial samples"))
    let named = try Program.shell("cat recording.aedat4 | \"$saccade\" convert - other --streams imu", in: folder)
    #expect(named.status == 64 && !folder.exists("other"))
  }

  @Test func `Pictures of DSEC lie beside its events`() throws {
    let sample = try write(.dsec)
    let facts = try expectJSON(["info", "sequence/events/left/events.h5"], in: folder)
    #expect(facts["frames"] as? Int == 3 && facts["imu_samples"] as? Int == 0)
    try expectSuccess(["convert", "sequence/events/left/events.h5", "out", "--streams", "frames"], in: folder)
    #expect(try pixels(ofPNG: folder.file("out/images/frame_00000002.png")) == sample.frames[2].pixels)
  }
}
