import Files
import Foundation
import Recordings
import Simulator

/// An event camera that a file describes.
///
/// ```yaml
/// camera:
///   kind: events
///   width: 346            # with maps, else the recording's own
///   height: 260
///   maps: camera.npz      # float32 [height, width], beside the file
/// pixels:
///   model: v2e            # ideal, v2e, voltmeter
///   preset: clean         # v2e: what is not said here
///   contrast-on: 0.21
///   refractory: 300us
/// terms:
///   jitter: 50us
/// ```
///
/// Maps are `contrast_on` and `contrast_off`, for v2e `leak_hz` and `shot_hz`, and for every model `hot_hz`, the events a
/// second of hot pixels, 0 elsewhere. Other arrays are passed over.
public struct EventCameraFile: Sendable {
  /// The file.
  public var path: String
  /// The sensor's size; nil where the file leaves it open.
  public var size: SensorSize?
  /// What the pixels do.
  public var model: EventCameraModel
  /// What the camera does to their events.
  public var terms: EventTerms

  private enum Model: String, CaseIterable { case ideal, v2e, voltmeter }

  /// Reads a file. Cost: that of its maps.
  ///
  /// - Throws: `FileError` or ``JobError`` of kind `badContent` with the line of what is wrong.
  public init(path: String) throws {
    self.path = path
    var size: SensorSize?
    var model = EventCameraModel.ideal(IdealEventModel())
    var terms = EventTerms()
    try CameraFile(path: path, as: .events).read(
      .events,
      { section, head in
        size = head.size
        let name = try section.word("model", Model.allCases.map { ($0.rawValue, $0) }) ?? .ideal
        model =
          switch name {
          case .ideal: .ideal(try Self.ideal(section, head.maps))
          case .v2e: .v2e(try Self.v2e(section, head.maps))
          case .voltmeter: .voltmeter(try Self.voltmeter(section))
          }
      }, terms: { section, head in terms = try Self.terms(section, head) })
    (self.size, self.model, self.terms) = (size, model, terms)
  }

  /// Lets the light fall on this sensor.
  ///
  /// - Throws: ``JobError`` of kind `badContent` where another size is asked for.
  public func fit(_ light: inout VideoLight, namedSize: SpikeGeometry?) throws {
    try CameraFile.size(size, for: &light, namedSize: namedSize, path: path)
  }

  private static func thresholds(
    _ section: ConfigurationSection, _ maps: CameraMaps?, _ usual: EventThresholds
  ) throws -> EventThresholds {
    let least = EventThresholds.least
    func isThreshold(_ value: Double) -> Bool { value >= least && value <= 100 }
    var result = usual
    result.on = try section.number("contrast-on", "from \(least) to 100", isThreshold) ?? usual.on
    result.off = try section.number("contrast-off", "from \(least) to 100", isThreshold) ?? usual.off
    result.deviation = try section.number("contrast-sigma", "from 0 to 100") { $0 >= 0 && $0 <= 100 } ?? usual.deviation
    let wanted = "\(least) or more"
    let on = try maps?.values("contrast_on", wanted) { $0 >= Float(least) }
    let off = try maps?.values("contrast_off", wanted) { $0 >= Float(least) }
    switch (on, off) {
    case (let on?, let off?): result.map = EventThresholdMap(on: on, off: off)
    case (nil, nil): break
    case (_?, nil), (nil, _?):
      throw FileError(
        .badContent, path: maps?.path ?? "", problem: "it has one of contrast_on and contrast_off; both are needed")
    }
    return result
  }

  private static func refractory(_ section: ConfigurationSection, _ usual: Double) throws -> Double {
    try section.duration("refractory").map { Double($0) * 1e-6 } ?? usual
  }

  private static func ideal(_ section: ConfigurationSection, _ maps: CameraMaps?) throws -> IdealEventModel {
    IdealEventModel(
      thresholds: try thresholds(section, maps, EventThresholds()), refractorySeconds: try refractory(section, 0),
      epsilon: try section.number("epsilon", "above 0, up to 1") { $0 > 0 && $0 <= 1 } ?? 0.001,
      movesReferenceAtCrossings: try section.flag("esim") ?? false)
  }

  private static func v2e(_ section: ConfigurationSection, _ maps: CameraMaps?) throws -> V2EModel {
    var model = V2EModel(try section.word("preset", V2EModel.Preset.allCases.map { ($0.rawValue, $0) }) ?? .v2e)
    model.thresholds = try thresholds(section, maps, model.thresholds)
    func set(_ key: String, _ most: Double, _ path: WritableKeyPath<V2EModel, Double>) throws {
      let value = try section.number(key, "from 0 to \(Text.number(most))") { $0 >= 0 && $0 <= most }
      if let value { model[keyPath: path] = value }
    }
    try set("cutoff-hz", 1e9, \.cutoffHz)
    try set("leak-hz", 1e6, \.leakHz)
    try set("leak-jitter", 100, \.leakJitter)
    try set("noise-cov", 10, \.noiseDecades)
    try set("shot-hz", 1e6, \.shotHz)
    try set("photoreceptor-noise", 100, \.photoreceptorNoise)
    if model.photoreceptorNoise > 0 && model.cutoffHz == 0 {
      throw section.fault("photoreceptor-noise", "needs a cutoff-hz above 0")
    }
    model.refractorySeconds = try refractory(section, model.refractorySeconds)
    model.times = try section.word("times", V2EModel.Times.allCases.map { ($0.rawValue, $0) }) ?? model.times
    func map(_ name: String, _ scale: WritableKeyPath<V2EModel, Double>) throws -> [Float]? {
      guard let values = try maps?.values(name, "from 0 to 1e6", { $0 >= 0 && $0 <= 1e6 }) else { return nil }
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      // The map says all; the number beside it only has to be above 0 where anything is.
      model[keyPath: scale] = mean
      return mean > 0 ? values : nil
    }
    model.leakMap = try map("leak_hz", \.leakHz)
    model.shotMap = try map("shot_hz", \.shotHz)
    return model
  }

  private static func voltmeter(_ section: ConfigurationSection) throws -> VoltmeterModel {
    let asPublished = try section.flag("as-published") ?? false
    let sensor = try section.word("sensor", VoltmeterModel.Sensor.allCases.map { ($0.rawValue, $0) })
    guard let constants = try section.numbers("constants", "of any size", { _ in true }) else {
      return VoltmeterModel(sensor ?? .dvs346, followsPublishedCode: asPublished)
    }
    guard constants.count == 6, constants[1] > 0, constants[2] >= 0, constants[5] >= 0 else {
      throw section.fault("constants", "needs six numbers, the second above 0, the third and sixth not below")
    }
    return VoltmeterModel(constants: constants, followsPublishedCode: asPublished)
  }

  private static func terms(_ section: ConfigurationSection, _ head: CameraFile.Head) throws -> EventTerms {
    let share = try section.number("hot-pixels", "from 0 to 1") { $0 >= 0 && $0 <= 1 }
    let rate = try section.number("hot-hz", "above 0, up to 1e6") { $0 > 0 && $0 <= 1e6 } ?? 100
    let known = try head.maps?.values("hot_hz", "from 0 to 1e6") { $0 >= 0 && $0 <= 1e6 } ?? []
    let hot = known.indices.filter { known[$0] > 0 }.map { HotPixel(place: $0, rateHz: Double(known[$0])) }
    return EventTerms(
      latencyMicroseconds: Double(try section.duration("latency") ?? 0),
      jitterMicroseconds: Double(try section.duration("jitter") ?? 0),
      hotPixels: share == nil && hot.isEmpty ? nil : HotPixelTerm(share: share ?? 0, rateHz: rate, known: hot),
      arbiter: try arbiter(section))
  }

  private static func arbiter(_ section: ConfigurationSection) throws -> EventArbiter? {
    guard let text = try section.text("arbiter") else { return nil }
    guard let arbiter = EventArbiter(named: text) else {
      throw section.fault("arbiter", "is `\(text)`, not davis, rows:ROW_US:EVENT_US or bottleneck:RATE")
    }
    return arbiter
  }
}

extension EventArbiter {
  /// One by the words that are typed for it: `davis`, `rows:1:0.08`, `bottleneck:1e7`; nil for others.
  package init?(named text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().compactMap { Double($0) }
    guard numbers.count == parts.count - 1, numbers.allSatisfy({ $0 >= 0 && $0 <= 1e12 }) else { return nil }
    switch (parts[0], numbers.count) {
    case ("davis", 0): self = .davis
    case ("rows", 2): self = .rows(rowMicroseconds: numbers[0], eventMicroseconds: numbers[1])
    case ("bottleneck", 1) where numbers[0] >= 1: self = .bottleneck(eventsPerSecond: numbers[0])
    default: return nil
    }
  }
}
