import Kernels
import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct SpikeWindowTests {
  private static let frameCount = 5

  private static func frames(width: Int, height: Int) -> Tensor<UInt8> {
    let count = frameCount * height * width
    return Tensor(
      shape: [frameCount, height, width], scalars: (0..<count).map { UInt8($0 &* 2_654_435_761 >> 13 & 1) })
  }

  /// The frames as a picture of zeros and ones with their edges repeated.
  private static func padded(_ frames: Tensor<UInt8>, in layout: SpikeWindow) -> Tensor<Float> {
    let (height, width) = (layout.geometry.height, layout.geometry.width)
    var picture = Tensor<Float>(zeros: [1, frameCount, layout.paddedHeight, layout.paddedWidth])
    for frame in 0..<frameCount {
      for y in 0..<layout.paddedHeight {
        for x in 0..<layout.paddedWidth {
          let source = frames[frame, min(y, height - 1), min(max(x - layout.leftPadding, 0), width - 1)]
          picture[0, frame, y, x] = Float(source)
        }
      }
    }
    return picture
  }

  private static func workers() throws -> [Workers] {
    try InstructionSet.available.flatMap { set in
      try [1, 2].map { try Workers(threads: $0, instructionSet: set) }
    }
  }

  @Test(arguments: [(16, 16), (17, 33), (40, 24), (31, 15), (1, 1), (33, 2), (75, 20)])
  func `A window without motion repeats its edges: columns on both sides, rows at the bottom`(
    width: Int, height: Int
  ) throws {
    let layout = SpikeWindow(geometry: SpikeGeometry(width: width, height: height))
    #expect(layout.paddedWidth % 16 == 0 && layout.paddedHeight % 16 == 0)
    #expect(layout.leftPadding == (layout.paddedWidth - width) / 2)
    let frames = Self.frames(width: width, height: height)
    let spikes = try #require(SpikeStream(packing: frames))
    for workers in try Self.workers() {
      let map = FeatureMap(channels: Self.frameCount, height: layout.paddedHeight, width: layout.paddedWidth)
      map.fill(7)
      let still = FeatureMap(channels: 2, height: layout.paddedHeight, width: layout.paddedWidth)
      layout.warp(spikes, along: still, interval: 10, into: map, workers: workers)
      #expect(map.tensor == Self.padded(frames, in: layout), "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [(17, 33), (40, 24), (1, 1), (33, 2), (75, 20)], [Float(0.01), 1, 9])
  func `A window warped from its bits is the warped picture`(size: (Int, Int), noise: Float) throws {
    let layout = SpikeWindow(geometry: SpikeGeometry(width: size.0, height: size.1))
    let frames = Self.frames(width: size.0, height: size.1)
    let spikes = try #require(SpikeStream(packing: frames))
    let picture = FeatureMap(Self.padded(frames, in: layout))
    var flow = Tensor<Float>(zeros: [1, 2, layout.paddedHeight, layout.paddedWidth])
    for y in 0..<layout.paddedHeight {
      for x in 0..<layout.paddedWidth {
        let drawn = Float((x &* 73 + y &* 179) &* 2_654_435_761 >> 7 & 255) / 128 - 1
        flow[0, 0, y, x] = 3.3 + noise * drawn
        flow[0, 1, y, x] = -2.6 + noise * drawn
      }
    }
    flow[0, 0, 3, 5] = .nan
    flow[0, 1, 3, 6] = .infinity
    for workers in try Self.workers() {
      let expected = FeatureMap(picture.tensor)
      for frame in 0..<Self.frameCount {
        Warp.run(
          picture[frame..<frame + 1], by: FeatureMap(flow), scale: Float(frame - 2) / 3,
          into: expected[frame..<frame + 1], workers: workers)
      }
      let map = FeatureMap(picture.tensor)
      layout.warp(spikes, along: FeatureMap(flow), interval: 3, into: map, workers: workers)
      let worst = zip(map.tensor.scalars, expected.tensor.scalars).map { ($0 - $1).magnitude }.max() ?? .nan
      #expect(worst <= 1e-6, "\(workers.instructionSet): off by \(worst)")
    }
  }
}
