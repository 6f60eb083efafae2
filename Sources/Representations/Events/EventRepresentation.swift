import Files
import Kernels
import Recordings
import Tensors

/// A representation of events by the name that users give it: `voxel-grid:5`.
public struct EventRepresentation: Sendable {
  private let named: any NamedEventEncoding

  /// The representation that an encoding makes.
  public init(_ encoding: some NamedEventEncoding) { named = encoding }

  /// What makes its tensors.
  public var encoding: any EventEncoding { named }

  /// Reads a name with its numbers: `count`, `voxel-grid:5`, `time-surface:33ms`.
  ///
  /// Voxel grids are not normalised and all splits of an encoding are kept; see ``normalized`` and
  /// ``keepingEvery(_:)``. A time is a whole number of microseconds or has a unit: `250us`, `33ms`, `1.5s`.
  ///
  /// - Throws: ``EventRepresentationNameError``.
  public init(_ text: String) throws {
    let kind = text.prefix { $0 != ":" }
    guard let encoding = EventRepresentationKind.allCases.lazy.map({ $0.encoding }).first(where: { $0.name == kind })
    else {
      throw EventRepresentationNameError(
        description: "'\(text)' is no representation of events; " + Likeness.remedy(for: text, among: Self.names))
    }
    func read<Encoding: NamedEventEncoding>(_: Encoding.Type) throws -> EventRepresentation {
      var name = EventRepresentationName(text, form: Encoding.form)
      let encoding = try Encoding(&name)
      try name.end()
      return EventRepresentation(encoding)
    }
    self = try read(encoding)
  }

  /// The names, as a help text lists them.
  public static let names = EventRepresentationKind.allCases.map { $0.encoding.form }

  /// The names with the type and axes of their tensors, and what their values mean.
  public static let descriptions = EventRepresentationKind.allCases.map { kind in
    (name: kind.encoding.form, shape: kind.meaning.shape, meaning: kind.meaning.text)
  }

  /// The name that is read back as this, without ``normalized`` and ``keepingEvery(_:)``.
  public var name: String { type(of: named).name + named.suffix }

  /// The same with the cells that are not zero brought to mean 0 and standard deviation 1; nil for what has no such form.
  public var normalized: EventRepresentation? {
    func normalized(_ encoding: some NamedEventEncoding) -> EventRepresentation? {
      encoding.normalized.map { EventRepresentation($0) }
    }
    return normalized(named)
  }

  /// The same with only the 0th split and every `step`-th after it; nil for what has no splits.
  public func keepingEvery(_ step: Int) -> EventRepresentation? {
    precondition(step > 0, "The step from one split to the next is above zero.")
    func kept(_ encoding: some NamedEventEncoding) -> EventRepresentation? {
      encoding.keepingEvery(step).map { EventRepresentation($0) }
    }
    return kept(named)
  }

  /// What its tensors' values mean.
  public var meaning: TensorMeaning { encoding.meaning }
  /// The type of its tensors' scalars.
  public var scalarType: ScalarType { Self.scalarType(of: encoding) }
  /// The lengths of its tensors' axes.
  public func shape(width: Int, height: Int) -> [Int] { encoding.shape(width: width, height: height) }
  /// The names of its tensors' axes, outermost first.
  public var axes: [String] { encoding.axes }
  /// What has to be known of a window before its events come.
  public var need: EventEncodingNeed { encoding.need }
  /// Whether places between pixels count.
  public var usesFractionalCoordinates: Bool { encoding.usesFractionalCoordinates }

  /// The tensor of all events of a window.
  ///
  /// - Parameters:
  ///   - events: The window's events in the order of time.
  ///   - coordinates: Where they lie between the pixels, or nil where the pixels are meant.
  ///   - volume: The window and the sensor.
  ///   - workers: The threads; the result does not depend on how many they are.
  public func tensor(
    of events: EventBatch, at coordinates: EventCoordinates? = nil, over volume: SpaceTimeWindow, workers: Workers
  ) -> AnyTensor {
    func erased(_ encoding: some EventEncoding) -> AnyTensor {
      AnyTensor(encoding.tensor(of: events, at: coordinates, over: volume, workers: workers))
    }
    return erased(encoding)
  }

  /// What gathers the events of windows, one after another.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> AnyEventAccumulator {
    func erased(_ encoding: some EventEncoding) -> AnyEventAccumulator {
      AnyEventAccumulator(encoding.accumulator(over: volume, workers: workers))
    }
    return erased(encoding)
  }

  private static func scalarType<Encoding: EventEncoding>(of encoding: Encoding) -> ScalarType {
    Encoding.Scalar.scalarType
  }
}

extension EventRepresentation: Hashable {
  /// Whether two make the same tensors.
  public static func == (first: EventRepresentation, second: EventRepresentation) -> Bool {
    func isEqual<Encoding: NamedEventEncoding>(_ encoding: Encoding) -> Bool {
      second.named as? Encoding == encoding
    }
    return isEqual(first.named)
  }

  /// Feeds the encoding.
  public func hash(into hasher: inout Hasher) { named.hash(into: &hasher) }
}
