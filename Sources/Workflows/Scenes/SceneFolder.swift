import Datasets
import Files
import Foundation
import Media
import Recordings
import Simulator

/// The folder of one scene, written in one pass over it.
struct SceneFolder {
  static let description = "scene.json"
  static let preview = "preview.mp4"
  /// In how many parts a recording is looked at for which thing is before which.
  private static let depthMoments = 16
  private let job: SceneRecording
  private let name: String

  init(_ job: SceneRecording, name: String) { (self.job, self.name) = (job, name) }

  /// Renders the scene of a request; returns it with what was written.
  func write(_ request: SceneRecord, _ progress: JobSteps) throws -> SceneRecord {
    // Of a run that ends before its first scene nothing is left.
    try FolderForOutputs.with(job.output) { try writeScene(request, progress) }
  }

  private func writeScene(_ request: SceneRecord, _ progress: JobSteps) throws -> SceneRecord {
    var record = request
    let folder = try OutputFolder(
      path: "\(job.output)/\(name)", overwrite: job.overwrite, index: Self.description, verb: "scene")
    do {
      try fill(folder, &record, progress)
      record.files = folder.files + [Self.description]
      for file in folder.files { record.digests[file] = try FileDigest(path: folder.file(file)).description }
      let file = try OutputFile(path: folder.add(Self.description), overwrite: false)
      try file.write(Array(JSONText.encode(record, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)))
      try file.commit()
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
    return record
  }

  /// Shows a scene that is there in a video elsewhere.
  func show(_ record: SceneRecord, in path: String, _ progress: JobSteps) throws {
    let renderer = try makeRenderer(record)
    let pass = ScenePass(
      renderer: renderer, frames: record.frames, rate: job.origin.rate, spikes: (job.spikeSimulation(of: record), nil),
      events: (job.eventSimulation(of: record), nil), onEventObjects: nil,
      preview: try makePreview(path, renderer, record, overwrite: job.overwrite))
    _ = try pass.run { try progress.advance($0) }
  }

  private func makeRenderer(_ record: SceneRecord) throws -> SceneRenderer {
    do {
      let sources = job.origin.pictures
      return try SceneRenderer(
        record.scene, pictures: sources.rendered, objects: sources.objects, threads: job.threads)
    } catch let error as SceneError {
      throw FileError(.badContent, path: job.origin.name, problem: "\(error)")
    }
  }

  private func makePreview(
    _ path: String, _ renderer: SceneRenderer, _ record: SceneRecord, overwrite: Bool
  ) throws -> ScenePreview {
    try ScenePreview(
      path, of: renderer, frames: record.frames, interval: record.dt.first ?? 1,
      spikes: job.spikeSimulation(of: record),
      events: job.eventSimulation(of: record), overwrite: overwrite)
  }

  private func fill(_ folder: OutputFolder, _ record: inout SceneRecord, _ progress: JobSteps) throws {
    let renderer = try makeRenderer(record)
    setDepthOrder(&record, renderer)
    let flow = SceneFlow(
      renderer: renderer, layout: job.layout, rate: job.origin.rate, frames: record.frames, hasTruth: job.hasTruth)
    let shortest = flow.moments(interval: job.intervals[0])
    let sink = try makeSink(folder, record, moments: shortest)
    let preview: ScenePreview? =
      switch job.preview {
      case .beside: try makePreview(folder.add(Self.preview), renderer, record, overwrite: false)
      case .file(let path): try makePreview(path, renderer, record, overwrite: job.overwrite)
      case nil: nil
      }
    let spikes = job.layout.hasSpikes ? try sink.makeSpikes(geometry: SceneLight(renderer, count: 0).geometry) : nil
    let events = job.hasEvents ? try sink.makeEvents(size: record.scene.size) : nil
    let labels: (([Int32]) throws -> Void)? =
      job.hasTruth && job.hasEvents ? { try sink.append(eventObjects: $0) } : nil
    try labels?([])
    let pass = ScenePass(
      renderer: renderer, frames: record.frames, rate: job.origin.rate,
      spikes: spikes != nil || preview != nil ? (job.spikeSimulation(of: record), spikes) : nil,
      events: events != nil || preview != nil ? (job.eventSimulation(of: record), events) : nil, onEventObjects: labels,
      preview: preview)
    let made = try pass.run { try progress.advance($0) }
    record.spikes = spikes == nil ? 0 : made.spikes
    record.events = events == nil ? nil : made.events
    for interval in job.intervals { try flow.write(interval: interval, to: sink) { try progress.advance(0) } }
    if job.hasPictures {
      for moment in shortest {
        let gray = renderer.picture(at: moment.seconds).map { UInt8(min(max($0.rounded(), 0), 255)) }
        try sink.append(picture: gray, at: moment)
      }
    }
    try sink.finish()
    for name in record.scene.pictureNames.map(\.name) + record.scene.objectNames {
      if let path = job.origin.pictures.path(of: name) { try copy(path, to: folder.add(name)) }
    }
  }

  private func setDepthOrder(_ record: inout SceneRecord, _ renderer: SceneRenderer) {
    let seconds = Double(record.frames) / record.rateHz
    let order = renderer.depthOrder(
      at: (0...Self.depthMoments).map { seconds * Double($0) / Double(Self.depthMoments) })
    record.depthOrder = order.things
    record.depthChanges = order.changing.isEmpty ? nil : order.changing
  }

  private func copy(_ path: String, to place: String) throws {
    let input = try InputFile(path: path)
    let file = try OutputFile(path: place)
    try file.write(try input.bytes(at: 0, count: input.byteCount))
    try file.commit()
  }

  private func makeSink(_ folder: OutputFolder, _ record: SceneRecord, moments: [SceneMoment]) throws -> any SceneSink {
    switch job.layout {
    case .spift: SpiftSceneSink(folder, format: job.eventFormat, textStyle: job.textStyle)
    case .dsec: DSECSceneSink(folder)
    case .mvsec: try MVSECSceneSink(folder, name: name, size: record.scene.size, moments: moments)
    case .npz:
      try ArchiveSceneSink(folder, size: record.scene.size, rate: record.rateHz, intervals: job.intervals)
    }
  }
}
