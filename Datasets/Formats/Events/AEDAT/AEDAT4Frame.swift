import Recordings
import Tensors

/// A picture as AEDAT 4 stores it: the root table of its packet, with samples as OpenCV has them.
struct AEDAT4Frame {
  /// The fields' places in the table.
  enum Field {
    static let (time, frameStart, frameEnd, exposureStart, exposureEnd) = (0, 1, 2, 3, 4)
    static let (format, width, height, x, y, pixels, exposure) = (5, 6, 7, 8, 9, 10, 11)
  }

  /// The numbers of OpenCV for the formats that are pictures: the depth, and eight times the channels less one.
  private static let formats: [Int8: (channels: Int, isDeep: Bool)] = [
    0: (1, false), 16: (3, false), 24: (4, false), 2: (1, true), 18: (3, true), 26: (4, true),
  ]

  let time: FrameTime
  let width: Int
  let height: Int
  let format: Int8
  private let x: Int
  private let y: Int
  private let pixels: (start: Int, count: Int)?

  /// The bytes of its samples.
  var byteCount: Int { pixels?.count ?? 0 }

  /// Reads the fields; nil where one runs over the end.
  init?(_ buffer: FlatBuffer, _ root: FlatBuffer.Table) {
    func number<Value: FixedWidthInteger>(_ field: Int, _ type: Value.Type) -> Value? {
      guard let place = buffer.field(field, of: root) else { return 0 }
      return buffer.integer(type, at: place)
    }
    guard let stamp = number(Field.time, Int64.self), let start = number(Field.exposureStart, Int64.self),
      let end = number(Field.exposureEnd, Int64.self), let exposure = number(Field.exposure, Int64.self),
      let format = number(Field.format, Int8.self), let width = number(Field.width, Int16.self),
      let height = number(Field.height, Int16.self), let x = number(Field.x, Int16.self),
      let y = number(Field.y, Int16.self), width > 0, height > 0
    else { return nil }
    if start != 0 || end != 0 {
      time = FrameTime(startMicroseconds: start, endMicroseconds: end)
    } else {
      // Later versions give the start and a duration.
      let (sum, isOver) = stamp.addingReportingOverflow(max(0, exposure))
      time = FrameTime(startMicroseconds: stamp, endMicroseconds: isOver ? stamp : sum)
    }
    (self.format, self.width, self.height) = (format, Int(width), Int(height))
    (self.x, self.y) = (max(0, Int(x)), max(0, Int(y)))
    guard buffer.field(Field.pixels, of: root) != nil else {
      pixels = nil
      return
    }
    guard let vector = buffer.vector(Field.pixels, of: root, bytesPerElement: 1) else { return nil }
    pixels = vector
  }

  /// Its samples, blue and red exchanged; nil where they are none of a picture of that size.
  func frame(_ buffer: FlatBuffer) -> RecordedFrame? {
    guard let (channels, isDeep) = Self.formats[format], let pixels,
      pixels.count == width * height * channels * (isDeep ? 2 : 1)
    else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[pixels.start..<pixels.start + pixels.count])
    let picture = StoredPicture(
      width: width, height: height, channels: channels, isDeep: isDeep, isBlueFirst: true)
    return RecordedFrame(time: time, pixels: picture.pixels(bytes), x: x, y: y)
  }

  /// The number of a format.
  static func format(channels: Int, isDeep: Bool) -> Int8? {
    formats.first { $0.value == (channels, isDeep) }?.key
  }
}

/// An inertial sample as AEDAT 4 stores it: a table of single precision in g, degrees a second and microtesla. A number that
/// is not there is 0, and one that is 0 was not measured.
enum AEDAT4Inertial {
  /// The sample of a table; nil where a field runs over the end.
  static func sample(_ buffer: FlatBuffer, _ table: FlatBuffer.Table) -> InertialSample? {
    func number(_ field: Int) -> Double? {
      guard let place = buffer.field(field, of: table) else { return 0 }
      return buffer.integer(UInt32.self, at: place).map { Double(Float(bitPattern: $0)) }
    }
    let place = buffer.field(0, of: table)
    guard let time = place == nil ? 0 : place.flatMap({ buffer.integer(Int64.self, at: $0) }) else { return nil }
    let numbers = (1...10).compactMap(number)
    guard numbers.count == 10 else { return nil }
    func vector(_ first: Int) -> SIMD3<Double> { SIMD3(numbers[first], numbers[first + 1], numbers[first + 2]) }
    let field = vector(7)
    return InertialSample(
      timeMicroseconds: time, accelerationG: vector(1), degreesPerSecond: vector(4),
      temperatureCelsius: numbers[0] == 0 ? nil : numbers[0],
      magneticFieldMicrotesla: field == .zero ? nil : field)
  }
}
