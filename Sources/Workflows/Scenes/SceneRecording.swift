import Datasets
import Files
import Foundation
import Kernels
import Media
import Recordings
import Runtime
import Simulator

/// Renders random scenes to a folder each, in the layout of SPIFT: spikes, true flow, events where wanted, and a
/// description.
///
/// Scene i has the seed `seed + i`. Each folder appears when it is complete; those that are there and hold what is asked for
/// are kept, so that a run that was cut off goes on.
public struct SceneRecording: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// The folder.
    public var output: String
    /// The law.
    public var law: String
    /// The scenes, those that were there already included.
    public var scenes: [Scene]
    /// How many were there already.
    public var kept: Int
    /// The seed of the first.
    public var seed: UInt64

    /// One scene.
    public struct Scene: Encodable, Sendable {
      /// The name of its folder.
      public var name: String
      /// Its seed.
      public var seed: UInt64
      /// The things before the background.
      public var objects: Int
      /// The spike frames.
      public var frames: Int
      /// The spikes.
      public var spikes: Int
      /// The events; nil where there are none.
      public var events: Int?
    }
  }

  /// The name of the law, or the path of its file.
  public var lawName: String
  /// The law.
  public var law: SceneLawFile
  /// The folder that gets a folder for each scene.
  public var output: String
  /// The seed of scene 0.
  public var seed: UInt64
  /// How many scenes there are.
  public var count: Int
  /// How many things are before the background; nil for a number of the law's.
  public var objects: Int?
  /// The frames that flow goes over.
  public var intervals: [Int]
  /// The spiking camera.
  public var camera: SpikeSimulation.Model
  /// The format of events; nil for none.
  public var eventFormat: EventFormat?
  /// Whether there are pictures too.
  public var hasPictures: Bool
  /// Which part of the scenes is made: every `of`-th from `part` on.
  public var shard: (part: Int, of: Int)
  /// What scene.json says of the program.
  public var stamp: RunStamp
  /// Whether scenes that are there are made anew.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a recording.
  public init(
    lawName: String, law: SceneLawFile, output: String, seed: UInt64 = 0, count: Int = 1, objects: Int? = nil,
    intervals: [Int] = [10, 20], camera: SpikeSimulation.Model = .ideal(), eventFormat: EventFormat? = nil,
    hasPictures: Bool = false,
    shard: (part: Int, of: Int) = (0, 1), stamp: RunStamp = RunStamp(), overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.lawName, self.law, self.output, self.seed, self.count) = (lawName, law, output, seed, count)
    (self.objects, self.intervals, self.camera, self.eventFormat) = (objects, intervals, camera, eventFormat)
    self.hasPictures = hasPictures
    (self.shard, self.stamp, self.overwrite, self.threads) = (shard, stamp, overwrite, threads)
  }

  /// Renders.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let numbers = (0..<count).filter { $0 % shard.of == shard.part }
    log.detail(
      "law: \(lawName), \(law.size.width)x\(law.size.height), \(law.frames) frames at \(law.rate) Hz; camera: "
        + "\(camera.name); \(Text.count(threads, "thread")), \(InstructionSet.best.rawValue)")
    let progress = log.steps(total: numbers.count * law.frames, unit: "frames")
    defer { progress.finish() }
    var summary = Summary(output: output, law: lawName, scenes: [], kept: 0, seed: seed)
    for number in numbers {
      let name = String(format: "%04d", number)
      var record = try request(number, log)
      if !overwrite, let found = try finished(name, record) {
        record = found
        summary.kept += 1
        try progress.advance(law.frames)
      } else {
        record = try SceneFolder(self, name: name).write(record, progress)
      }
      summary.scenes.append(
        Summary.Scene(
          name: name, seed: record.seed, objects: record.objects, frames: record.frames, spikes: record.spikes,
          events: record.events))
    }
    return summary
  }

  /// What the description of a scene will say, but for what is only known when it is rendered.
  private func request(_ number: Int, _ log: JobLog) throws -> SceneRecord {
    let seed = seed &+ UInt64(number)
    do {
      var law = law.law
      if let share = self.law.eventShare {
        law.pace = try SceneDensity(
          law: law, seed: seed, size: self.law.size, seconds: self.law.seconds, objects: objects, threads: threads
        ).pace(for: share)
        log.detail("scene \(number): speeds times \(Text.number(law.pace))")
      }
      let scene = try law.scene(seed: seed, size: self.law.size, seconds: self.law.seconds, objects: objects)
      return SceneRecord(
        files: [], digests: [:], law: lawName, seed: seed, index: number, width: scene.width, height: scene.height,
        frames: self.law.frames, rateHz: self.law.rate.doubleValue, objects: scene.things.count - 1, dt: intervals,
        camera: camera.name, eventFormat: eventFormat?.rawValue, hasPictures: hasPictures, spikes: 0,
        version: stamp.version, scene: scene)
    } catch let error as SceneError {
      throw FileError(.badContent, path: lawName, problem: "\(error)")
    }
  }

  /// The description of a scene that is there, nil where there is none.
  ///
  /// - Throws: `FileError` where it is another scene, or not as it was written.
  private func finished(_ name: String, _ request: SceneRecord) throws -> SceneRecord? {
    let folder = "\(output)/\(name)"
    guard FileManager.default.fileExists(atPath: folder) else { return nil }
    let path = "\(folder)/\(SceneFolder.description)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw FileError(
        .cannotCreate, path: folder, problem: "it exists and holds no scene", remedy: "name another folder")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let text = FileManager.default.contents(atPath: path),
      let record = try? decoder.decode(SceneRecord.self, from: text)
    else {
      throw FileError(
        .badContent, path: path, problem: "it describes no scene", remedy: "\(Setting.overwriting) renders it anew")
    }
    guard record.isSameRequest(as: request) else {
      throw FileError(
        .cannotCreate, path: folder, problem: "another scene is there",
        remedy: "name another folder, or replace it with \(Setting.overwriting)")
    }
    for file in record.files {
      let digest = try FileDigest(path: "\(folder)/\(file)").description
      guard digest == record.digests[file] else {
        throw FileError(
          .badContent, path: "\(folder)/\(file)", problem: "it is not as it was written",
          remedy: "\(Setting.overwriting) renders it anew")
      }
    }
    return record
  }
}
