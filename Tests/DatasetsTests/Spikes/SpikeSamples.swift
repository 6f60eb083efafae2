import Recordings

/// Recordings for tests.
enum SpikeSamples {
  /// Bits without a visible order, the same in every run.
  static func recording(width: Int, height: Int, frames: Int) -> SpikeStream {
    let geometry = SpikeGeometry(width: width, height: height)
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    return SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      bytes.initialize(repeating: 0)
      for frame in 0..<frames {
        for pixel in 0..<geometry.pixelCount {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          bytes[frame * geometry.bytesPerFrame + pixel / 8] |= UInt8(state >> 63) << UInt8(pixel % 8)
        }
      }
    }
  }

  /// Sizes with whole bytes a row, whole bytes a frame, and neither.
  static let sizes = [(8, 4), (16, 3), (4, 6), (3, 3), (13, 7), (5, 5), (1, 9)]
}

extension SpikeStream {
  /// The packed bytes.
  var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension SpikeSource {
  /// All frames.
  func all() throws -> SpikeStream { try frames(0..<frameCount) }
}
