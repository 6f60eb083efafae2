import Recordings
import Representations
import Simulator
import Tensors
import Testing

@Suite struct SpikeReconstructionTests {
  static let sizes = [(1, 1), (7, 9), (8, 8), (13, 11), (64, 3), (130, 2)]

  @Test(arguments: sizes, [1, 2, 7, 32, 300])
  func `The fast pictures are those of the plain definition`(size: (Int, Int), window: Int) throws {
    let recording = recording(width: size.0, height: size.1, frames: 330)
    for center in [0, 1, 6, 150, 299, 323, 328, 329] {
      let tfp = TextureFromPlayback(window: window)
      #expect(
        try tfp.picture(at: center, of: recording) == tfp.referencePicture(at: center, of: recording), "tfp \(center)")
      let tfi = TextureFromInterval(window: window)
      #expect(
        try tfi.picture(at: center, of: recording) == tfi.referencePicture(at: center, of: recording), "tfi \(center)")
    }
  }

  @Test func `A pixel that fires every third frame is a third bright`() throws {
    let geometry = SpikeGeometry(width: 1, height: 1)
    let recording = SpikeStream(geometry: geometry, frameCount: 99) { bytes in
      for frame in 0..<99 { bytes[frame] = frame % 3 == 1 ? 1 : 0 }
    }
    for center in 0..<99 {
      #expect(try TextureFromInterval(window: 8).picture(at: center, of: recording).scalars == [1 / Float(3)])
    }
    for center in 6..<93 {
      let picture = try TextureFromPlayback(window: 12).picture(at: center, of: recording)
      #expect(abs(picture.scalars[0] - 1 / 3) < 1e-6)
    }
    // Two frames on either side do not reach over the interval everywhere.
    #expect(try TextureFromInterval(window: 1).picture(at: 50, of: recording).scalars == [0])
  }

  @Test func `The light that a simulated camera saw comes back`() throws {
    // Gray levels that fire every 2 to 20 frames, so that TFI is exact and TFP is over whole periods of 40 frames.
    let periods: [Float] = [2, 4, 5, 8, 10, 20]
    let light = Tensor<Float>(shape: [2, 3], scalars: periods.map { 400 / $0 })
    let video = Tensor<Float>(shape: [2, 2, 3], scalars: light.scalars + light.scalars)
    let camera = IdealSpikingCamera(geometry: SpikeGeometry(width: 3, height: 2), initialCharge: .uniform(seed: 1))
    let recording = try camera.record(video, frameRate: 100)
    #expect(recording.frameCount == 200)
    for method: any SpikeReconstruction in [TextureFromPlayback(window: 40), TextureFromInterval()] {
      for center in [20, 77, 179] {
        let picture = try method.picture(at: center, of: recording)
        for (found, period) in zip(picture.scalars, periods) { #expect(abs(found - 1 / period) < 1e-6) }
      }
    }
  }

  @Test func `The window of an even length starts half its length before the centre`() {
    #expect(TextureFromPlayback(window: 32).window(around: 100, frameCount: 200) == 84..<116)
    #expect(TextureFromPlayback(window: 31).window(around: 100, frameCount: 200) == 85..<116)
    #expect(TextureFromPlayback(window: 32).window(around: 3, frameCount: 10) == 0..<10)
    #expect(TextureFromInterval(window: 5).window(around: 100, frameCount: 200) == 96..<106)
  }

  @Test(arguments: [1, 3, 50])
  func `Pictures read in blocks are those read alone`(step: Int) throws {
    let recording = recording(width: 13, height: 4, frames: 1300).renumbered(firstFrame: 77)
    for method: any SpikeReconstruction in [TextureFromPlayback(window: 40), TextureFromInterval(window: 40)] {
      var centers: [Int] = []
      try method.forEachPicture(of: recording, at: stride(from: 0, to: 1300, by: step)) { center, picture in
        centers.append(center)
        if try picture != method.picture(at: center, of: recording) { Issue.record("\(method) at \(center)") }
      }
      #expect(centers == Array(stride(from: 0, to: 1300, by: step)))
    }
  }

  @Test func `White of the default simulator is shown white`() {
    let picture = Tensor<Float>(shape: [4], scalars: [0, 0.31875, 0.6375, 1])
    #expect(SpikeDisplay().grayValues(of: picture).scalars == [0, 128, 255, 255])
    #expect(SpikeDisplay(transfer: .srgb).grayValues(of: picture).scalars == [0, 188, 255, 255])
    #expect(SpikeDisplay(percentile: 50, of: picture).gain == 1 / Float(0.6375))
    #expect(SpikeDisplay(percentile: 99, of: Tensor(zeros: [3])).gain == SpikeDisplay.defaultGain)
  }

  @Test func `Methods are read from their names`() {
    #expect(SpikeReconstructionName.reconstruction("tfp:15") as? TextureFromPlayback == TextureFromPlayback(window: 15))
    #expect(SpikeReconstructionName.reconstruction("tfi") as? TextureFromInterval == TextureFromInterval())
    for name in ["", "tfp:", "tfp:0", "tfp:-3", "tfx:3", "tfp:3:4", "tfp:x"] {
      #expect(SpikeReconstructionName.reconstruction(name) == nil, "\(name)")
    }
  }

  /// Pixels of different rates, some silent and some that never stop.
  private func recording(width: Int, height: Int, frames: Int) -> SpikeStream {
    let geometry = SpikeGeometry(width: width, height: height)
    var state: UInt64 = 42
    return SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      bytes.initialize(repeating: 0)
      for frame in 0..<frames {
        for pixel in 0..<geometry.pixelCount {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let rate = [0, 256, 128, 30, 5, 1][pixel % 6]
          if Int(state >> 56) < rate { bytes[frame * geometry.bytesPerFrame + pixel / 8] |= 1 << UInt8(pixel % 8) }
        }
      }
    }
  }
}
