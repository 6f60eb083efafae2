import Kernels
import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct SpikeWindowTests {
  @Test(arguments: [(16, 16), (17, 33), (40, 24), (31, 15), (1, 1), (33, 2)])
  func `A window repeats its edges: columns on both sides, rows at the bottom`(width: Int, height: Int) throws {
    let geometry = SpikeGeometry(width: width, height: height)
    let frames = Tensor<UInt8>(
      shape: [3, height, width], scalars: (0..<3 * height * width).map { UInt8($0 &* 2_654_435_761 >> 13 & 1) })
    let spikes = try #require(SpikeStream(packing: frames))
    let layout = SpikeWindow(geometry: geometry)
    let map = FeatureMap(channels: 3, height: layout.paddedHeight, width: layout.paddedWidth)
    map.fill(7)
    layout.unpack(spikes, into: map, workers: try Workers(threads: 2))
    let padded = map.tensor
    #expect(layout.paddedWidth % 16 == 0 && layout.paddedHeight % 16 == 0)
    #expect(layout.leftPadding == (layout.paddedWidth - width) / 2)
    for frame in 0..<3 {
      for y in 0..<layout.paddedHeight {
        for x in 0..<layout.paddedWidth {
          let source = frames[frame, min(y, height - 1), min(max(x - layout.leftPadding, 0), width - 1)]
          #expect(padded[0, frame, y, x] == Float(source), "frame \(frame), \(x), \(y)")
        }
      }
    }
  }
}
