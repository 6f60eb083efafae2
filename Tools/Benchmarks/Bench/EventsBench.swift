import ArgumentParser
import Foundation
import Kernels
import Recordings
import Simulator
import Tensors

/// Events from video, decoding aside: frames in memory, batches of events out.
struct EventsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "An event camera on a drawn video of 1000 frames a second, decoding aside.")

  enum Model: String, ExpressibleByArgument, CaseIterable {
    case ideal
    case v2e
    case v2eClean = "v2e-clean"
    case v2eNoisy = "v2e-noisy"
    case voltmeter

    var camera: EventCameraModel {
      switch self {
      case .ideal: .ideal(IdealEventModel())
      case .v2e: .v2e(V2EModel())
      case .v2eClean: .v2e(V2EModel(.clean))
      case .v2eNoisy: .v2e(V2EModel(.noisy))
      case .voltmeter: .voltmeter(VoltmeterModel())
      }
    }
  }

  @Option(help: "WIDTHxHEIGHT of the sensor.") var size = Extent(640, 480)
  @Option(help: "The camera.") var model = Model.ideal
  @Option(help: "Frames of a run.") var frames = 200
  @Option(help: "Pixels that the picture moves from frame to frame.") var motion = 0.2
  @OptionGroup var options: BenchOptions

  /// Frames that are shown forwards and backwards.
  private static let pictures = 16

  func validate() throws {
    if frames < 1 { throw ValidationError("--frames needs a number of one and more") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let size = SensorSize(width: size.first, height: size.second)
    let video = (0..<Self.pictures).map { picture($0, size) }
    var events = 0
    let measurement = try Measurement(runs: options.runs) {
      let camera = EventCamera(size: size, model: model.camera, threads: options.threads)
      events = 0
      for index in 0...frames {
        let place = index % (2 * Self.pictures - 2)
        let frame = video[min(place, 2 * Self.pictures - 2 - place)]
        try camera.append(frame, at: Rational(Int64(index), 1000)) { events += $0.events.count }
      }
      try camera.finish { events += $0.events.count }
    }
    let framesPerSecond = Double(frames) / measurement.median
    return [
      Row(
        name: "events \(model.rawValue) \(size.width)x\(size.height)",
        figures: [
          ("median_s", measurement.median), ("min_s", measurement.least), ("max_s", measurement.greatest),
          ("frames_per_s", framesPerSecond),
          ("Mpix_per_s", framesPerSecond * Double(size.width * size.height) / 1e6),
          ("Mev_per_s", Double(events) / measurement.median / 1e6), ("peak_MB", ProcessMemory.peakMegabytes),
        ])
    ]
  }

  private func picture(_ index: Int, _ size: SensorSize) -> Tensor<Float> {
    let shift = motion * Double(index)
    return Tensor(
      shape: [size.height, size.width],
      scalars: (0..<size.width * size.height).map { pixel in
        let (x, y) = (Double(pixel % size.width), Double(pixel / size.width))
        return Float((128 + 100 * sin((x - shift) / 7) * cos((y + shift / 2) / 9)).rounded(.down))
      })
  }
}
