import ArgumentParser
import Recordings
import Simulator
import Workflows

extension SpikingSensorBase: ExpressibleByArgument {}

/// A spiking camera's sensor of the user's own.
struct SpikingSensorOptions: ParsableArguments {
  @Option(help: "custom: the sensor whose terms are taken where none is set (default: scsim).")
  var base: SpikingSensorBase?

  @Option(help: ArgumentHelp("custom: a term of the sensor; may be given several times.", valueName: "name=value"))
  var term: [SensorTermArgument] = []

  /// The terms with what they are, a line each.
  static var termHelp: String {
    SpikingSensorTerm.allCases.map { term in
      "  " + term.rawValue.padding(to: 18) + term.meaning
    }.joined(separator: "\n")
  }

  /// The first of the options that was given.
  var given: String? { base != nil ? "--base" : term.isEmpty ? nil : "--term" }

  func validate() throws {
    for (index, one) in term.enumerated() where term[..<index].contains(where: { $0.term == one.term }) {
      throw ValidationError("--term \(one.term.rawValue) stands there twice")
    }
  }

  /// The camera of a file and of terms.
  func model(_ file: SpikingCameraFile?) throws -> SpikeSimulation.Model {
    let base = base ?? .scsim
    var sensor = file?.sensor ?? base.sensor
    for one in term {
      one.term.set(one.values, in: &sensor)
      one.term.forgetMap(in: &sensor)
      if file != nil { Console.note("note: --term \(one.term.rawValue) goes before the camera file") }
    }
    if let fault = sensor.fault { throw Failure.Usage("--term reset-offset \(fault)") }
    return .custom(sensor, reset: file?.reset ?? base.reset)
  }
}

/// `NAME=VALUE` or `NAME=MEAN,DEVIATION` on the command line.
struct SensorTermArgument: ExpressibleByArgument, Sendable {
  let term: SpikingSensorTerm
  let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let term = SpikingSensorTerm(rawValue: String(parts[0])) else { return nil }
    let words = parts[1].split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Double($0) }
    guard values.count == words.count, term.fault(values) == nil else { return nil }
    (self.term, self.values) = (term, values)
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 1)) }
}
