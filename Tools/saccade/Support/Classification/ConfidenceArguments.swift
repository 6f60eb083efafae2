import ArgumentParser
import SpikingNetworks
import Workflows

/// `fit` or a number on the command line.
struct TemperatureArgument: ExpressibleByArgument, Hashable, Sendable {
  var value: ConfidenceSettings.Temperature

  init(_ value: ConfidenceSettings.Temperature) { self.value = value }

  init?(argument: String) {
    if argument == "fit" {
      value = .fitted
    } else if let number = Double(argument), number.isFinite, number > 0 {
      value = .fixed(number)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "fit" }
}

/// `auto` or a number on the command line.
struct ThresholdArgument: ExpressibleByArgument, Hashable, Sendable {
  var value: ConfidenceSettings.Threshold

  init(_ value: ConfidenceSettings.Threshold) { self.value = value }

  init?(argument: String) {
    if argument == "auto" {
      value = .automatic
    } else if let number = Double(argument), number.isFinite {
      value = .fixed(number)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "auto" }
}

/// A share on the command line: `0.1%`, or `0.001`.
struct ShareArgument: ExpressibleByArgument, Hashable, Sendable {
  var value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument), number.isFinite else { return nil }
    value = isPercent ? number / 100 : number
    guard (0...1).contains(value) else { return nil }
  }

  var defaultValueDescription: String { "\(Text.number(value * 100))%" }

  /// Throws where it is no confidence: the half is no better than a guess, and nothing is certain.
  func requireLevel() throws {
    guard value >= 0.5, value < 1 else {
      throw ValidationError("--confidence-level needs a share from 50% to below 100%, not \(defaultValueDescription)")
    }
  }
}

extension CalibrationChoice: ExpressibleByArgument {
  /// A part, a number of samples, or else a path.
  public init?(argument: String) {
    switch argument {
    case "none": self = .none
    case "first-half": self = .firstHalf
    case "second-half": self = .secondHalf
    case "random": self = .random(nil)
    case "": return nil
    default:
      if argument.hasPrefix("random:") {
        guard let count = Int(argument.dropFirst("random:".count)), count > 0 else { return nil }
        self = .random(count)
      } else if let count = Int(argument) {
        guard count > 0 else { return nil }
        self = .first(count)
      } else {
        self = .path(argument)
      }
    }
  }
}

extension ConfidenceRule: ExpressibleByArgument {}
