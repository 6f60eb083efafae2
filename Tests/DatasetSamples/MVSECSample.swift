import Datasets
import Tensors

/// A scene in MVSEC's layout in which everything moves alike: `NAME_data.hdf5`, `NAME_gt.hdf5` and, where it is asked for,
/// `NAME_gt_flow_dist.npz`.
///
/// Field k of the ground truth is the velocity times the time to field k + 1, in every pixel; so the true flow between any
/// two times is the velocity times the time between them, but where pixels leave the picture on the way. Pictures and
/// fields have times of their own, as in the real files.
public struct MVSECSample: Sendable {
  /// The size of the sensor.
  public var (width, height) = (346, 260)
  /// The first time, in seconds since 1970.
  public var startSeconds = 1_504_645_177.0
  /// The velocity in pixels a second, to the right and downwards.
  public var (velocityX, velocityY) = (24.0, -16.0)
  /// The number of fields of ground truth, the first at the start.
  public var fieldCount = 12
  /// The seconds from a field to the next.
  public var fieldInterval = 0.05
  /// The number of pictures.
  public var pictureCount = 14
  /// The seconds from the start to the first picture.
  public var firstPicture = 0.011
  /// The seconds from a picture to the next.
  public var pictureInterval = 0.032
  /// The columns on the left without ground truth: zero there.
  public var emptyColumns = 0
  /// Events fire at every so many-th pixel, once in each interval of pictures.
  public var eventSpacing = 3

  /// Makes a sample.
  public init() {}

  /// The times of the fields in seconds.
  public var fieldSeconds: [Double] { (0..<fieldCount).map { startSeconds + Double($0) * fieldInterval } }
  /// The times of the pictures in seconds.
  public var pictureSeconds: [Double] {
    (0..<pictureCount).map { startSeconds + firstPicture + Double($0) * pictureInterval }
  }

  /// A field of ground truth, `[2, height, width]`.
  public func field(_ index: Int) -> Tensor<Double> {
    let seconds = fieldSeconds + [startSeconds + Double(fieldCount) * fieldInterval]
    let duration = seconds[index + 1] - seconds[index]
    return Tensor(unsafeUninitializedShape: [2, height, width]) { target in
      for (part, velocity) in [velocityX, velocityY].enumerated() {
        for pixel in 0..<width * height {
          let isEmpty = pixel % width < emptyColumns
          target.initializeElement(at: part * width * height + pixel, to: isEmpty ? 0 : velocity * duration)
        }
      }
    }
  }

  /// Rows x, y, t in seconds, p as 1 or −1, in the order of time.
  public var eventRows: [Double] {
    var rows: [Double] = []
    for interval in 0..<max(0, pictureCount - 1) {
      let start = pictureSeconds[interval]
      let places = stride(from: (interval % eventSpacing), to: width * height, by: eventSpacing)
      let count = Double(width * height)
      for place in places {
        // Behind the picture by at least 1 ms, and before the next by as much.
        let time = start + 0.001 + (pictureInterval - 0.002) * Double(place) / count
        rows += [Double(place % width), Double(place / width), time, place / eventSpacing % 2 == 0 ? 1 : -1]
      }
    }
    return rows
  }

  /// Writes the files of a scene to a folder that is there.
  ///
  /// - Returns: The files of events and of ground truth.
  @discardableResult
  public func write(
    to folder: String, scene: String = "indoor_flying1", withArchive: Bool = false
  ) throws -> (data: String, groundTruth: String) {
    let paths = (data: "\(folder)/\(scene)_data.hdf5", groundTruth: "\(folder)/\(scene)_gt.hdf5")
    try writeData(paths.data)
    let truth = try HDF5Writer(path: paths.groundTruth, overwrite: true)
    let flow = try truth.frames(
      named: "davis/left/flow_dist", of: Double.self, axesAfterFirst: [2, height, width])
    for index in 0..<fieldCount { try flow.append(field(index)) }
    try flow.finish()
    try truth.write(Tensor(shape: [fieldCount], scalars: fieldSeconds), named: "davis/left/flow_dist_ts")
    try truth.commit()
    if withArchive { try writeArchive("\(folder)/\(scene)_gt_flow_dist.npz") }
    return paths
  }

  private func writeData(_ path: String) throws {
    let file = try HDF5Writer(path: path, overwrite: true)
    let rows = eventRows
    let eventTimes = stride(from: 2, to: rows.count, by: 4).map { rows[$0] }
    let events = try file.frames(
      named: "davis/left/events", of: Double.self, axesAfterFirst: [4], framesPerChunk: 1 << 12)
    try events.append(Tensor(shape: [rows.count / 4, 4], scalars: rows))
    try events.finish()
    try file.write(Tensor(shape: [pictureCount], scalars: pictureSeconds), named: "davis/left/image_raw_ts")
    var next = 0
    let indices = pictureSeconds.map { time in
      while next < eventTimes.count && eventTimes[next] <= time { next += 1 }
      return Int64(max(0, next - 1))
    }
    try file.write(Tensor(shape: [pictureCount], scalars: indices), named: "davis/left/image_raw_event_inds")
    try file.commit()
  }

  private func writeArchive(_ path: String) throws {
    let archive = try NumpyArchiveWriter(path: path, overwrite: true)
    let fields = (0..<fieldCount).map(field)
    try archive.add(Tensor(shape: [fieldCount], scalars: fieldSeconds), named: "timestamps")
    for (part, name) in ["x_flow_dist", "y_flow_dist"].enumerated() {
      let scalars = fields.flatMap { $0.slice(at: part).scalars }
      try archive.add(Tensor(shape: [fieldCount, height, width], scalars: scalars), named: name)
    }
    try archive.commit()
  }
}
