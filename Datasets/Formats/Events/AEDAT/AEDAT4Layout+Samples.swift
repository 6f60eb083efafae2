import Recordings
import Tensors

extension AEDAT4Layout {
  /// Where the table of a picture starts, so that its numbers of 8 bytes lie at multiples of 8.
  private static let frameTable = 44
  /// The places of a picture's fields in its table, in the order of ``AEDAT4Frame/Field``: five times, the format, the
  /// size, the corner, the samples, the duration.
  private static let frameFields: [UInt16] = [4, 12, 20, 28, 36, 52, 44, 46, 48, 50, 56, 60]
  private static let frameTableBytes: UInt16 = 68

  /// A packet of one picture; nil where it is none that the format holds.
  ///
  /// - Precondition: Sides and corner fit in 15 bits.
  static func framePacket(_ frame: RecordedFrame, time: FrameTime) -> [UInt8]? {
    let shape = frame.pixels.shape
    var isDeep = false
    if case .uint16 = frame.pixels { isDeep = true }
    guard let format = AEDAT4Frame.format(channels: shape.count == 3 ? shape[2] : 1, isDeep: isDeep) else { return nil }
    var bytes: [UInt8] = [0, 0, 0, 0]
    append(UInt32(frameTable - 4), to: &bytes)
    bytes.append(contentsOf: "FRME".utf8)
    let shapeStart = bytes.count
    append(UInt16(4 + 2 * frameFields.count), to: &bytes)
    append(frameTableBytes, to: &bytes)
    for field in frameFields { append(field, to: &bytes) }
    pad(&bytes, to: frameTable)
    append(Int32(frameTable - shapeStart), to: &bytes)
    // When its readout began and ended is not known beyond its exposure.
    for value in [
      time.microseconds, time.startMicroseconds, time.endMicroseconds, time.startMicroseconds, time.endMicroseconds,
    ] { append(value, to: &bytes) }
    for value in [frame.width, frame.height, frame.x, frame.y] { append(Int16(value), to: &bytes) }
    append(format, to: &bytes)
    pad(&bytes, to: frameTable + 56)
    append(UInt32(Int(frameTableBytes) - 56), to: &bytes)
    append(time.endMicroseconds &- time.startMicroseconds, to: &bytes)
    appendSamples(frame.pixels, to: &bytes)
    pad(&bytes, to: (bytes.count + 7) / 8 * 8)
    close(&bytes)
    return bytes
  }

  /// The count and the samples as OpenCV has them, blue first.
  private static func appendSamples(_ pixels: RecordedFrame.Pixels, to bytes: inout [UInt8]) {
    let channels = pixels.shape.count == 3 ? pixels.shape[2] : 1
    let order = channels == 1 ? [0] : channels == 3 ? [2, 1, 0] : [2, 1, 0, 3]
    switch pixels {
    case .uint8(let samples):
      append(UInt32(samples.count), to: &bytes)
      bytes.reserveCapacity(bytes.count + samples.count + 8)
      samples.withUnsafeBufferPointer { source in
        for pixel in stride(from: 0, to: source.count, by: channels) {
          for channel in order { bytes.append(source[pixel + channel]) }
        }
      }
    case .uint16(let samples):
      append(UInt32(samples.count * 2), to: &bytes)
      bytes.reserveCapacity(bytes.count + samples.count * 2 + 8)
      samples.withUnsafeBufferPointer { source in
        for pixel in stride(from: 0, to: source.count, by: channels) {
          for channel in order {
            let sample = source[pixel + channel]
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
          }
        }
      }
    }
  }

  /// A packet of inertial samples in g, degrees a second, degrees Celsius and microtesla. What was not measured is 0.
  static func inertialPacket(_ samples: [InertialSample]) -> [UInt8] {
    tables("IMUS", count: samples.count, vtable: [26, 56, 8, 4, 16, 20, 24, 28, 32, 36, 40, 44, 48]) { index, bytes in
      let sample = samples[index]
      func append(_ value: Double) { Self.append(Float(value).bitPattern, to: &bytes) }
      append(sample.temperatureCelsius ?? 0)
      Self.append(sample.timeMicroseconds, to: &bytes)
      for vector in [sample.accelerationG, sample.degreesPerSecond, sample.magneticFieldMicrotesla ?? .zero] {
        for axis in 0..<3 { append(vector[axis]) }
      }
    }
  }
}
