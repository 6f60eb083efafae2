import Recordings

/// AEDAT 2 and 3.1, which this project writes without pictures.
extension CarriedSample {
  /// Records of 8 bytes: each pixel of a picture twice, the columns one after another.
  ///
  /// - Parameters:
  ///   - clockStart: What the clock, which wraps, shows at the time 0.
  ///   - hasScales: Whether the header says the ranges of the inertial unit.
  ///   - sensor: A sensor of 128x128 pixels that the header names, of which the pictures are a part; nil for none.
  public func aedat2(clockStart: Int64 = 0, hasScales: Bool = true, sensor: String? = nil) -> [UInt8] {
    var bytes = Array("#!AER-DAT2.0\r\n# This is a raw AE data file - do not edit\r\n".utf8)
    if let sensor { bytes += Array("# AEChip: \(sensor)\r\n".utf8) }
    if hasScales {
      bytes += Array("#   <entry key=\"ImuGyroScale\" value=\"GyroFullScaleDegPerSec1000\"/>\r\n".utf8)
      bytes += Array("#   <entry key=\"ImuAccelScale\" value=\"ImuAccelScaleG8\"/>\r\n".utf8)
    }
    bytes += Array("#End Of ASCII Header\r\n".utf8)
    func record(_ address: UInt32, _ time: Int64) {
      bytes += Self.big(address) + Self.big(UInt32(truncatingIfNeeded: time + clockStart))
    }
    let (lastX, lastY) = (Self.width - 1, Self.height - 1)
    let (right, bottom) = sensor == nil ? (lastX, lastY) : (127, 127)
    for item in items(from: { $0.time.startMicroseconds }) {
      switch item {
      case .event(let event):
        let place = UInt32(bottom - Int(event.y)) << 22 | UInt32(right - Int(event.x)) << 12
        record(place | (event.isOn ? 1 << 11 : 0), event.timeMicroseconds)
      case .frame(let frame):
        guard case .uint16(let samples) = frame.pixels else { continue }
        for (kind, time) in [(UInt32(0), frame.time.startMicroseconds - Int64(lastX)), (1, frame.time.endMicroseconds)]
        {
          for x in 0...lastX {
            for y in (0...lastY).reversed() {
              let reset: UInt32 = 1000 - UInt32(x)
              let level = kind == 0 ? reset : reset - UInt32(samples[y, x] >> 6)
              record(
                1 << 31 | UInt32(bottom - y) << 22 | UInt32(x) << 12 | kind << 10 | level, time + Int64(x))
            }
          }
        }
      case .inertial(let sample):
        let (g, degrees) = (sample.accelerationG, sample.degreesPerSecond)
        let numbers = [
          g.x * 4096, g.y * 4096, g.z * 4096, ((sample.temperatureCelsius ?? 35) - 35) * 340, degrees.x * 32.75,
          degrees.y * 32.75, degrees.z * 32.75,
        ]
        for (code, number) in numbers.enumerated() {
          let data = UInt32(UInt16(bitPattern: Int16(number.rounded())))
          record(1 << 31 | UInt32(code) << 28 | data << 12 | 3 << 10, sample.timeMicroseconds)
        }
      }
    }
    return bytes
  }

  /// A packet for each picture and sample, with one that does not count before it, and one for each event.
  private static func packet(type: Int16, size: Int, timeOffset: Int32, _ events: [[UInt8]]) -> [UInt8] {
    var bytes = little(type) + little(Int16(1))
    for word in [Int32(size), timeOffset, 0, Int32(events.count), Int32(events.count), Int32(events.count)] {
      bytes += little(word)
    }
    return bytes + events.joined()
  }

  func aedat3() -> [UInt8] {
    var bytes = Array("#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DAVIS346\r\n#!END-HEADER\r\n".utf8)
    for item in items(from: { $0.time.microseconds }) {
      switch item {
      case .event(let event):
        let word = UInt32(event.x) << 17 | UInt32(event.y) << 2 | (event.isOn ? 2 : 0) | 1
        bytes += Self.packet(
          type: 1, size: 8, timeOffset: 4, [Self.little(word) + Self.little(UInt32(event.timeMicroseconds))])
      case .frame(let frame):
        guard case .uint16(let samples) = frame.pixels else { continue }
        var content: [UInt8] = []
        for time in [
          frame.time.startMicroseconds - 9, frame.time.endMicroseconds + 9, frame.time.startMicroseconds,
          frame.time.endMicroseconds,
        ] { content += Self.little(Int32(time)) }
        for number in [frame.width, frame.height, frame.x, frame.y] { content += Self.little(Int32(number)) }
        for sample in samples.scalars { content += Self.little(sample) }
        let size = 4 + content.count
        bytes += Self.packet(
          type: 2, size: size, timeOffset: 12,
          [Self.little(Int32(1 << 1)) + content, Self.little(Int32(1 << 1 | 1)) + content])
      case .inertial(let sample):
        let (g, degrees) = (sample.accelerationG, sample.degreesPerSecond)
        var numbers = [g.x, g.y, g.z, degrees.x, degrees.y, degrees.z, sample.temperatureCelsius ?? 0]
        if let field = sample.magneticFieldMicrotesla { numbers += [field.x, field.y, field.z] }
        let content = numbers.flatMap { Self.little(Float($0).bitPattern) }
        let time = Self.little(Int32(sample.timeMicroseconds))
        bytes += Self.packet(
          type: sample.magneticFieldMicrotesla == nil ? 3 : 4, size: 8 + content.count, timeOffset: 4,
          [Self.little(Int32(0)) + time + content, Self.little(Int32(1)) + time + content])
      }
    }
    return bytes
  }
}
