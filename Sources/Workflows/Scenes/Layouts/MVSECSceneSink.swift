import Datasets
import Files
import Recordings
import Tensors

/// A scene as MVSEC lays it out, with what it lacks beside; all in the group `davis/left`.
///
/// | file | dataset | |
/// |---|---|---|
/// | `NAME_data.hdf5` | `events` | float64 `[N, 4]`: x, y, seconds, 1 or −1 |
/// | | `event_objects` | int32 `[N]` |
/// | | `image_raw`, `image_raw_ts`, `image_raw_event_inds` | pictures, their seconds, the last event before each |
/// | `NAME_gt.hdf5` | `flow_dist`, `flow_dist_ts` | float64 `[N + 1, 2, height, width]`, pixels from each time to the next; the last, which leads past the end, is 0 |
/// | | `flow_dist_backward` | `[N, 2, height, width]`, from the next time to each |
/// | | `occlusion`, `occlusion_backward` | uint8 `[N, height, width]`: 0 seen, 1 hidden, 2 outside |
/// | | `objects` | int32 `[N + 1, height, width]`, −1 for nothing |
final class MVSECSceneSink: SceneSink {
  private let data: HDF5Writer
  private let truth: HDF5Writer
  private let size: SensorSize
  private let moments: [SceneMoment]
  private var events: MVSECEventColumns?
  private var eventObjects: HDF5ArrayWriter<Int32>?
  private var pictures: HDF5ArrayWriter<UInt8>?
  private var flow: HDF5ArrayWriter<Double>?
  private var backward: HDF5ArrayWriter<Double>?
  private var occlusions: [HDF5ArrayWriter<UInt8>] = []
  private var objects: HDF5ArrayWriter<Int32>?

  private static let camera = "davis/left"

  /// Begins the files.
  ///
  /// - Parameter moments: When fields begin and end.
  init(_ folder: OutputFolder, name: String, size: SensorSize, moments: [SceneMoment]) throws {
    (self.size, self.moments) = (size, moments)
    data = try HDF5Writer(path: folder.add("\(name)_data.hdf5"))
    truth = try HDF5Writer(path: folder.add("\(name)_gt.hdf5"))
  }

  func makeSpikes(geometry: SpikeGeometry) -> (any SpikeSink)? { nil }

  func makeEvents(size: SensorSize) throws -> any EventSink {
    let columns = try MVSECEventColumns(
      data.frames(named: "\(Self.camera)/events", of: Double.self, axesAfterFirst: [4], framesPerChunk: 1 << 12),
      moments: moments.map(\.microseconds))
    events = columns
    return columns
  }

  func append(eventObjects list: [Int32]) throws {
    let array =
      try eventObjects
      ?? data.frames(
        named: "\(Self.camera)/event_objects", of: Int32.self, axesAfterFirst: [], framesPerChunk: 1 << 14)
    eventObjects = array
    if list.isEmpty { return }
    try array.append(Tensor(shape: [list.count], scalars: list))
  }

  func append(_ field: SceneField) throws {
    let flow = try self.flow ?? fields("flow_dist", axes: [2])
    self.flow = flow
    try flow.append(field.flow.flow.map(Double.init))
    guard let truth = field.truth else { return }
    let backward = try self.backward ?? fields("flow_dist_backward", axes: [2])
    self.backward = backward
    try backward.append(truth.backward.flow.flow.map(Double.init))
    if occlusions.isEmpty { occlusions = [try fields("occlusion"), try fields("occlusion_backward")] }
    try occlusions[0].append(truth.forward.occlusion)
    try occlusions[1].append(truth.backward.occlusion)
    try append(objects: truth.forward.objects)
  }

  func append(lastObjects: Tensor<Int32>, interval: Int, index: Int) throws { try append(objects: lastObjects) }

  func append(picture: Tensor<UInt8>, at moment: SceneMoment) throws {
    let pictures =
      try self.pictures
      ?? data.frames(named: "\(Self.camera)/image_raw", of: UInt8.self, axesAfterFirst: [size.height, size.width])
    self.pictures = pictures
    try pictures.append(picture)
  }

  func finish() throws {
    try eventObjects?.finish()
    try pictures?.finish()
    let times = moments.map(\.seconds)
    try data.write(Tensor(shape: [times.count], scalars: times), named: "\(Self.camera)/image_raw_ts")
    let before = events?.lastEvents ?? []
    try data.write(Tensor(shape: [before.count], scalars: before), named: "\(Self.camera)/image_raw_event_inds")
    try data.commit()
    try flow?.append(Tensor(zeros: [2, size.height, size.width]))
    try flow?.finish()
    try backward?.finish()
    for array in occlusions { try array.finish() }
    try objects?.finish()
    try truth.write(Tensor(shape: [times.count], scalars: times), named: "\(Self.camera)/flow_dist_ts")
    try truth.commit()
  }

  private func append(objects tensor: Tensor<Int32>) throws {
    let objects = try self.objects ?? fields("objects")
    self.objects = objects
    try objects.append(tensor)
  }

  private func fields<Scalar: TensorScalar>(_ name: String, axes: [Int] = []) throws -> HDF5ArrayWriter<Scalar> {
    try truth.frames(
      named: "\(Self.camera)/\(name)", of: Scalar.self, axesAfterFirst: axes + [size.height, size.width])
  }
}

/// Events as rows x, y, seconds, 1 or −1, and which is the last before each of some moments.
private final class MVSECEventColumns: EventSink {
  private let rows: HDF5ArrayWriter<Double>
  private let moments: [Int64]
  /// How many events are no later than each moment.
  private var counts: [Int64]

  init(_ rows: HDF5ArrayWriter<Double>, moments: [Int64]) {
    (self.rows, self.moments) = (rows, moments)
    counts = [Int64](repeating: 0, count: moments.count)
  }

  /// The index of the last event before each moment, 0 where there is none.
  var lastEvents: [Int64] { counts.map { max(0, $0 - 1) } }

  func append(_ events: EventBatch) throws {
    if events.isEmpty { return }
    try events.withColumns { columns in
      try rows.append(
        Tensor(unsafeUninitializedShape: [events.count, 4]) { target in
          for index in 0..<events.count {
            target.initializeElement(at: 4 * index, to: Double(columns.x[index]))
            target.initializeElement(at: 4 * index + 1, to: Double(columns.y[index]))
            target.initializeElement(at: 4 * index + 2, to: Double(columns.t[index]) * 1e-6)
            target.initializeElement(at: 4 * index + 3, to: columns.p[index] != 0 ? 1 : -1)
          }
        })
      for (place, moment) in moments.enumerated() {
        for index in 0..<events.count where columns.t[index] <= moment { counts[place] += 1 }
      }
    }
  }

  func finish() throws { try rows.finish() }
}
