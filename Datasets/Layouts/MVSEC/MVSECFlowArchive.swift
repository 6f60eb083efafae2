import Files
import Recordings
import Tensors

/// The flow of a scene of MVSEC as EV-FlowNet's authors publish it: `indoor_flying1_gt_flow_dist.npz`.
///
/// The arrays `x_flow_dist` and `y_flow_dist` are `[N, 260, 346]`, `timestamps` is `[N]` in seconds. The file takes
/// gigabytes: it is read from front to back, the fields read last stay in memory, and a step back beyond them starts
/// over. An archive belongs to one thread at a time.
///
/// - SeeAlso: Zhu et al., "EV-FlowNet", RSS 2018.
public final class MVSECFlowArchive: FlowGroundTruthSource {
  /// The path as given.
  public let path: String
  /// The times of the fields in seconds since 1970.
  public let timesSeconds: [Double]
  /// The height of a field in pixels.
  public let height: Int
  /// The width of a field in pixels.
  public let width: Int
  private var cursor: Cursor?
  private var recent: [(index: Int, field: Tensor<Double>)] = []

  private static let names = ["x_flow_dist", "y_flow_dist"]
  private static let timesName = "timestamps"
  private static let keptFields = 8
  private static let largestPixelCount = 1 << 24
  private static let mostFields = 1 << 24

  /// Where reading has come to.
  private struct Cursor {
    var streams: [NumpyStream]
    var next = 0
  }

  /// Opens an archive.
  ///
  /// - Throws: `FileError` where there is no such file, it holds no flow, or its times go back.
  public init(path: String) throws {
    let archive = try NumpyArchive(path: path)
    for name in Self.names + [Self.timesName] where !archive.names.contains(name) {
      throw FileError(
        .badContent, path: path, problem: "it holds no array \(name)",
        remedy: "take the _gt_flow_dist.npz of a scene of MVSEC")
    }
    let shape = try archive.header(Self.names[0]).shape
    guard shape.count == 3, !shape.contains(0), shape[0] <= Self.mostFields,
      shape[1] <= Self.largestPixelCount / shape[2], try archive.header(Self.names[1]).shape == shape,
      try archive.header(Self.timesName).shape == [shape[0]]
    else {
      let shapes = try (Self.names + [Self.timesName]).map { try "\($0) \(archive.header($0).shape)" }
      throw FileError(
        .badContent, path: path, problem: "the shapes \(shapes.joined(separator: ", ")) do not fit each other",
        remedy: "they are [N, height, width] twice, and [N]")
    }
    for name in Self.names {
      let header = try archive.header(name)
      guard [.float32, .float64].contains(header.scalarType) && !header.isFortranOrder else {
        throw FileError(
          .badContent, path: path, problem: "flow is stored in floating point row by row, this is \(header.dtype)",
          place: "entry \(name)", remedy: "save it again after numpy.ascontiguousarray")
      }
    }
    let times = try archive.tensor(Self.timesName)
    switch times {
    case .float64(let values): timesSeconds = values.scalars
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64, .float32:
      timesSeconds = times.float32.scalars.map(Double.init)
    }
    try SecondsOfMVSEC.check(timesSeconds, path: path, place: "entry \(Self.timesName)")
    (self.path, height, width) = (path, shape[1], shape[2])
  }

  /// A field, `[2, height, width]`. Cost: those from the one read last on, or from the first after a step back beyond
  /// the eight read last.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where the file is damaged.
  public func field(_ index: Int) throws -> Tensor<Double> {
    precondition(index >= 0 && index < count, "There is no field \(index) of \(count).")
    if let known = recent.first(where: { $0.index == index }) { return known.field }
    do {
      // Each pass has archives of its own: an archive inflates one entry at a time.
      var cursor =
        try self.cursor.flatMap { $0.next <= index ? $0 : nil }
        ?? Cursor(streams: Self.names.map { try NumpyArchive(path: path).stream($0) })
      while true {
        let field = try next(cursor.streams)
        cursor.next += 1
        self.cursor = cursor
        recent.append((cursor.next - 1, field))
        if recent.count > Self.keptFields { recent.removeFirst() }
        if cursor.next > index { return field }
      }
    } catch {
      cursor = nil
      throw error
    }
  }

  private func next(_ streams: [NumpyStream]) throws -> Tensor<Double> {
    let pixels = height * width
    return try Tensor(unsafeUninitializedShape: [2, height, width]) { target in
      for (part, stream) in streams.enumerated() {
        let place = UnsafeMutableBufferPointer(rebasing: target[part * pixels..<(part + 1) * pixels])
        if stream.header.scalarType == .float64 {
          try stream.read(into: place)
          continue
        }
        let singles = try Tensor<Float>(unsafeUninitializedShape: [pixels]) { try stream.read(into: $0) }
        singles.withUnsafeBufferPointer { singles in
          for pixel in 0..<pixels { place.initializeElement(at: pixel, to: Double(singles[pixel])) }
        }
      }
    }
  }
}
