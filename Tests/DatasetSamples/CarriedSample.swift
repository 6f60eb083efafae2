import Datasets
import Recordings
import Tensors
import TestSupport

/// A small recording that carries pictures and inertial samples beside its events, in every format that does.
///
/// The sensor has 12x8 pixels; events rise in time from 1 s on, one each millisecond.
public struct CarriedSample: Sendable {
  /// The formats.
  public enum Kind: String, CaseIterable, Sendable {
    case aedat2, aedat3, aedat4, aedat4Deep, bag, mcap, mvsec, dsec

    /// The ending of its file.
    var ending: String {
      switch self {
      case .aedat2, .aedat3: "aedat"
      case .aedat4, .aedat4Deep: "aedat4"
      case .bag: "bag"
      case .mcap: "mcap"
      case .mvsec: "hdf5"
      case .dsec: "h5"
      }
    }
  }

  /// The columns and rows of the sensor.
  public static let (width, height) = (12, 8)
  /// The time of the first event.
  public static let start: Int64 = 1_000_000

  /// The format.
  public let kind: Kind
  /// The events.
  public let events: [Event]
  /// The pictures.
  public let frames: [RecordedFrame]
  /// The inertial samples; none where the format carries none.
  public let inertial: [InertialSample]

  /// Makes a sample.
  public init(_ kind: Kind, eventCount: Int = 60, frameCount: Int = 3, inertialCount: Int = 5) {
    self.kind = kind
    events = (0..<eventCount).map { index in
      Event(
        timeMicroseconds: Self.start + Int64(index) * 1000, x: UInt16(index * 5 % Self.width),
        y: UInt16(index * 3 % Self.height), isOn: index % 3 != 0)
    }
    frames = (0..<frameCount).map { Self.frame($0, kind) }
    inertial = kind == .dsec ? [] : (0..<inertialCount).map { Self.inertial($0, kind) }
  }

  /// What a reader has to be told of the file.
  public var options: EventReadOptions {
    EventReadOptions(size: kind == .aedat2 || kind == .mvsec ? (Self.width, Self.height) : nil)
  }

  /// Writes the recording to a folder that is there.
  ///
  /// - Returns: The file of the events.
  public func write(to folder: String) throws -> String {
    let path = "\(folder)/recording.\(kind.ending)"
    switch kind {
    case .aedat2: try fileWrite(aedat2(), path)
    case .aedat3: try fileWrite(aedat3(), path)
    case .aedat4, .aedat4Deep: try writeAEDAT4(path)
    case .bag: try fileWrite(bag(), path)
    case .mcap: try fileWrite(mcap(), path)
    case .mvsec: try writeMVSEC(path)
    case .dsec: return try writeDSEC(to: folder)
    }
    return path
  }

  /// When picture `index` was exposed: between events, for 4 ms where formats say so.
  private static func time(_ index: Int, _ kind: Kind) -> FrameTime {
    let begin = start + 5300 + Int64(index) * 15_000
    switch kind {
    case .bag, .mcap, .mvsec: return FrameTime(begin)
    case .aedat2, .aedat3, .aedat4, .aedat4Deep, .dsec:
      return FrameTime(startMicroseconds: begin, endMicroseconds: begin + 4001)
    }
  }

  /// A picture whose pixels all differ, from the next picture's too.
  private static func frame(_ index: Int, _ kind: Kind) -> RecordedFrame {
    let isColour = kind == .aedat4 || kind == .dsec || kind == .mcap
    let channels = isColour ? 3 : 1
    let shape = isColour ? [height, width, 3] : [height, width]
    let numbers = (0..<width * height * channels).map { $0 + 3 * index }
    let pixels: RecordedFrame.Pixels =
      switch kind {
      // Ten bits in the upper ones.
      case .aedat2: .uint16(Tensor(shape: shape, scalars: numbers.map { UInt16($0 * 9) << 6 }))
      case .aedat3, .aedat4Deep: .uint16(Tensor(shape: shape, scalars: numbers.map { UInt16($0 * 601) }))
      case .aedat4, .bag, .mcap, .mvsec, .dsec:
        .uint8(Tensor(shape: shape, scalars: numbers.map { UInt8(truncatingIfNeeded: $0) }))
      }
    return RecordedFrame(time: time(index, kind), pixels: pixels)
  }

  /// A sample of numbers that every format holds exactly.
  private static func inertial(_ index: Int, _ kind: Kind) -> InertialSample {
    let number = Double(index)
    let time = start + 2100 + Int64(index) * 7000
    switch kind {
    case .bag, .mcap, .mvsec:
      return InertialSample(
        timeMicroseconds: time, acceleration: SIMD3(number / 8, -9.75, 0.5),
        angularVelocity: SIMD3(0.25, -number / 16, 1))
    case .aedat2, .aedat3, .aedat4, .aedat4Deep, .dsec:
      let isMagnetic = kind == .aedat3 && index % 2 == 1 || kind == .aedat4Deep
      return InertialSample(
        timeMicroseconds: time, accelerationG: SIMD3(number / 64, -1, 0.25),
        degreesPerSecond: SIMD3(number * 4, -4, 16), temperatureCelsius: 30 + Double(index),
        magneticFieldMicrotesla: isMagnetic ? SIMD3(1, -2, 30.5 + number) : nil)
    }
  }

  private func writeAEDAT4(_ path: String) throws {
    let options = EventWriteOptions(
      width: Self.width, height: Self.height, overwrite: true, samples: [.frames, .inertial])
    let writer = try AEDAT4Writer(path: path, options: options, compression: kind == .aedat4 ? .zstd : .none)
    for batch in stride(from: 0, to: events.count, by: 20) {
      try writer.append(EventBatch(events[batch..<min(events.count, batch + 20)]))
    }
    try writer.append([ExternalTrigger(timeMicroseconds: Self.start + 500, channel: 0, isRising: true)])
    let samples = frames.map(RecordedSample.frame) + inertial.map(RecordedSample.inertial)
    for sample in samples.sorted(by: { $0.timeMicroseconds < $1.timeMicroseconds }) { try writer.append(sample) }
    try writer.finish()
  }

  private func writeMVSEC(_ path: String) throws {
    let file = try HDF5Writer(path: path, overwrite: true)
    var rows: [Double] = []
    for event in events {
      rows += [Double(event.x), Double(event.y), Double(event.timeMicroseconds) / 1e6, event.isOn ? 1 : -1]
    }
    let places = try file.frames(named: "davis/left/events", of: Double.self, axesAfterFirst: [4], framesPerChunk: 16)
    try places.append(Tensor(shape: [events.count, 4], scalars: rows))
    try places.finish()
    let pictures = try file.frames(
      named: "davis/left/image_raw", of: UInt8.self, axesAfterFirst: [Self.height, Self.width])
    for case .uint8(let samples) in frames.map(\.pixels) { try pictures.append(samples) }
    try pictures.finish()
    func seconds(_ times: [Int64], _ name: String) throws {
      try file.write(Tensor(shape: [times.count], scalars: times.map { Double($0) / 1e6 }), named: name)
    }
    try seconds(frames.map(\.time.microseconds), "davis/left/image_raw_ts")
    var values: [Double] = []
    for vector in inertial.flatMap({ [$0.acceleration, $0.angularVelocity] }) {
      values += [vector.x, vector.y, vector.z]
    }
    try file.write(Tensor(shape: [inertial.count, 6], scalars: values), named: "davis/left/imu")
    try seconds(inertial.map(\.timeMicroseconds), "davis/left/imu_ts")
    try file.commit()
  }
}
