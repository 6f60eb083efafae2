import Datasets
import Files
import Foundation
import Kernels
import Media
import Recordings
import Runtime
import Simulator

/// Renders scenes to a folder each, in the layout of a published data set: spikes, events, true flow, and a description.
///
/// Scene i has the seed `seed + i`. Each folder appears when it is complete; those that are there and hold what is asked for
/// are kept, so that a run that was cut off goes on.
public struct SceneRecording: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// The folder.
    public var output: String
    /// The law, or the description.
    public var law: String
    /// How the folders are laid out.
    public var layout: SceneLayout
    /// The frames that flow goes over.
    public var dt: [Int]
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

  /// Where a video of a scene goes.
  public enum Preview: Sendable, Hashable {
    /// Into the folder of each scene.
    case beside
    /// To a file, of the first scene.
    case file(String)
  }

  /// Where scenes come from.
  public var origin: SceneOrigin
  /// The folder that gets a folder for each scene.
  public var output: String
  /// The seed of scene 0.
  public var seed: UInt64
  /// How many scenes there are.
  public var count: Int
  /// How many things are before the background; nil for a number of the law's.
  public var objects: Int?
  /// How the folders are laid out.
  public var layout: SceneLayout
  /// The frames that flow goes over, in order; a layout may have room for one such number only.
  public var intervals: [Int]
  /// Whether all of the truth is written, not the flow alone: flow backward, occlusion both ways, the thing at each pixel
  /// and that of each event.
  public var hasTruth: Bool
  /// The spiking camera.
  public var camera: SceneSpikingCamera
  /// Whether there are events; layouts of event cameras have them always.
  public var writesEvents: Bool
  /// The event camera.
  public var eventCamera: SceneEventCameraChoice
  /// The format of events, in layouts that leave it open.
  public var format: EventFormat
  /// How lines of text look; nil to tell it from the format.
  public var textStyle: EventTextWriter.Style?
  /// Whether there are pictures too.
  public var hasPictures: Bool
  /// Where a video of the light, the spikes, the events and the flow goes; nil for nowhere.
  public var preview: Preview?
  /// Which part of the scenes is made: every `of`-th from `part` on.
  public var shard: (part: Int, of: Int)
  /// What scene.json says of the program.
  public var stamp: RunStamp
  /// Whether scenes that are there are made anew.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a recording.
  ///
  /// - Precondition: There is an interval.
  public init(
    origin: SceneOrigin, output: String, seed: UInt64 = 0, count: Int = 1, objects: Int? = nil,
    layout: SceneLayout = .spift, intervals: [Int] = [10, 20], hasTruth: Bool = false,
    camera: SceneSpikingCamera = SceneSpikingCamera(), writesEvents: Bool = false,
    eventCamera: SceneEventCameraChoice = SceneEventCameraChoice(), eventFormat: EventFormat = .propheseeEVT3,
    textStyle: EventTextWriter.Style? = nil, hasPictures: Bool = false, preview: Preview? = nil,
    shard: (part: Int, of: Int) = (0, 1), stamp: RunStamp = RunStamp(), overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    precondition(!intervals.isEmpty, "Flow goes over some interval.")
    (self.origin, self.output, self.seed, self.count) = (origin, output, seed, count)
    (self.objects, self.layout, self.intervals) = (objects, layout, intervals)
    (self.hasTruth, self.camera, self.writesEvents) = (hasTruth, camera, writesEvents)
    (self.eventCamera, format, self.textStyle) = (eventCamera, eventFormat, textStyle)
    (self.hasPictures, self.preview) = (hasPictures, preview)
    (self.shard, self.stamp, self.overwrite, self.threads) = (shard, stamp, overwrite, threads)
  }

  /// Whether scenes have events.
  var hasEvents: Bool { writesEvents || !layout.hasSpikes }

  /// The format that they have.
  var eventFormat: EventFormat { layout.eventFormat ?? format }

  /// Renders.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    if case .file(let path) = preview { _ = try PreviewVideo(path: path, overwrite: overwrite) }
    let numbers = (0..<count).filter { $0 % shard.of == shard.part }
    log.detail(
      "\(origin.name): \(origin.size), \(origin.frames) frames at \(origin.rate) Hz; camera: \(camera.name), of events "
        + "\(eventCamera.name); \(Text.count(threads, "thread")), \(InstructionSet.best.rawValue)")
    let progress = log.steps(total: numbers.count * origin.frames, unit: "frames")
    defer { progress.finish() }
    var summary = Summary(
      output: output, law: origin.name, layout: layout, dt: intervals, scenes: [], kept: 0, seed: seed)
    for number in numbers {
      let name = String(format: "%04d", number)
      var record = try request(number, log)
      let folder = SceneFolder(self, name: name)
      if !overwrite, let found = try finished(name, record) {
        record = found
        summary.kept += 1
        if case .file(let path) = preview {
          try folder.show(record, in: path, progress)
        } else {
          try progress.advance(origin.frames)
        }
      } else {
        record = try folder.write(record, progress)
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
    let scene = try origin.scene(seed: seed, objects: objects, threads: threads, log: log)
    return SceneRecord(
      law: origin.name, seed: seed, index: number, width: scene.width, height: scene.height, frames: origin.frames,
      rateHz: origin.rate.doubleValue, objects: max(0, scene.things.count - 1),
      depthOrder: Array(scene.things.indices.reversed()), layout: layout, dt: intervals, hasTruth: hasTruth,
      camera: layout.hasSpikes ? camera.name : nil, cameraDigest: layout.hasSpikes ? camera.digest : nil,
      eventCamera: hasEvents ? eventCamera.name : nil, eventCameraDigest: hasEvents ? eventCamera.digest : nil,
      eventFormat: hasEvents ? eventFormat.rawValue + (textStyle == .csv ? ", csv" : "") : nil,
      hasPictures: hasPictures, hasPreview: preview == .beside, version: stamp.version, scene: scene)
  }

  /// The spiking camera of a scene. Its light and its files are the scene's.
  func spikeSimulation(of record: SceneRecord) -> SpikeSimulation {
    SpikeSimulation(
      video: "", output: "", format: .dat, rate: origin.rate, model: camera.model, seed: record.seed, threads: threads)
  }

  /// The event camera of a scene. Its light and its files are the scene's.
  func eventSimulation(of record: SceneRecord) -> EventSimulation {
    EventSimulation(
      video: "", output: "", format: eventFormat, model: eventCamera.model, terms: eventCamera.terms,
      seed: record.seed, threads: threads)
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
    for (file, expected) in record.digests.sorted(by: { $0.key < $1.key }) {
      let digest = try FileDigest(path: "\(folder)/\(file)").description
      guard digest == expected else {
        throw FileError(
          .badContent, path: "\(folder)/\(file)", problem: "it is not as it was written",
          remedy: "\(Setting.overwriting) renders it anew")
      }
    }
    return record
  }
}
