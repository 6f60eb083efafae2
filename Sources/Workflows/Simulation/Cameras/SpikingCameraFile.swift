import Files
import Foundation
import Recordings
import Simulator
import Tensors

/// A spiking camera that a file describes.
///
/// ```yaml
/// camera:
///   kind: spikes
///   width: 400            # with maps, else the recording's own
///   height: 250
///   rate: 20000           # readouts a second
///   maps: camera.npz      # float32 [height, width], beside the file
/// sensor:
///   base: scsim           # scsim or spikingsim: what is not said here
///   reset: soft
///   dark-current: [0.4442, 0.1731]
/// ```
///
/// The other keys of `sensor` are those of ``SpikingSensorTerm``. Maps are `dark_current`, `gain`, `reset_offset` and
/// `threshold_noise`; what is missing is drawn by the spreads. Other arrays are passed over.
public struct SpikingCameraFile: Sendable, Hashable {
  /// The file.
  public var path: String
  /// The sensor's size; nil where the file leaves it open.
  public var size: SensorSize?
  /// Readouts a second; nil where the file leaves it open.
  public var rate: Rational?
  /// What a spike leaves of the charge.
  public var reset: SpikeReset
  /// The sensor.
  public var sensor: SpikingSensor

  /// Reads a file. Cost: that of its maps.
  ///
  /// - Throws: `FileError` or ``JobError`` of kind `badContent` with the line of what is wrong.
  public init(path: String) throws {
    self.path = path
    sensor = .scsim
    reset = .soft
    var (size, rate): (SensorSize?, Rational?)
    var (sensor, reset) = (sensor, reset)
    try CameraFile(path: path, as: .spikes).read(
      .spikes,
      camera: { section in
        guard let text = try section.text("rate") else { return }
        guard let value = Rational(positive: text) else { throw section.fault("rate", "is `\(text)`, not a rate") }
        rate = value
      }
    ) { section, head in
      size = head.size
      let base = try section.word("base", SpikingSensorBase.allCases.map { ($0.rawValue, $0) }) ?? .scsim
      (sensor, reset) = (base.sensor, base.reset)
      reset = try section.word("reset", SpikeReset.allCases.map { ($0.rawValue, $0) }) ?? reset
      for term in SpikingSensorTerm.allCases {
        let name = term.rawValue
        let values =
          try term.count > 1 ? section.numberOrNumbers(name) : section.number(name, "") { _ in true }.map { [$0] }
        guard let values else { continue }
        if let fault = term.fault(values) { throw section.fault(name, fault) }
        term.set(values, in: &sensor)
      }
      if let fault = sensor.fault { throw section.fault(SpikingSensorTerm.resetOffset.rawValue, fault) }
      if let maps = head.maps { sensor.maps = try Self.maps(maps, sensor) }
    }
    (self.size, self.rate, self.sensor, self.reset) = (size, rate, sensor, reset)
  }

  private static func maps(_ file: CameraMaps, _ sensor: SpikingSensor) throws -> SensorMaps {
    SensorMaps(
      darkCurrent: try file.values("dark_current", "0 or more") { $0 >= 0 },
      gain: try file.values("gain", "0 or more") { $0 >= 0 },
      resetOffset: try file.values("reset_offset", "an offset that leaves a threshold above 0") {
        sensor.resetVoltage + Double($0) > 0
      },
      thresholdNoise: try file.values("threshold_noise", "0 or more") { $0 >= 0 })
  }

  /// The archive of maps that is written beside a camera file.
  public static func mapsPath(beside file: String) -> String { CameraMaps.path(beside: file) }

  /// Lets the light fall on this sensor.
  ///
  /// - Throws: ``JobError`` of kind `badContent` where another size is asked for.
  public func fit(_ light: inout VideoLight, namedSize: SpikeGeometry?) throws {
    try CameraFile.size(size, for: &light, namedSize: namedSize, path: path)
  }

  /// The file's text.
  static func text(
    _ sensor: SpikingSensor, size: SensorSize, rate: Double, reset: SpikeReset, maps: String, remark: String
  ) -> String {
    let terms = SpikingSensorTerm.allCases.map { term in
      let numbers = term.values(of: sensor).map { String(format: "%.7g", $0) }
      return "  \(term.rawValue): " + (numbers.count == 1 ? numbers[0] : "[\(numbers.joined(separator: ", "))]")
    }
    return """
      # \(remark)
      camera:
        kind: spikes
        width: \(size.width)
        height: \(size.height)
        rate: \(String(format: "%.10g", rate))
        maps: \(maps)

      sensor:
        base: scsim
        reset: \(reset.rawValue)
      \(terms.joined(separator: "\n"))

      """
  }
}

extension SpikingSensor {
  /// What makes it no sensor; nil where it is one.
  package var fault: String? {
    resetVoltage + resetOffset.mean > 0 ? nil : "leaves no threshold above 0"
  }
}
