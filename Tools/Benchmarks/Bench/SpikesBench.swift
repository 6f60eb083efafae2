import ArgumentParser
import Foundation
import Kernels
import NeuralNetworks
import Recordings
import Simulator
import Tensors

/// Spikes from video, decoding aside: key frames in memory, packed frames out.
struct SpikesBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikes", abstract: "A spiking camera on a drawn video of 25 frames a second, decoding aside.")

  enum Model: String, ExpressibleByArgument, CaseIterable { case ideal, scsim, spikingsim }

  @Option(help: "WIDTHxHEIGHT of the sensor.") var size = Extent(400, 250)
  @Option(help: "The camera.") var model = Model.ideal
  @Option(help: "Readouts a second.") var rate = 20_000
  @OptionGroup var options: BenchOptions

  private static let keyFrames = 6
  private static let keyFramesPerSecond = 25

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let geometry = SpikeGeometry(width: size.first, height: size.second)
    let video = (0..<Self.keyFrames).map { index in
      ParameterInitializer(seed: UInt64(index)).uniform("video", shape: [geometry.height, geometry.width])
        .map { 127.5 * ($0 + 1) }
    }
    var frames = 0
    let measurement = try Measurement(runs: options.runs) {
      switch model {
      case .ideal:
        var camera = IdealSpikingCamera(
          geometry: geometry, rateHz: Rational(Int64(rate)), initialCharge: .uniform(seed: 0), threads: options.threads)
        frames = try record(video, with: &camera)
      case .scsim, .spikingsim:
        var camera = SensorSpikingCamera(
          geometry: geometry, rateHz: Rational(Int64(rate)), sensor: model == .scsim ? .scsim : .spikingsim,
          reset: model == .scsim ? .soft : .hard, threads: options.threads)
        frames = try record(video, with: &camera)
      }
    }
    let framesPerSecond = Double(frames) / measurement.median
    return [
      Row(
        name: "spikes \(model.rawValue) \(size.first)x\(size.second)",
        figures: [
          ("median_s", measurement.median), ("min_s", measurement.least), ("max_s", measurement.greatest),
          ("frames_per_s", framesPerSecond), ("Mpix_per_s", framesPerSecond * Double(geometry.pixelCount) / 1e6),
          ("peak_MB", ProcessMemory.peakMegabytes),
        ])
    ]
  }

  private func record<Camera: SpikingCamera & ~Copyable>(
    _ video: [Tensor<Float>], with camera: inout Camera
  ) throws -> Int {
    var frames = 0
    let count: (SpikeStream) -> Void = { frames += $0.frameCount }
    for (index, keyFrame) in video.enumerated() {
      try camera.append(keyFrame, at: Rational(Int64(index), Int64(Self.keyFramesPerSecond)), emit: count)
    }
    try camera.finish(emit: count)
    return frames
  }
}
