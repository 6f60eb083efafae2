import Recordings
import Tensors
import Testing

@Suite struct SpikeCroppingTests {
  @Test(arguments: [(16, 16), (17, 9), (40, 30), (65, 7), (9, 1)])
  func `A cropped recording holds the pixels of its region and no others`(width: Int, height: Int) throws {
    let frames = pattern([3, height, width])
    let stream = try #require(SpikeStream(packing: frames, firstFrame: 5))
    for (x, y) in [(0, 0), (1, 0), (3, height / 2), (7, height - 1), (width / 2 + 1, height / 3), (width - 1, 0)] {
      for (w, h) in [(1, 1), (3, 2), (8, 1), (width - x, height - y), (width / 2, height / 2 + 1)] {
        guard let geometry = SpikeGeometry(checkedWidth: w, height: h) else { continue }
        let region = PixelRegion(x: x, y: y, size: geometry.size)
        guard region.fits(stream.geometry.size) else { continue }
        let cropped = stream.cropped(to: region)
        #expect(cropped.geometry == geometry && cropped.firstFrame == 5)
        #expect(cropped.unpacked() == reference(frames, region), "\(w)x\(h) at (\(x), \(y))")
        // Bits beyond the last pixel would be counted.
        #expect(cropped.spikeCount == reference(frames, region).scalars.count { $0 == 1 })
      }
    }
  }

  @Test func `A region fits where its last pixel lies on the sensor`() {
    let sensor = SensorSize(width: 40, height: 30)
    func fits(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Bool {
      PixelRegion(x: x, y: y, size: SensorSize(width: width, height: height)).fits(sensor)
    }
    #expect(fits(0, 0, 40, 30) && fits(39, 29, 1, 1) && fits(10, 5, 30, 25))
    #expect(!fits(1, 0, 40, 30) && !fits(40, 0, 1, 1) && !fits(0, 30, 1, 1) && !fits(0, 0, 41, 1))
    #expect(!fits(.max, 0, 1, 1))
  }

  /// Pixel by pixel.
  private func reference(_ frames: Tensor<UInt8>, _ region: PixelRegion) -> Tensor<UInt8> {
    let shape = [frames.shape[0], region.size.height, region.size.width]
    var result = Tensor<UInt8>(zeros: shape)
    for frame in 0..<shape[0] {
      for y in 0..<shape[1] {
        for x in 0..<shape[2] { result[frame, y, x] = frames[frame, y + region.y, x + region.x] }
      }
    }
    return result
  }
}
