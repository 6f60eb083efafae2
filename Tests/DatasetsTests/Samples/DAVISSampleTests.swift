import DatasetSamples
import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Readouts of DAVIS cameras in AEDAT 2.
@Suite struct DAVISSampleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 0xFFF0_0000, 0x1_0000_0000 - 1_005_000, 0x1_0000_0000 - 1_000_001, 0x7FFF_FF00] as [Int64])
  func `Pictures and samples stay on the clock of the events where it wraps`(clockStart: Int64) throws {
    let sample = CarriedSample(.aedat2)
    let path = try folder.write(sample.aedat2(clockStart: clockStart), to: "wrap.aedat")
    let reader = try EventReader(path, options: sample.options)
    let first = try #require(try reader.nextBatch())[0].timeMicroseconds
    let shift = first - CarriedSample.start
    let reading = try SampleReading(path, [.frames, .inertial], options: sample.options)
    #expect(reading.frames.map(\.time) == sample.frames.map { try! #require($0.time.less(-shift)) })
    #expect(reading.inertial.map(\.timeMicroseconds) == sample.inertial.map { $0.timeMicroseconds + shift })
  }

  @Test func `A picture before the first event and before the wrap has a time before it`() throws {
    var bytes = Array("#!AER-DAT2.0\r\n".utf8)
    for (code, data) in [0, 0, 0, 0, 0, 0, 0].enumerated() {
      let address = UInt32(1) << 31 | UInt32(code) << 28 | UInt32(data) << 12 | 3 << 10
      bytes += AEDATSamples.big(address) + AEDATSamples.big(UInt32(0xFFFF_FFF0))
    }
    bytes += AEDATSamples.big(UInt32(1 << 11)) + AEDATSamples.big(UInt32(16))
    let path = try folder.write(bytes, to: "front.aedat")
    let options = EventReadOptions(size: (12, 8))
    #expect(try EventReader(path, options: options).nextBatch()?[0].timeMicroseconds == 16)
    #expect(try SampleReading(path, .inertial, options: options).inertial.map(\.timeMicroseconds) == [-16])
  }

  @Test func `A file without events unrolls its samples by themselves`() throws {
    let sample = CarriedSample(.aedat2, eventCount: 0)
    let path = try folder.write(sample.aedat2(), to: "quiet.aedat")
    let reading = try SampleReading(path, [.frames, .inertial], format: .aedat2, options: sample.options)
    #expect(reading.frames == sample.frames && reading.inertial.count == sample.inertial.count)
  }

  @Test func `Ranges that the header does not say are jAER's, with a warning`() throws {
    let sample = CarriedSample(.aedat2, frameCount: 0)
    let path = try folder.write(sample.aedat2(hasScales: false), to: "plain.aedat")
    let reading = try SampleReading(path, .inertial, options: sample.options)
    // Numbers of 8 g and 1000 degrees read as of 4 and 500.
    #expect(abs(reading.inertial[0].accelerationG.y + 0.5) < 1e-9)
    #expect(abs(reading.inertial[0].degreesPerSecond.z - 8) < 1e-9)
    #expect(reading.warnings.count == 1 && reading.warnings[0].problem.contains("ranges"))
  }

  @Test func `A picture that began before the file is left out, and told`() throws {
    let sample = CarriedSample(.aedat2, eventCount: 5, frameCount: 3, inertialCount: 0)
    let bytes = sample.aedat2()
    let header = bytes.count - 8 * (5 + 3 * 2 * 96)
    // From the middle of the first picture's signals, and from the middle of its resets.
    for dropped in [5 + 96 + 50, 5 + 40] {
      let path = try folder.write(Array(bytes[..<header] + bytes[(header + 8 * dropped)...]), to: "late.aedat")
      let reading = try SampleReading(path, .frames, format: .aedat2, options: sample.options)
      #expect(reading.frames == Array(sample.frames.dropFirst()))
      #expect(reading.warnings.map(\.problem) == ["pictures that are not whole: 1"])
    }
  }

  @Test func `A picture is the fall of the voltage over the time in which every pixel was exposed`() throws {
    var builder = APSFrameBuilder(width: 2, height: 2)
    var picture: APSFrameBuilder.Picture?
    func add(_ x: Int, _ y: Int, _ level: UInt16, _ isSignal: Bool, _ time: Int64) {
      let ended = builder.add(x: x, y: y, level: level, isSignal: isSignal, time: time, withPixels: true)
      #expect(ended == nil || picture == nil)
      picture = ended ?? picture
    }
    for (index, time) in [10, 11, 20, 21].enumerated() { add(index / 2, index % 2, 900, false, Int64(time)) }
    for (index, time) in [110, 111, 120, 121].enumerated() {
      add(index / 2, index % 2, [800, 901, 700, 0][index], true, Int64(time))
    }
    let found = try #require(picture)
    #expect(found.time == FrameTime(startMicroseconds: 21, endMicroseconds: 110))
    // The second pixel's voltage rose: noise.
    #expect(found.frame?.pixels == .uint16(Tensor(shape: [2, 2], scalars: [100 << 6, 200 << 6, 0, 900 << 6])))
    // A rolling shutter whose exposure is shorter than a readout.
    picture = nil
    for column in 0..<2 {
      for row in 0..<2 { add(column, row, 500, false, Int64(column) * 40) }
      for row in 0..<2 { add(column, row, 400, true, Int64(column) * 40 + 10) }
    }
    #expect(try #require(picture).time == FrameTime(startMicroseconds: 0, endMicroseconds: 50))
    #expect(builder.incompleteCount == 0)
  }

  @Test func `A picture of a rolling shutter that began before the file does not take in the next`() throws {
    var builder = APSFrameBuilder(width: 6, height: 4)
    var pictures: [APSFrameBuilder.Picture] = []
    for column in Array(3..<6) + Array(0..<6) + Array(0..<4) {
      for isSignal in [false, true] {
        for row in 0..<4 {
          let ended = builder.add(
            x: column, y: row, level: isSignal ? 100 : 300, isSignal: isSignal, time: Int64(column), withPixels: false)
          pictures += ended.map { [$0] } ?? []
        }
      }
    }
    // What is there of the first and of the last is a rectangle, as a part of the sensor would be.
    #expect(pictures.map(\.size.width) == [6])
    #expect(builder.finish(withPixels: false) == nil && builder.incompleteCount == 2)
  }

  @Test func `A part of the sensor is a picture of its own place`() throws {
    var builder = APSFrameBuilder(width: 8, height: 8)
    var ended: [APSFrameBuilder.Picture] = []
    for _ in 0..<3 {
      for (isSignal, level) in [(false, UInt16(600)), (true, 500)] {
        for x in 2..<5 {
          for y in 4..<6 {
            let picture = builder.add(x: x, y: y, level: level, isSignal: isSignal, time: 5, withPixels: true)
            ended += picture.map { [$0] } ?? []
          }
        }
      }
    }
    // The first might as well have been cut off at the start of the file.
    #expect(ended.count == 1 && builder.incompleteCount == 1)
    let frame = try #require(builder.finish(withPixels: true)?.frame)
    #expect(frame.x == 2 && frame.y == 4 && frame.size == SensorSize(width: 3, height: 2))
    #expect(builder.add(x: 8, y: 0, level: 1, isSignal: true, time: 9, withPixels: true) == nil)
    #expect(builder.outsideCount == 1)
  }
}
