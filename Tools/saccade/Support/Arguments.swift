import ArgumentParser
import Recordings
import Workflows

/// `WIDTHxHEIGHT`, or the name of a camera, on the command line.
struct SizeArgument: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  let geometry: SpikeGeometry

  init?(argument: String) {
    if let camera = SpikingCameraSize(rawValue: argument) {
      geometry = camera.geometry
      return
    }
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      let geometry = SpikeGeometry(checkedWidth: width, height: height)
    else { return nil }
    self.geometry = geometry
  }

  /// The same as a plain size.
  var size: SensorSize { geometry.size }

  var description: String { geometry.text }
}

/// `X,Y,WIDTHxHEIGHT` on the command line.
struct RegionArgument: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  let region: PixelRegion

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 3, let x = Int(parts[0]), let y = Int(parts[1]), x >= 0, y >= 0,
      let size = SizeArgument(argument: String(parts[2]))
    else { return nil }
    region = PixelRegion(x: x, y: y, size: size.size)
  }

  var description: String { region.description }
}

/// A time on the command line: `250us`, `33ms`, `1.5s`, or a bare number of microseconds.
struct TimeArgument: ExpressibleByArgument, Hashable, Sendable {
  var microseconds: Int64
  /// Whether the user named a unit; a bare number may count something else, as frames.
  var hasUnit = true

  init?(argument: String) {
    guard let duration = Text.duration(argument) else { return nil }
    (microseconds, hasUnit) = duration
  }
}

/// A rate on the command line: `20000`, `29.97`, `30000/1001`.
struct RateArgument: ExpressibleByArgument, Sendable {
  var value: Rational

  init(_ value: Rational) { self.value = value }

  init?(argument: String) {
    guard let value = Rational(positive: argument) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.description }
}
