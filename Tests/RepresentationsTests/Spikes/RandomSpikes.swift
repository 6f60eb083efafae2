import Recordings

/// Spikes of pixels of different rates, some silent and some that never stop.
enum RandomSpikes {
  static func recording(width: Int, height: Int, frames: Int, seed: UInt64 = 42) -> SpikeStream {
    let geometry = SpikeGeometry(width: width, height: height)
    var state = seed
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

  /// One pixel that fires at these frames.
  static func pixel(firing spikes: [Int], frames: Int) -> SpikeStream {
    SpikeStream(geometry: SpikeGeometry(width: 1, height: 1), frameCount: frames) { bytes in
      for frame in 0..<frames { bytes[frame] = spikes.contains(frame) ? 1 : 0 }
    }
  }
}

extension SpikeStream {
  /// The frames in which a pixel fires.
  func spikes(x: Int, y: Int) -> [Int] { (0..<frameCount).filter { isSpike(frame: $0, x: x, y: y) } }
}
