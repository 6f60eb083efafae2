import Datasets
import Files
import Foundation
import Kernels
import Media
import Recordings
import Simulator

/// The folder of one scene, written in one pass over it.
struct SceneFolder {
  static let description = "scene.json"
  private static let spikes = "test.dat"
  private let job: SceneRecording
  private let name: String

  init(_ job: SceneRecording, name: String) { (self.job, self.name) = (job, name) }

  /// Renders the scene of a request; returns it with what was written.
  func write(_ request: SceneRecord, _ progress: JobSteps) throws -> SceneRecord {
    var record = request
    try FileManager.default.createDirectory(atPath: job.output, withIntermediateDirectories: true)
    let folder = try OutputFolder(
      path: "\(job.output)/\(name)", overwrite: job.overwrite, index: Self.description, verb: "scene")
    let renderer = try SceneRenderer(record.scene, threads: job.threads)
    record.spikes = try writeSpikes(renderer, record, to: folder, progress)
    for interval in job.intervals { try writeFlow(renderer, over: interval, record, to: folder) }
    if job.hasPictures { try writePictures(renderer, record, to: folder) }
    if let format = job.eventFormat { record.events = try writeEvents(renderer, format, record, to: folder) }
    record.files = folder.files + [Self.description]
    for file in folder.files { record.digests[file] = try FileDigest(path: folder.file(file)).description }
    let path = try folder.add(Self.description)
    let file = try OutputFile(path: path, overwrite: false)
    try file.write(Array(JSONText.encode(record, hasSnakeCaseKeys: true, isPretty: true)))
    try file.commit()
    try folder.commit()
    return record
  }

  private func writeSpikes(
    _ renderer: SceneRenderer, _ record: SceneRecord, to folder: OutputFolder, _ progress: JobSteps
  ) throws -> Int {
    let light = SceneLight(renderer, rate: job.law.rate, count: record.frames + 1)
    let writer = try SpikeDatWriter(path: folder.add(Self.spikes), geometry: light.geometry)
    let charge = InitialCharge.uniform(seed: record.seed)
    switch job.camera {
    case .ideal(let threshold):
      var camera = IdealSpikingCamera(
        geometry: light.geometry, rateHz: job.law.rate, threshold: threshold, initialCharge: charge,
        threads: job.threads)
      return try recording(light, with: &camera, to: writer, progress)
    case .scsim: return try recording(light, with: .scsim, record, charge, to: writer, progress)
    case .spikingsim: return try recording(light, with: .spikingsim, record, charge, to: writer, progress)
    case .custom(let sensor, _): return try recording(light, with: sensor, record, charge, to: writer, progress)
    }
  }

  private func recording(
    _ light: SceneLight, with sensor: SpikingSensor, _ record: SceneRecord, _ charge: InitialCharge,
    to writer: SpikeDatWriter, _ progress: JobSteps
  ) throws -> Int {
    var camera = SensorSpikingCamera(
      geometry: light.geometry, rateHz: job.law.rate, sensor: sensor, reset: job.camera.reset, initialCharge: charge,
      seed: record.seed, threads: job.threads)
    return try recording(light, with: &camera, to: writer, progress)
  }

  private func recording<Camera: SpikingCamera & ~Copyable>(
    _ light: SceneLight, with camera: inout Camera, to writer: SpikeDatWriter, _ progress: JobSteps
  ) throws -> Int {
    var spikes = 0
    let keep = { (block: SpikeStream) in
      spikes += block.spikeCount
      try writer.append(block)
    }
    var isFirst = true
    while let frame = light.next() {
      try camera.append(frame.gray, at: frame.time, emit: keep)
      if !isFirst { try progress.advance() }
      isFirst = false
    }
    try camera.finish(emit: keep)
    try writer.finish()
    return spikes
  }

  /// The middle of a readout, in seconds.
  private func middle(_ readout: Int) -> Double { (Double(readout) + 0.5) / job.law.rate.doubleValue }

  /// Linear gray levels at the times at which the fields of the shortest interval start.
  private func writePictures(_ renderer: SceneRenderer, _ record: SceneRecord, to folder: OutputFolder) throws {
    let interval = job.intervals.min() ?? 1
    for number in 0...max(0, (record.frames - 1) / interval) {
      let gray = renderer.picture(at: middle(number * interval)).map { UInt8(min(max($0.rounded(), 0), 255)) }
      try StillPicture.uint8(gray).writePNG(path: folder.add("pictures/\(String(format: "%04d", number)).png"))
    }
  }

  /// Flow from the middle of a readout to that of another.
  private func writeFlow(
    _ renderer: SceneRenderer, over interval: Int, _ record: SceneRecord, to folder: OutputFolder
  ) throws {
    for field in 0..<max(0, (record.frames - 1) / interval) {
      let flow = renderer.flow(from: middle(field * interval), to: middle((field + 1) * interval))
      let name = "dt=\(interval)/motion_vector/\(String(format: "%04d", field)).flo"
      _ = try flow.write(to: folder.add(name), format: .flo)
    }
  }

  private func writeEvents(
    _ renderer: SceneRenderer, _ format: EventFormat, _ record: SceneRecord, to folder: OutputFolder
  ) throws -> Int {
    let size = record.scene.size
    let sink = try EventFiles.create(
      folder.add("events.\(format.endings[0])"), format: format, compression: nil,
      options: EventWriteOptions(width: size.width, height: size.height, overwrite: false, textStyle: nil))
    var count = 0
    try SceneEvents(renderer, seconds: job.law.seconds, seed: record.seed, threads: job.threads).record { part in
      count += part.events.count
      try sink.append(part.events)
    }
    try sink.finish()
    return count
  }
}
