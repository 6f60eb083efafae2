import Files
import Recordings
import Tensors

/// A scene in one `.npz` archive, as `saccade scene --layout npz` writes it.
///
/// | array | type and shape | |
/// |---|---|---|
/// | `spikes` | uint8 `[frames, height, width]` | |
/// | `t`, `x`, `y`, `p` | int64 µs, uint16, uint16, uint8 | events, where there are any |
/// | `event_objects` | int32 | the thing that the pixel of each event saw, −1 for nothing |
/// | `flow_dt10` | float32 `[fields, 2, height, width]` | pixels to the right and downwards over ten frames |
/// | `flow_dt10_seconds` | float64 `[fields, 2]` | when each field begins and ends |
/// | `flow_backward_dt10` | as `flow_dt10` | from the end of each field to its beginning |
/// | `occlusion_dt10`, `occlusion_backward_dt10` | uint8 `[fields, height, width]` | 0 seen, 1 hidden, 2 outside |
/// | `objects_dt10` | int32 `[fields + 1, height, width]` | the thing at each pixel, a larger number before a smaller |
/// | `pictures`, `pictures_seconds` | uint8 `[N, height, width]`, float64 | linear gray levels |
/// | `width`, `height`, `rate_hz` | int64, int64, float64 | |
///
/// Spikes and events are read by `SpikeFiles` and `EventFiles`; this reads the flow, from front to back.
public final class SceneArchive {
  /// The name of the file.
  public static let fileName = "scene.npz"

  /// The path as given.
  public let path: String
  /// The numbers of frames that there is flow over, in order.
  public let intervals: [Int]
  private let archive: NumpyArchive
  private var cursor: Cursor?

  /// Where reading has come to.
  private struct Cursor {
    var interval: Int
    var stream: NumpyStream
    var next = 0
  }

  private static let flow = "flow_dt"
  private static let largestPixelCount = 1 << 26

  /// Opens an archive.
  ///
  /// - Throws: `FileError` where there is no such file, or it holds no flow.
  public init(path: String) throws {
    self.path = path
    archive = try NumpyArchive(path: path)
    intervals = archive.names.compactMap { name in
      name.hasPrefix(Self.flow) ? Int(name.dropFirst(Self.flow.count)) : nil
    }.filter { $0 > 0 }.sorted()
    guard !intervals.isEmpty else {
      throw FileError(
        .badContent, path: path, problem: "it holds no flow of a scene",
        remedy: "an array of it is called \(Self.flow)10")
    }
  }

  /// When the fields over an interval begin and end, in seconds.
  ///
  /// - Throws: `FileError` where they do not fit the flow.
  public func windows(interval: Int) throws -> [(first: Double, second: Double)] {
    let count = try shape(interval)[0]
    let name = "\(Self.flow)\(interval)_seconds"
    guard archive.names.contains(name), try archive.header(name).shape == [count, 2],
      case .float64(let seconds) = try archive.tensor(name)
    else { throw fault("there are no times of the fields, float64 [\(count), 2]", name) }
    return (0..<count).map { (seconds[$0, 0], seconds[$0, 1]) }
  }

  /// A field. Cost: those from the one read last on, or from the first after a step back.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where the file is damaged.
  public func field(_ index: Int, interval: Int) throws -> FlowField {
    let shape = try shape(interval)
    precondition(index >= 0 && index < shape[0], "There is no field \(index) of \(shape[0]).")
    var cursor =
      try self.cursor.flatMap { $0.interval == interval && $0.next <= index ? $0 : nil }
      // Every pass has an archive of its own, which inflates one entry at a time.
      ?? Cursor(interval: interval, stream: NumpyArchive(path: path).stream("\(Self.flow)\(interval)"))
    self.cursor = nil
    while true {
      let field = try Tensor<Float>(unsafeUninitializedShape: Array(shape.dropFirst())) {
        try cursor.stream.read(into: $0)
      }
      cursor.next += 1
      guard cursor.next > index else { continue }
      self.cursor = cursor
      return FlowField(flow: field)
    }
  }

  private func shape(_ interval: Int) throws -> [Int] {
    let name = "\(Self.flow)\(interval)"
    guard archive.names.contains(name) else {
      throw FileError(
        .notFound, path: path, problem: "the scene has no flow over \(interval) frames",
        remedy: "it has dt=\(intervals.map(String.init).joined(separator: ", "))")
    }
    let header = try archive.header(name)
    let shape = header.shape
    guard shape.count == 4, shape[1] == 2, shape.allSatisfy({ $0 > 0 }), header.scalarType == .float32,
      !header.isFortranOrder, shape[2] <= Self.largestPixelCount / shape[3]
    else { throw fault("flow is float32 [fields, 2, height, width], this is \(header.dtype) \(shape)", name) }
    return shape
  }

  private func fault(_ problem: String, _ name: String) -> FileError {
    FileError(.badContent, path: path, problem: problem, place: "entry \(name)", remedy: "render the scene again")
  }
}
