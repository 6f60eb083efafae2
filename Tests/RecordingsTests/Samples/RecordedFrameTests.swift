import Recordings
import Tensors
import Testing

@Suite struct RecordedFrameTests {
  /// A picture of 4x3 pixels at (3, 1) of a sensor of 9x6, whose samples tell their place on the sensor.
  private static let sensor = SensorSize(width: 9, height: 6)
  private static let frame: RecordedFrame = {
    let levels: [UInt8] = [13, 14, 15, 16, 23, 24, 25, 26, 33, 34, 35, 36]
    return RecordedFrame(
      time: FrameTime(startMicroseconds: 10, endMicroseconds: 21),
      pixels: .uint8(Tensor<UInt8>(shape: [3, 4], scalars: levels)), x: 3, y: 1)
  }()

  @Test func theMiddleOfAnExposureStandsForIt() {
    #expect(Self.frame.time.microseconds == 15)
    #expect(FrameTime(7).startMicroseconds == 7 && FrameTime(7).endMicroseconds == 7 && FrameTime(7).microseconds == 7)
    #expect(FrameTime(startMicroseconds: 5, endMicroseconds: 2) == FrameTime(5))
    #expect(FrameTime(startMicroseconds: .min, endMicroseconds: .max).microseconds == -1)
    #expect(FrameTime(-3).less(4) == FrameTime(-7) && FrameTime(.min).less(1) == nil)
  }

  @Test(arguments: GeometryFilter.Operation.allCases)
  func aPictureTurnsAsEventsDo(operation: GeometryFilter.Operation) throws {
    let turned = Self.frame.turned(operation, sensor: Self.sensor)
    var filter = GeometryFilter(operation, width: Self.sensor.width, height: Self.sensor.height)
    let places = (1..<4).flatMap { y in (3..<7).map { x in (x, y) } }
    var batch = EventBatch(
      places.map { Event(timeMicroseconds: 0, x: UInt16($0.0), y: UInt16($0.1), isOn: true) })
    filter.apply(to: &batch)
    guard case .uint8(let samples) = turned.pixels else {
      Issue.record("The samples keep their depth.")
      return
    }
    for (event, place) in zip(batch.events, places) {
      let (x, y) = (Int(event.x) - turned.x, Int(event.y) - turned.y)
      try #require((0..<turned.width).contains(x) && (0..<turned.height).contains(y))
      #expect(Int(samples[y, x]) == 10 * place.1 + place.0)
    }
    #expect(turned.fits(SensorSize(width: filter.size.width, height: filter.size.height)))
  }

  @Test func aPictureIsCroppedToItsPart() throws {
    let cropped = try #require(
      Self.frame.cropped(to: PixelRegion(x: 5, y: 0, size: SensorSize(width: 4, height: 3))))
    #expect(cropped.x == 0 && cropped.y == 1 && cropped.time == Self.frame.time)
    #expect(cropped.pixels == .uint8(Tensor<UInt8>(shape: [2, 2], scalars: [15, 16, 25, 26])))
    #expect(Self.frame.cropped(to: PixelRegion(x: 0, y: 0, size: SensorSize(width: 3, height: 6))) == nil)
    #expect(Self.frame.cropped(to: PixelRegion(x: 0, y: 0, size: Self.sensor)) == Self.frame)
  }

  @Test func grayIsBetweenBlackAndWhite() {
    let colours = RecordedFrame(
      time: FrameTime(0), pixels: .uint8(Tensor<UInt8>(shape: [1, 2, 3], scalars: [255, 255, 255, 0, 255, 0])))
    let gray = colours.gray().scalars
    #expect(abs(gray[0] - 1) < 1e-6 && abs(gray[1] - 0.587) < 1e-6)
    let deep = RecordedFrame(time: FrameTime(0), pixels: .uint16(Tensor<UInt16>(shape: [1, 2], scalars: [0, 65535])))
    #expect(deep.gray().scalars == [0, 1])
  }

  @Test func inertialUnitsAreThoseOfPhysics() {
    let sample = InertialSample(
      timeMicroseconds: 1, accelerationG: SIMD3(0, -1, 2), degreesPerSecond: SIMD3(180, 0, -90))
    #expect(abs(sample.acceleration.y + 9.80665) < 1e-12 && abs(sample.accelerationG.z - 2) < 1e-12)
    #expect(abs(sample.angularVelocity.x - .pi) < 1e-12 && abs(sample.degreesPerSecond.z + 90) < 1e-12)
  }
}
