import ArgumentParser
import Foundation
import Recordings
import Simulator
import Tensors

/// Scenes that are rendered: ten things that fly before a background.
struct SceneBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scene", abstract: "A scene of ten things: its pictures, its flow, samples for training.")

  @Option(help: "WIDTHxHEIGHT of the sensor.") var size = Extent(800, 500)
  @OptionGroup var options: BenchOptions

  private static let frames = 50
  private static let rate = 20_000.0
  /// The side of a sample and its readouts.
  private static let sample = (side: 128, readouts: 45)
  /// How long a sample of events lasts: twelve windows of 12.5 ms.
  private static let eventSeconds = 0.15

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let size = SensorSize(width: size.first, height: size.second)
    let law = SceneLaw(
      objects: 10...10, motion: SceneMotionLaw(speed: 1000...19_000, turning: 0...2500, scale: 0.9...1.1, path: .curve),
      background: SceneMotionLaw(speed: 1000...14_000))
    let renderer = try SceneRenderer(law.scene(seed: 0, size: size, seconds: 0.025), threads: options.threads)
    // Textures and outlines are made when they are first seen.
    _ = renderer.picture(at: 0)
    let pictures = Measurement(runs: options.runs) {
      for frame in 0..<Self.frames { _ = renderer.picture(at: Double(frame) / Self.rate) }
    }
    let flow = Measurement(runs: options.runs) { _ = renderer.flow(from: 0.01, to: 0.0105) }
    var seed: UInt64 = 0
    // Each sample is of another scene, as in training, whose textures are soon all made.
    for seed in 1_000_000..<1_000_060 {
      _ = try SceneRenderer(law.scene(seed: UInt64(seed), size: size, seconds: 0.025)).picture(at: 0)
    }
    let samples = try Measurement(runs: options.runs) {
      seed += 1
      try sample(of: law.scene(seed: seed, size: size, seconds: 0.025))
    }
    let events = try eventSamples()
    let meshes = try meshes(size)
    let framesPerSecond = Double(Self.frames) / pictures.median
    let text = "\(size.width)x\(size.height)"
    return [
      Row(
        name: "scene \(text)",
        figures: [
          ("median_s", pictures.median), ("frames_per_s", framesPerSecond),
          ("Mpix_per_s", framesPerSecond * Double(size.width * size.height) / 1e6),
        ]),
      Row(name: "scene flow \(text)", figures: [("median_s", flow.median), ("min_s", flow.least)]),
    ] + meshes + [
      Row(
        name: "scene sample \(Self.sample.side)x\(Self.sample.side), one thread",
        figures: [("median_s", samples.median), ("min_s", samples.least), ("max_s", samples.greatest)]),
      Row(
        name: "scene events \(Self.sample.side)x\(Self.sample.side), 150 ms, one thread",
        figures: [
          ("median_s", events.time.median), ("min_s", events.time.least), ("max_s", events.time.greatest),
          ("events", Double(events.count)),
        ]),
    ]
  }

  /// Ten things of 2 000 triangles each before a background, with shadows, looked at once and eight times a pixel.
  private func meshes(_ size: SensorSize) throws -> [Row] {
    let side = Double(min(size.width, size.height))
    let angles = (0...25).map { Double.pi * Double($0) / 25 }
    let things = (0..<10).map { number -> SceneThing in
      let (row, column, radius) = (Double(number / 5), Double(number % 5), 0.18 * side)
      let heights = angles.map { -radius * cos($0) }
      let middle: [Double] = angles[1..<25].map { radius * sin($0) * (0.8 + 0.2 * cos(6 * $0)) }
      let form = SceneForm.lathe(heights: heights, radii: [0] + middle + [0])
      return .mesh(
        SceneMesh(
          form: form, texture: SceneTexture(.pattern(ScenePatternChoice(.checks, seed: UInt64(number)))),
          motion: SpaceMotion(
            x: .line(start: (0.1 + 0.2 * column) * Double(size.width), rate: 5000 * (row - 0.5)),
            y: .line(start: (0.28 + 0.44 * row) * Double(size.height), rate: 900 * (column - 2)),
            z: .constant(value: 0.05 * side * (column - 2)),
            turns: [SceneTurn(axis: [1, column, 2 * row], angle: .line(start: column, rate: 30))])))
    }
    let wall = SceneLayer(
      shape: .everywhere, texture: SceneTexture(.pattern(ScenePatternChoice(.noise, seed: 99))),
      motion: SceneMotion(x: .line(start: 0, rate: 3000)))
    return try [1, 8].map { samples in
      var space = SceneSpace(size: size)
      space.samples = samples
      let renderer = try SceneRenderer(
        Scene(size: size, things: [.layer(wall)] + things, space: space), threads: options.threads)
      _ = renderer.picture(at: 0)
      let frames = 16 / samples + 4
      let pictures = Measurement(runs: options.runs) {
        for frame in 0..<frames { _ = renderer.picture(at: Double(frame) / Self.rate) }
      }
      return Row(
        name: "scene of meshes \(size.width)x\(size.height), 20,000 triangles, \(samples) a pixel",
        figures: [("median_s", pictures.median), ("frames_per_s", Double(frames) / pictures.median)])
    }
  }

  /// Events of a part of scenes with up to thirty sprites, as training takes them; each run is of another scene.
  private func eventSamples() throws -> (time: Measurement, count: Int) {
    let size = SensorSize(width: 346, height: 260)
    let law = SceneLaw(
      objects: 2...30, motion: SceneMotionLaw(speed: 0.5...600, turning: 0...60, scale: 0.3...1.5),
      background: SceneMotionLaw(speed: 0.5...40))
    let region = PixelRegion(
      x: 100, y: 60, size: SensorSize(width: Self.sample.side, height: Self.sample.side))
    var (seed, count): (UInt64, Int) = (0, 0)
    let time = try Measurement(runs: options.runs) {
      // Some scenes a run: they differ in how much moves.
      for _ in 0..<8 {
        seed += 1
        let renderer = try SceneRenderer(law.scene(seed: seed, size: size, seconds: 0.3), threads: 1)
        count += try SceneEventCamera(renderer, region: region, seed: seed, threads: 1)
          .events(from: 0.05, to: 0.05 + Self.eventSeconds).count
      }
    }
    return (time, count)
  }

  /// What training takes of a scene: readouts of a part of the sensor, and the flow between two of them.
  private func sample(of scene: Scene) throws {
    let side = Self.sample.side
    let renderer = try SceneRenderer(scene, threads: 1)
    let region = PixelRegion(x: 40, y: 30, size: SensorSize(width: side, height: side))
    let light = SceneLight(renderer, count: Self.sample.readouts + 1, first: 200, region: region)
    var camera = IdealSpikingCamera(geometry: light.geometry, threads: 1)
    while let frame = light.next() { try camera.append(frame.gray, at: frame.time) { _ in } }
    try camera.finish { _ in }
    _ = renderer.flow(from: 212.5 / Self.rate, to: 222.5 / Self.rate, region: region)
  }
}
