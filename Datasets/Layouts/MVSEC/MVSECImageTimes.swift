import Files

/// The times of the gray pictures of a scene of MVSEC, from `indoor_flying1_data.hdf5`.
///
/// The flow of the literature is that from one picture to the next (dt=1), or to the fourth next (dt=4).
public struct MVSECImageTimes: Sendable {
  /// The times in seconds since 1970, as stored.
  public let seconds: [Double]
  /// For each picture the index of the event before or at its time, as its authors store it; nil where they do not.
  public let eventIndices: [Int64]?

  /// Reads `image_raw_ts` and `image_raw_event_inds` of a camera.
  ///
  /// - Parameter camera: `davis/left` or `davis/right`.
  /// - Throws: `FileError` where there is no such file, it holds no pictures' times, or they go back.
  public init(path: String, camera: String = "davis/left") throws {
    let file = try HDF5File(path: path)
    let (times, indices) = ("\(camera)/image_raw_ts", "\(camera)/image_raw_event_inds")
    guard try file.holdsDataset(times) else {
      throw FileError(
        .badContent, path: path, problem: "it holds no times of pictures, the dataset \(times)",
        remedy: "take the _data.hdf5 of a scene")
    }
    seconds = try HDF5Array(file, times).values()
    try SecondsOfMVSEC.check(seconds, path: path, place: "dataset \(times)")
    guard try file.holdsDataset(indices) else {
      eventIndices = nil
      return
    }
    let array = try HDF5Array(file, indices)
    let numbers = try array.holdsIntegers ? array.integers() : array.values().map { Int64(exactly: $0) ?? -1 }
    guard numbers.count == seconds.count else {
      throw array.error("\(numbers.count) indices do not fit \(seconds.count) pictures")
    }
    eventIndices = numbers
  }

  /// Whether a file holds the times of pictures.
  ///
  /// - Throws: `FileError` where there is no such file or it is no HDF5.
  public static func exist(in path: String, camera: String = "davis/left") throws -> Bool {
    try HDF5Array.exists(path: path, dataset: "\(camera)/image_raw_ts")
  }

  /// The number of pictures.
  public var count: Int { seconds.count }

  /// The times in microseconds, rounded as those of the events are: to the nearest, halves to even.
  public var microseconds: [Int64] { seconds.map(SecondsOfMVSEC.microseconds) }

  /// The windows from each picture to that `step` later: dt=1, dt=4.
  ///
  /// - Precondition: The step is one or more.
  public func windows(step: Int = 1) -> [TimeWindow] {
    precondition(step > 0, "A window goes to a later picture.")
    let times = microseconds
    return (0..<max(0, times.count - step)).map {
      TimeWindow(startMicroseconds: times[$0], endMicroseconds: times[$0 + step], fileIndex: $0)
    }
  }
}
