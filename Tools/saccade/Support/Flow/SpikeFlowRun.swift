import Datasets
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Estimating the fields of one recording of spikes, and writing them into a folder.
final class SpikeFlowRun {
  private let recording: any SpikeSource
  private let interval: Int
  private let runner: SCFlowRunner
  private let writer: FlowFolderWriter
  private let pipeline: Pipeline

  init(
    recording: any SpikeSource, network: SCFlow, interval: Int, workers: Workers, writer: FlowFolderWriter
  ) {
    self.recording = recording
    self.interval = interval
    self.writer = writer
    pipeline = Pipeline(isConcurrent: workers.threads > 1)
    runner = SCFlowRunner(network: network, geometry: recording.geometry, workers: workers)
  }

  /// The bytes that the network's maps take.
  var workspaceByteCount: Int { runner.workspaceByteCount }

  /// Estimates and writes one field for each centre of a first window.
  func run(centres: [Int]) throws {
    let progress = Progress(total: centres.count, unit: "fields")
    defer { progress.finish() }
    let half = SCFlow.windowLength / 2
    let interval = interval
    var next = centres.makeIterator()
    try pipeline.run(
      reading: { () throws -> (centre: Int, first: SpikeStream, second: SpikeStream)? in
        guard let centre = next.next() else { return nil }
        return (
          centre, try recording.frames(centre - half..<centre + half + 1),
          try recording.frames(centre + interval - half..<centre + interval + half + 1)
        )
      },
      computing: { (windows) throws -> (centre: Int, flow: Tensor<Float>) in
        (windows.centre, runner.flow(from: windows.first, to: windows.second, interval: interval))
      },
      writing: { (result) throws in
        let centre = result.centre
        try writer.write(
          FlowField(flow: result.flow),
          as: FlowIndex.Field(
            file: writer.name(of: centre), startUs: time(ofFrame: centre), endUs: time(ofFrame: centre + interval),
            frameA: centre, frameB: centre + interval, iterations: 1))
        progress.advance()
      })
  }

  private func time(ofFrame frame: Int) -> Int64 {
    Int64(exactly: (Double(frame) * 1_000_000 / recording.rateHz).rounded()) ?? .max
  }
}
