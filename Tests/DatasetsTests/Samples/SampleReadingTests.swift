import DatasetSamples
import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What a reader handed out until it ended or threw.
struct SampleReading {
  var frames: [RecordedFrame] = []
  var times: [FrameTime] = []
  var sizes: [SensorSize] = []
  var inertial: [InertialSample] = []
  var order: [Int64] = []
  var warnings: [RecordingWarning] = []
  var error: FileError?

  /// Reads a recording; errors that are no `FileError` are thrown on.
  init(
    _ path: String, _ contents: SampleContents, format: EventFormat? = nil,
    options: EventReadOptions = EventReadOptions()
  ) throws {
    do {
      let reader = try SampleReader(path, contents: contents, format: format, options: options)
      defer { warnings = reader.warnings }
      while let sample = try reader.next() {
        order.append(sample.timeMicroseconds)
        switch sample {
        case .frame(let frame): frames.append(frame)
        case .frameTime(let time, let size):
          times.append(time)
          sizes.append(size)
        case .inertial(let sample): inertial.append(sample)
        }
      }
      #expect(try reader.next() == nil, "Something follows the end.")
    } catch let error as FileError {
      self.error = error
    }
  }
}

/// Pictures and inertial samples beside events.
@Suite struct SampleReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: CarriedSample.Kind.allCases)
  func `A recording gives its pictures, its inertial samples and its events`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind)
    let path = try sample.write(to: folder.path)
    let reading = try SampleReading(path, [.frames, .inertial], options: sample.options)
    #expect(reading.error == nil && reading.times.isEmpty)
    #expect(reading.frames == sample.frames)
    #expect(reading.inertial.map(\.timeMicroseconds) == sample.inertial.map(\.timeMicroseconds))
    for (read, made) in zip(reading.inertial, sample.inertial) { #expect(read.isNear(made), "\(read) for \(made)") }
    // Beside the pictures the events stay as they are.
    var events: [Event] = []
    let reader = try EventReader(path, options: sample.options)
    while let batch = try reader.nextBatch() { events += batch.events }
    #expect(events == sample.events)
    let unexpected = reading.warnings.filter { !$0.problem.contains("topics hold pictures") }
    #expect(unexpected.isEmpty, "\(unexpected)")
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func `Times of pictures are known without the pictures`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind, frameCount: 4)
    let path = try sample.write(to: folder.path)
    let times = try SampleFiles.frameTimes(of: path, options: sample.options)
    #expect(times == sample.frames.map(\.time))
    let reading = try SampleReading(path, .frameTimes, options: sample.options)
    #expect(reading.times == times && reading.frames.isEmpty && reading.inertial.isEmpty)
    // The files of DSEC say it only to those who decode them.
    let isSized = kind != .dsec
    #expect(
      reading.sizes.allSatisfy { $0 == (isSized ? SensorSize(width: 12, height: 8) : SensorSize(width: 0, height: 0)) })
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func `Only what is wanted comes`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind)
    let path = try sample.write(to: folder.path)
    let inertial = try SampleReading(path, .inertial, options: sample.options)
    #expect(inertial.frames.isEmpty && inertial.times.isEmpty && inertial.inertial.count == sample.inertial.count)
    #expect(try SampleReading(path, [], options: sample.options).order.isEmpty)
    let reader = try SampleReader(path, contents: [.frames, .inertial], options: sample.options)
    #expect(reader.contents.contains(.frames) && reader.contents.contains(.inertial) == (kind != .dsec))
    var frames: [RecordedFrame] = []
    while let frame = try reader.nextFrame() { frames.append(frame) }
    #expect(frames == sample.frames)
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func `A recording without pictures gives none`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind, frameCount: 0, inertialCount: 0)
    guard kind != .mvsec else { return }
    let path = try sample.write(to: folder.path)
    let reading = try SampleReading(path, [.frames, .inertial], options: sample.options)
    #expect(reading.order.isEmpty && reading.error == nil)
    #expect(try SampleFiles.frameTimes(of: path, options: sample.options).isEmpty)
  }

  @Test func `Gravity tells where in a row of MVSEC the acceleration stands`() throws {
    let path = folder.file("turned_data.hdf5")
    let file = try HDF5Writer(path: path, overwrite: true)
    try file.write(Tensor<Double>(shape: [1, 4], scalars: [1, 2, 1.5, 1]), named: "davis/left/events")
    try file.write(
      Tensor<Double>(shape: [2, 6], scalars: [0.1, 0.2, 0.3, 0.5, -9.7, 1, 0.1, 0.2, 0.4, 0.5, -9.8, 1]),
      named: "davis/left/imu")
    try file.write(Tensor<Double>(shape: [2], scalars: [1.25, 1.5]), named: "davis/left/imu_ts")
    try file.commit()
    let reading = try SampleReading(path, [.frames, .inertial], format: .mvsec)
    #expect(reading.inertial.map(\.acceleration) == [SIMD3(0.5, -9.7, 1), SIMD3(0.5, -9.8, 1)])
    #expect(reading.inertial[1].angularVelocity == SIMD3(0.1, 0.2, 0.4) && reading.order == [1_250_000, 1_500_000])
  }

  @Test func `Formats of events alone carry nothing`() throws {
    let path = try folder.write(Array("1000 1 2 1\n1001 3 4 0\n".utf8), to: "events.txt")
    #expect(try SampleFiles.open(path, contents: [.frames, .inertial]) == nil)
    #expect(try SampleFiles.frameTimes(of: path).isEmpty)
    let carrying = EventFormat.allCases.filter(\.mayHoldSamples)
    #expect(carrying == [.aedat2, .aedat3, .aedat4, .rosbag1, .ros2, .mvsec, .dsec])
    #expect(EventFormat.allCases.filter(\.holdsSamples) == [.aedat4])
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func `A recording cut at any byte gives what is before, or names the place`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind, eventCount: 12, frameCount: 2, inertialCount: 3)
    let path = try sample.write(to: folder.path)
    let bytes = try fileBytes(path)
    let whole = try SampleReading(path, [.frames, .inertial], options: sample.options)
    for length in CutTests.lengths(bytes.count) {
      try #require(truncate(path, off_t(length)) == 0)
      let reading = try SampleReading(path, [.frames, .inertial], format: sample.kind.format, options: sample.options)
      try #require(whole.frames.starts(with: reading.frames) || kind == .dsec, "\(length) bytes")
      try #require(whole.inertial.starts(with: reading.inertial), "\(length) bytes")
      if let error = reading.error { try #require(error.kind == .badContent || error.kind == .missingPart, "\(error)") }
    }
  }

  @Test(arguments: CarriedSample.Kind.allCases.filter { $0 != .mvsec && $0 != .dsec })
  func `A damaged byte does no harm`(kind: CarriedSample.Kind) throws {
    let sample = CarriedSample(kind, eventCount: 6, frameCount: 1, inertialCount: 2)
    let path = try sample.write(to: folder.path)
    let bytes = try fileBytes(path)
    var random = SeededRandom(seed: 7)
    for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 700)) {
      var damaged = bytes
      damaged[place] = UInt8.random(in: 0...255, using: &random)
      try fileWrite(damaged, path)
      let reading = try SampleReading(path, [.frames, .inertial], format: kind.format, options: sample.options)
      try #require(reading.frames.count <= 2 && reading.inertial.count < 100, "byte \(place)")
    }
  }
}

extension CarriedSample.Kind {
  /// The format of its files.
  var format: EventFormat {
    switch self {
    case .aedat2: .aedat2
    case .aedat3: .aedat3
    case .aedat4, .aedat4Deep: .aedat4
    case .bag: .rosbag1
    case .mcap: .ros2
    case .mvsec: .mvsec
    case .dsec: .dsec
    }
  }
}

extension InertialSample {
  /// Whether it is another up to the precision of single numbers.
  func isNear(_ other: InertialSample) -> Bool {
    func near(_ a: SIMD3<Double>?, _ b: SIMD3<Double>?) -> Bool {
      guard let a, let b else { return a == nil && b == nil }
      return (0..<3).allSatisfy { abs(a[$0] - b[$0]) <= 1e-5 * max(1, abs(b[$0])) }
    }
    let temperatures = (temperatureCelsius, other.temperatureCelsius)
    let areNear =
      (temperatures.0 == nil) == (temperatures.1 == nil) && abs((temperatures.0 ?? 0) - (temperatures.1 ?? 0)) < 1e-3
    return timeMicroseconds == other.timeMicroseconds && near(acceleration, other.acceleration)
      && near(angularVelocity, other.angularVelocity) && near(magneticFieldMicrotesla, other.magneticFieldMicrotesla)
      && areNear
  }
}
