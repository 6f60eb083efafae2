import Files
import Recordings

/// The gray pictures and the inertial samples of a camera of MVSEC: `image_raw` and `image_raw_ts`, `imu` and `imu_ts`.
///
/// Both come in the order of time. A file that holds the pictures' times and not the pictures gives the times.
final class MVSECSampleSource: SampleSource {
  let contents: SampleContents
  let warnings: [RecordingWarning]
  private let frames: (times: HDF5Array, pixels: HDF5FrameReader?, count: Int)?
  private let inertial: (times: HDF5Array, values: HDF5Array, count: Int)?
  private var nextFrame = 0
  private var nextInertial = 0
  private let wantsPixels: Bool
  private let accelerationColumn: Int

  init(_ file: InputFile, contents: SampleContents, options: EventReadOptions) throws {
    let hdf5 = try HDF5File(path: file.path)
    guard case .mvsec(let camera)? = try HDF5EventLayout.find(in: hdf5, format: .mvsec, place: options.topic)?.layout
    else {
      throw FileError(
        .badContent, path: file.path, problem: "it holds no events in the layout mvsec",
        remedy: "is it of another format?")
    }
    var notes: [RecordingWarning] = []
    func note(_ problem: String, _ consequence: Message) {
      notes.append(RecordingWarning(path: file.path, problem: problem, consequence: consequence))
    }
    wantsPixels = contents.contains(.frames)
    var frames: (times: HDF5Array, pixels: HDF5FrameReader?, count: Int)?
    var inertial: (times: HDF5Array, values: HDF5Array, count: Int)?
    var found = contents
    let (pixels, times) = ("\(camera)/image_raw", "\(camera)/image_raw_ts")
    if !contents.isDisjoint(with: [.frames, .frameTimes]), try hdf5.holdsDataset(times) {
      let array = try Self.times(hdf5, times)
      if try hdf5.holdsDataset(pixels) {
        let reader = try HDF5FrameReader(try hdf5.dataset(pixels))
        try Self.require(reader)
        if reader.count != array.count {
          note(
            "\(reader.count) pictures have \(array.count) times", "the first \(min(reader.count, array.count)) are read"
          )
        }
        frames = (array, reader, min(reader.count, array.count))
      } else {
        note("it holds the times of \(array.count) pictures without the pictures", "there are times only")
        if !wantsPixels { frames = (array, nil, array.count) }
      }
    }
    if frames == nil { found.subtract([.frames, .frameTimes]) }
    let (values, sampleTimes) = ("\(camera)/imu", "\(camera)/imu_ts")
    if contents.contains(.inertial), try hdf5.holdsDataset(values), try hdf5.holdsDataset(sampleTimes) {
      let (array, times) = (try HDF5Array(hdf5, values), try Self.times(hdf5, sampleTimes))
      guard array.shape.count == 2, array.shape[1] == Self.inertialColumns else {
        throw array.error("of shape \(array.shape) it holds no inertial samples, which are rows of 6 numbers")
      }
      if array.count != times.count {
        note(
          "\(array.count) inertial samples have \(times.count) times",
          "the first \(min(array.count, times.count)) are read")
      }
      inertial = (times, array, min(array.count, times.count))
    } else {
      found.remove(.inertial)
    }
    self.contents = found
    (self.frames, self.inertial, warnings) = (frames, inertial, notes)
    accelerationColumn = try inertial.map { try Self.accelerationColumn($0.values) } ?? 0
  }

  /// Acceleration in m/s² and angular velocity in rad/s, as the driver of ROS gave them.
  private static let inertialColumns = 6
  /// The rows by which it is told which of them comes first.
  private static let rowsThatTell = 64

  /// Where the acceleration starts in a row: in front, unless the first numbers tell that gravity lies behind.
  private static func accelerationColumn(_ values: HDF5Array) throws -> Int {
    let rows = try (0..<min(values.count, rowsThatTell)).map { try values.frame($0).scalars }
    func length(_ start: Int) -> Double {
      let lengths = rows.map { row in (start..<start + 3).reduce(0) { $0 + row[$1] * row[$1] }.squareRoot() }.sorted()
      return lengths.isEmpty ? 0 : lengths[lengths.count / 2]
    }
    return 7...13 ~= length(3) && length(0) < 5 ? 3 : 0
  }

  func next() throws -> RecordedSample? {
    let frameTime = try frames.flatMap { try Self.time($0.times, nextFrame, of: $0.count) }
    let sampleTime = try inertial.flatMap { try Self.time($0.times, nextInertial, of: $0.count) }
    if let sampleTime, let inertial, sampleTime <= frameTime ?? .max {
      let values = try inertial.values.frame(nextInertial).scalars
      nextInertial += 1
      func vector(_ start: Int) -> SIMD3<Double> { SIMD3(values[start], values[start + 1], values[start + 2]) }
      return .inertial(
        InertialSample(
          timeMicroseconds: sampleTime, acceleration: vector(accelerationColumn),
          angularVelocity: vector(3 - accelerationColumn)))
    }
    guard let frameTime, let frames else { return nil }
    defer { nextFrame += 1 }
    let exposure = FrameTime(frameTime)
    guard wantsPixels, let pixels = frames.pixels else {
      let shape = frames.pixels?.frameShape ?? []
      return .frameTime(exposure, SensorSize(width: shape.count > 1 ? shape[1] : 0, height: shape.first ?? 0))
    }
    return .frame(RecordedFrame(time: exposure, pixels: try Self.picture(nextFrame, of: pixels)))
  }

  private static func times(_ file: HDF5File, _ name: String) throws -> HDF5Array {
    let times = try HDF5Array(file, name)
    // What was never written takes no room in a file, and may be claimed without end.
    guard times.shape.count == 1, times.count <= 1 << 28 else {
      throw times.error("of shape \(times.shape) it is no column of times")
    }
    return times
  }

  private static func time(_ times: HDF5Array, _ index: Int, of count: Int) throws -> Int64? {
    guard index < count else { return nil }
    let seconds = try times.frame(index).scalars[0]
    try SecondsOfMVSEC.check([seconds], path: times.path, place: "dataset \(times.name), from row \(index) on")
    return SecondsOfMVSEC.microseconds(seconds)
  }

  /// Throws where a dataset holds no pictures.
  private static func require(_ reader: HDF5FrameReader) throws {
    let shape = reader.frameShape
    guard shape.count == 2 || (shape.count == 3 && [3, 4].contains(shape[2])),
      case .scalar(let scalar) = reader.dataset.elementType, scalar.kind == .unsigned, scalar.byteCount <= 2
    else {
      throw reader.dataset.error("of shape \(reader.dataset.shape) it holds no pictures of 8 or 16 bits")
    }
  }

  private static func picture(_ index: Int, of reader: HDF5FrameReader) throws -> RecordedFrame.Pixels {
    let shape = reader.frameShape
    var (isDeep, isBigEndian) = (false, false)
    if case .scalar(let scalar) = reader.dataset.elementType {
      (isDeep, isBigEndian) = (scalar.byteCount == 2, scalar.isBigEndian)
    }
    let picture = StoredPicture(
      width: shape[1], height: shape[0], channels: shape.count == 3 ? shape[2] : 1, isDeep: isDeep,
      isBigEndian: isBigEndian)
    var pixels: RecordedFrame.Pixels?
    try reader.withFrames(index..<index + 1) { bytes, _ in
      pixels = picture.pixels(UnsafeRawBufferPointer(start: bytes, count: reader.frameBytes))
    }
    guard let pixels else { throw reader.dataset.error("it holds no picture \(index)") }
    return pixels
  }
}
