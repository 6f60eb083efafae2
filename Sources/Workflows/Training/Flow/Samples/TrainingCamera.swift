import Recordings
import Simulator
import Tensors

/// The spiking cameras that see the scenes of a training.
public enum TrainingCamera: String, Sendable, CaseIterable {
  /// Pixels that are alike and do not err.
  case ideal
  /// The sensor of SCSim, with noise.
  case scsim

  /// Records light from its first picture to its last, pixels having looked at the first for long.
  func record(_ light: any IntensitySource, rate: Rational, seed: UInt64) throws -> SpikeStream {
    switch self {
    case .ideal:
      return try Self.record(
        light,
        IdealSpikingCamera(geometry: light.geometry, rateHz: rate, initialCharge: .steady(seed: seed), threads: 1))
    case .scsim:
      return try Self.record(
        light,
        SensorSpikingCamera(
          geometry: light.geometry, rateHz: rate, initialCharge: .steady(seed: seed), seed: seed, threads: 1))
    }
  }

  private static func record<Camera: SpikingCamera & ~Copyable>(
    _ light: any IntensitySource, _ camera: consuming Camera
  ) throws -> SpikeStream {
    var blocks: [SpikeStream] = []
    while let frame = try light.next() { try camera.append(frame.gray, at: frame.time) { blocks.append($0) } }
    try camera.finish { blocks.append($0) }
    guard let first = blocks.first else { return SpikeStream(geometry: light.geometry, frameCount: 0) { _ in } }
    if blocks.count == 1 { return first }
    let count = blocks.reduce(0) { $0 + $1.frameCount }
    return SpikeStream(geometry: first.geometry, frameCount: count) { target in
      var place = 0
      for block in blocks {
        block.withUnsafeBytes { bytes in
          _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + bytes.count]).initialize(from: bytes)
          place += bytes.count
        }
      }
    }
  }
}

/// Light that stays as it is at first.
final class StandingLight: IntensitySource {
  private let light: SceneLight
  private var shown: Tensor<Float>?
  private var index = 0

  init(_ light: SceneLight) { self.light = light }

  var geometry: SpikeGeometry { light.geometry }
  var estimatedCount: Int? { light.count }

  func next() -> IntensityFrame? {
    if index == light.count { return nil }
    let gray = shown ?? light.next()?.gray
    shown = gray
    defer { index += 1 }
    let time = Rational(Int64(light.first + index) * light.rate.denominator, light.rate.numerator)
    return gray.map { IntensityFrame(gray: $0, time: time) }
  }
}
