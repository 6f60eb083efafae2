import Datasets
import Kernels
import Media
import OpticalFlow
import Recordings
import Reports
import Tensors

/// How the pictures of one run look.
struct FlowRunStyle {
  var maximum: Float
  var legend: Bool

  var picture: FlowPicture { FlowPicture(colors: FlowColors(maximum: maximum), showsLegend: legend) }
}

/// Estimating the fields of one run and writing them into a folder.
final class FlowEstimation {
  private let recording: any SpikeSource
  private let interval: Int
  private let runner: SCFlowRunner
  private let folder: OutputFolder
  private var magnitudes = FlowMagnitudes()
  /// The frames a second of a video of fields.
  private static let fieldsPerSecond = 10.0

  init(recording: any SpikeSource, network: SCFlow, interval: Int, workers: Workers, folder: OutputFolder) {
    self.recording = recording
    self.interval = interval
    self.folder = folder
    runner = SCFlowRunner(network: network, geometry: recording.geometry, workers: workers)
  }

  /// The bytes that the network's maps take.
  var workspaceByteCount: Int { runner.workspaceByteCount }

  /// The length that 99 % of the vectors of the run do not exceed, in pixels.
  var percentile99: Float { magnitudes.percentile(99) ?? 1 }

  /// Estimates and writes one field for each centre of a first window.
  func run(centres: [Int], format: FlowCommand.Format) throws -> [FlowIndex.Field] {
    let progress = Progress(total: centres.count, unit: "fields")
    defer { progress.finish() }
    let half = SCFlow.windowLength / 2
    return try centres.map { centre in
      let flow = runner.flow(
        from: try recording.frames(centre - half..<centre + half + 1),
        to: try recording.frames(centre + interval - half..<centre + interval + half + 1), interval: interval)
      magnitudes.add(flow)
      let file = FlowFiles.name(frame: centre, format: format)
      try FlowFiles.write(flow, to: folder.file(file), format: format)
      progress.advance()
      return FlowIndex.Field(
        file: file, startUs: time(ofFrame: centre), endUs: time(ofFrame: centre + interval), frameA: centre,
        frameB: centre + interval, iterations: 1)
    }
  }

  /// Draws the fields of the run, all with one scale.
  func render(
    _ fields: [FlowIndex.Field], as rendering: FlowCommand.Rendering, format: FlowCommand.Format, style: FlowRunStyle
  ) throws {
    var video: VideoWriter?
    for field in fields {
      let flow = try FlowFiles.read(folder.file(field.file))
      let picture = style.picture.colored(flow, caption: ["frames", "\(field.frameA) to", "\(field.frameB)"])
      switch rendering {
      case .png:
        try StillPicture.uint8(picture).writePNG(path: folder.file(field.file.replacingSuffix(with: "png")))
      case .mp4:
        let writer =
          try video
          ?? VideoWriter(
            path: folder.file("flow.mp4"), width: picture.shape[1], height: picture.shape[0],
            framesPerSecond: Self.fieldsPerSecond)
        video = writer
        try writer.append(picture)
      }
    }
    try video?.finish()
  }

  private func time(ofFrame frame: Int) -> Int64 {
    Int64(exactly: (Double(frame) * 1_000_000 / recording.rateHz).rounded()) ?? .max
  }
}
