import Foundation
import Kernels
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct ScenePictureTests {
  @Test func `Threads, instruction sets and parts change no byte`() throws {
    var scene = SceneSamples.crowd
    scene.camera = SceneMotion(angle: .line(start: 0, rate: 0.3))
    let whole = try SceneSamples.renderer(scene).picture(at: 0.3)
    let truth = try SceneSamples.renderer(scene).truth(from: 0.3, to: 0.4)
    let shared = try SceneSamples.renderer(scene, threads: 2)
    #expect(shared.picture(at: 0.3) == whole)
    #expect(shared.truth(from: 0.3, to: 0.4).flow == truth.flow)
    for set in InstructionSet.available {
      let renderer = try SceneRenderer(scene, threads: 1, instructionSet: set)
      #expect(renderer.picture(at: 0.3) == whole, "\(set)")
      #expect(renderer.objects(at: 0.3) == truth.objects, "\(set)")
    }
    let region = PixelRegion(x: 13, y: 21, size: SensorSize(width: 37, height: 29))
    let part = shared.picture(at: 0.3, region: region)
    let partTruth = shared.truth(from: 0.3, to: 0.4, region: region)
    for y in 0..<29 {
      for x in 0..<37 {
        #expect(part[y, x] == whole[y + 21, x + 13])
        #expect(partTruth.objects[y, x] == truth.objects[y + 21, x + 13])
        #expect(partTruth.isHidden[y, x] == truth.isHidden[y + 21, x + 13])
        #expect(partTruth.flow.flow[1, y, x] == truth.flow.flow[1, y + 21, x + 13])
      }
    }
  }

  @Test(arguments: [ScenePattern.noise, .checks, .bricks, .text]) func `A fine texture from afar is its mean`(
    _ kind: ScenePattern
  ) throws {
    func picture(_ scale: Double) throws -> [Float] {
      let scene = Scene(
        size: SensorSize(width: 64, height: 64),
        things: [
          .layer(
            SceneLayer(
              shape: .everywhere, texture: SceneSamples.texture(kind, scale: scale),
              motion: SceneMotion(angle: .constant(value: 0.3))))
        ])
      return try SceneSamples.renderer(scene).picture(at: 0).scalars
    }
    let near = try picture(1), far = try picture(1.0 / 100)
    let mean = near.reduce(0, +) / Float(near.count)
    let (least, most) = (try #require(far.min()), try #require(far.max()))
    #expect(most - least < 2)
    #expect(abs(far[0] - mean) < 12)
    // From near it has contrast.
    #expect(try #require(near.max()) - (try #require(near.min())) > 100)
  }

  @Test func `Gray levels spread over a hundred and more`() throws {
    for kind in ScenePattern.allCases {
      let scene = Scene(
        size: SensorSize(width: 64, height: 64),
        things: [
          .layer(SceneLayer(shape: .everywhere, texture: SceneSamples.texture(kind, darkest: 40, brightest: 190)))
        ])
      let levels = try SceneSamples.renderer(scene).picture(at: 0).scalars.sorted()
      #expect(levels[levels.count * 49 / 50] - levels[levels.count / 50] >= 100, "\(kind)")
      #expect(levels[0] >= 40 - 0.01 && levels[levels.count - 1] <= 190.01)
    }
  }

  /// Contrast of a texture must not depend on where it lies between pixels, else motion makes light flicker.
  @Test(arguments: [1.0, 0.6, 0.37, 1.7]) func `Moving by parts of a pixel does not make light flicker`(
    _ scale: Double
  ) throws {
    let scene = Scene(
      size: SensorSize(width: 64, height: 48),
      things: [
        .layer(
          SceneLayer(
            shape: .everywhere, texture: SceneSamples.texture(scale: scale),
            motion: SceneMotion(x: .line(start: 0, rate: 1), y: .line(start: 0, rate: 0.5))))
      ])
    let renderer = try SceneSamples.renderer(scene)
    let deviations = (0..<8).map { step -> Double in
      let levels = renderer.picture(at: Double(step) / 8).scalars.map(Double.init)
      let mean = levels.reduce(0, +) / Double(levels.count)
      return (levels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(levels.count)).squareRoot()
    }
    let (least, most) = (try #require(deviations.min()), try #require(deviations.max()))
    #expect(most / least < 1.03, "\(deviations)")
    #expect(least > 8)
  }

  @Test func `An edge is one pixel wide at any size, and half of it lies inside`() throws {
    for scale in [0.5, 1, 2.5] {
      let white = SceneTexture(.pattern(ScenePatternChoice(.noise, side: 1)), darkest: 200, brightest: 200)
      let scene = Scene(
        size: SensorSize(width: 40, height: 9),
        things: [
          .layer(
            SceneLayer(
              shape: .roundedRectangle(width: 20 / scale, height: 100, corner: 0), texture: white,
              motion: SceneMotion(x: .line(start: 18, rate: 1), y: .constant(value: 4), scaleX: .constant(value: scale))
            ))
        ])
      let renderer = try SceneSamples.renderer(scene)
      for shift in [0.0, 0.25, 0.5, 0.875] {
        let picture = renderer.picture(at: shift)
        // The sum is the area whatever the place: 20 pixels of 200.
        let sum = (0..<40).reduce(Float(0)) { $0 + picture[4, $1] }
        #expect(abs(sum - 4000) < 12, "\(sum) at \(shift), scale \(scale)")
        let soft = (0..<40).count { picture[4, $0] > 1 && picture[4, $0] < 199 }
        #expect(soft <= 4)
      }
    }
  }

  @Test func `Light that changes and long exposures change the picture`() throws {
    var scene = SceneSamples.crowd
    let plain = try SceneSamples.renderer(scene).picture(at: 0.25)
    scene.illumination = .wave(mean: 1, amplitude: 0.5, hertz: 1, phase: 0)
    let bright = try SceneSamples.renderer(scene).picture(at: 0.25)
    for (a, b) in zip(plain.scalars, bright.scalars) { #expect(abs(a * 1.5 - b) < 1e-2) }
    scene.illumination = .constant(value: 1)
    scene.exposure = SceneExposure(seconds: 0.2, samples: 4)
    let blurred = try SceneSamples.renderer(scene).picture(at: 0.3).scalars
    let parts = try [0.125, 0.175, 0.225, 0.275].map {
      try SceneSamples.renderer(SceneSamples.crowd).picture(at: $0).scalars
    }
    for index in blurred.indices {
      let mean = parts.reduce(Float(0)) { $0 + $1[index] } / 4
      #expect(abs(mean - blurred[index]) < 1e-2)
    }
  }

  @Test func `A scene feeds a spiking camera`() throws {
    let renderer = try SceneSamples.renderer(SceneSamples.crowd)
    let region = PixelRegion(x: 8, y: 8, size: SensorSize(width: 24, height: 16))
    let light = SceneLight(renderer, rate: 1000, count: 21, first: 100, region: region)
    var camera = IdealSpikingCamera(geometry: light.geometry, rateHz: 1000, initialCharge: .zero, threads: 1)
    var (frames, spikes) = (0, 0)
    while let frame = light.next() {
      if frames == 0 {
        #expect(frame.time == Rational(1, 10))
        #expect(frame.gray == renderer.picture(at: 0.1, region: region))
      }
      frames += 1
      try camera.append(frame.gray, at: frame.time) { _ in }
    }
    try camera.finish { spikes += $0.frameCount }
    #expect(frames == 21 && spikes == 20)
  }
}
