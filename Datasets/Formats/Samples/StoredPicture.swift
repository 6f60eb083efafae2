import Recordings
import Tensors

/// How a format stores the samples of a picture.
struct StoredPicture {
  var width: Int
  var height: Int
  /// 1 for gray, 3 for colours, 4 with opacity.
  var channels: Int
  /// Whether samples take 16 bits.
  var isDeep: Bool
  /// Whether blue comes before red.
  var isBlueFirst = false
  /// Whether samples of 16 bits have their high byte first.
  var isBigEndian = false
  /// The bytes from a row to the next; nil where rows follow each other.
  var rowBytes: Int?

  /// The bytes of a row.
  var leastRowBytes: Int { width * channels * (isDeep ? 2 : 1) }
  /// The bytes that a picture takes at least.
  var leastByteCount: Int { (height - 1) * (rowBytes ?? leastRowBytes) + leastRowBytes }

  /// The samples.
  ///
  /// - Precondition: There are ``leastByteCount`` bytes of a picture with pixels.
  func pixels(_ bytes: UnsafeRawBufferPointer) -> RecordedFrame.Pixels {
    precondition(bytes.count >= leastByteCount, "A picture of \(width)x\(height) takes more than \(bytes.count) bytes.")
    if !isDeep { return .uint8(samples { bytes[$0] }) }
    return .uint16(
      samples { place in
        let stored = bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)
        return isBigEndian ? UInt16(bigEndian: stored) : UInt16(littleEndian: stored)
      })
  }

  private func samples<Sample: TensorScalar>(_ load: (Int) -> Sample) -> Tensor<Sample> {
    let bytesEach = isDeep ? 2 : 1
    let order = isBlueFirst && channels > 1 ? [2, 1, 0, 3] : [0, 1, 2, 3]
    let stride = rowBytes ?? leastRowBytes
    let shape = channels == 1 ? [height, width] : [height, width, channels]
    return Tensor(unsafeUninitializedShape: shape) { target in
      var place = 0
      for row in 0..<height {
        for column in 0..<width {
          let pixel = row * stride + column * channels * bytesEach
          for channel in 0..<channels {
            target.initializeElement(at: place, to: load(pixel + order[channel] * bytesEach))
            place += 1
          }
        }
      }
    }
  }
}
