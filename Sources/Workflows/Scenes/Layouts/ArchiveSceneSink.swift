import Datasets
import Files
import Recordings
import Tensors

/// A scene in one archive, ``SceneArchive``, which NumPy reads.
///
/// Arrays wait unpacked in temporary files beside it, so that memory stays bounded.
final class ArchiveSceneSink: SceneSink {
  private let path: String
  private let size: SensorSize
  private let rate: Double
  private let intervals: [Int]
  private let spills: ArchiveSpills
  private var eventObjects: NumpyFileWriter<Int32>?
  private var pictures: NumpyFileWriter<UInt8>?
  private var pictureSeconds: [Double] = []
  private var fields: [Int: Fields] = [:]

  /// The arrays of one interval.
  private struct Fields {
    var seconds: [Double] = []
    var flow: NumpyFileWriter<Float>
    var backward: NumpyFileWriter<Float>?
    var occlusions: [NumpyFileWriter<UInt8>] = []
    var objects: NumpyFileWriter<Int32>?
    var depth: NumpyFileWriter<Float>?
    var normals: NumpyFileWriter<Float>?

    func finish() throws {
      try flow.finish()
      try backward?.finish()
      for array in occlusions { try array.finish() }
      try objects?.finish()
      try depth?.finish()
      try normals?.finish()
    }
  }

  init(_ folder: OutputFolder, size: SensorSize, rate: Double, intervals: [Int]) throws {
    path = try folder.add(SceneArchive.fileName)
    (self.size, self.rate, self.intervals) = (size, rate, intervals)
    spills = ArchiveSpills(beside: path)
  }

  func makeSpikes(geometry: SpikeGeometry) throws -> (any SpikeSink)? {
    try SpikeNumpyWriter(path: spills.path("spikes"), geometry: geometry)
  }

  func makeEvents(size: SensorSize) throws -> any EventSink {
    try EventColumnSpill(spills)
  }

  func append(eventObjects list: [Int32]) throws {
    let file = try eventObjects ?? spills.array("event_objects")
    eventObjects = file
    try list.withUnsafeBufferPointer { try file.append($0) }
  }

  func append(_ field: SceneField) throws {
    let (name, rows) = ("dt\(field.interval)", [size.height, size.width])
    var arrays = try fields[field.interval] ?? Fields(flow: spills.array("flow_\(name)", axes: [2] + rows))
    defer { fields[field.interval] = arrays }
    arrays.seconds += [field.first.seconds, field.second.seconds]
    try arrays.flow.append(field.flow.flow)
    guard let truth = field.truth else { return }
    if arrays.backward == nil {
      arrays.backward = try spills.array("flow_backward_\(name)", axes: [2] + rows)
      arrays.occlusions = [
        try spills.array("occlusion_\(name)", axes: rows), try spills.array("occlusion_backward_\(name)", axes: rows),
      ]
      arrays.objects = try spills.array("objects_\(name)", axes: rows)
      if truth.forward.depth != nil {
        arrays.depth = try spills.array("depth_\(name)", axes: rows)
        arrays.normals = try spills.array("normals_\(name)", axes: [3] + rows)
      }
    }
    try arrays.backward?.append(truth.backward.flow.flow)
    try arrays.occlusions[0].append(truth.forward.occlusion)
    try arrays.occlusions[1].append(truth.backward.occlusion)
    try arrays.objects?.append(truth.forward.objects)
    if let depth = truth.forward.depth { try arrays.depth?.append(depth) }
    if let normals = truth.forward.normals { try arrays.normals?.append(normals) }
  }

  func append(lastObjects: Tensor<Int32>, interval: Int, index: Int) throws {
    try fields[interval]?.objects?.append(lastObjects)
  }

  func append(picture: Tensor<UInt8>, at moment: SceneMoment) throws {
    let file = try pictures ?? spills.array("pictures", axes: [size.height, size.width])
    pictures = file
    try file.append(picture)
    pictureSeconds.append(moment.seconds)
  }

  func finish() throws {
    try eventObjects?.finish()
    try pictures?.finish()
    let archive = try NumpyArchiveWriter(path: path, compression: .deflated)
    for interval in intervals {
      guard let arrays = fields[interval] else { continue }
      try arrays.finish()
      try archive.add(
        Tensor(shape: [arrays.seconds.count / 2, 2], scalars: arrays.seconds), named: "flow_dt\(interval)_seconds")
    }
    for name in spills.names { try archive.add(contentsOf: spills.path(of: name), named: name) }
    if !pictureSeconds.isEmpty {
      try archive.add(Tensor(shape: [pictureSeconds.count], scalars: pictureSeconds), named: "pictures_seconds")
    }
    try archive.add(Tensor<Int64>(repeating: Int64(size.width), shape: []), named: "width")
    try archive.add(Tensor<Int64>(repeating: Int64(size.height), shape: []), named: "height")
    try archive.add(Tensor<Double>(repeating: rate, shape: []), named: "rate_hz")
    try archive.commit()
    spills.remove()
  }
}

/// Temporary `.npy` files beside an archive, which go when the object does.
private final class ArchiveSpills {
  private let archive: String
  private var paths: [(name: String, path: String)] = []

  init(beside archive: String) { self.archive = archive }

  deinit { remove() }

  /// The names of the arrays, in the order in which they were begun.
  var names: [String] { paths.map(\.name) }

  /// A new file for an array.
  func path(_ name: String) -> String {
    let path = TemporaryFiles.path(for: archive)
    TemporaryFiles.add(path)
    paths.append((name, path))
    return path
  }

  /// The file of an array.
  func path(of name: String) -> String { paths.first { $0.name == name }?.path ?? archive }

  func array<Scalar: TensorScalar>(_ name: String, axes: [Int] = []) throws -> NumpyFileWriter<Scalar> {
    try NumpyFileWriter(axesAfterFirst: axes, path: path(name))
  }

  func remove() {
    for (_, path) in paths where TemporaryFiles.remove(path) { TemporaryFiles.removeTree(path) }
    paths = []
  }
}

/// Events as the columns t, x, y, p.
private final class EventColumnSpill: EventSink {
  private let t: NumpyFileWriter<Int64>
  private let x: NumpyFileWriter<UInt16>
  private let y: NumpyFileWriter<UInt16>
  private let p: NumpyFileWriter<UInt8>

  init(_ spills: ArchiveSpills) throws {
    (t, x) = (try spills.array("t"), try spills.array("x"))
    (y, p) = (try spills.array("y"), try spills.array("p"))
  }

  func append(_ events: EventBatch) throws {
    try events.withColumns { columns in
      try t.append(UnsafeBufferPointer(start: columns.t, count: events.count))
      try x.append(UnsafeBufferPointer(start: columns.x, count: events.count))
      try y.append(UnsafeBufferPointer(start: columns.y, count: events.count))
      try p.append(UnsafeBufferPointer(start: columns.p, count: events.count))
    }
  }

  func finish() throws {
    try t.finish()
    try x.finish()
    try y.finish()
    try p.finish()
  }
}
