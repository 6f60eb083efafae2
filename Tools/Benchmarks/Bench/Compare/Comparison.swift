import Foundation

/// What several programs measured of one subject in several rounds.
struct Comparison {
  static let ourName = "Saccade"

  /// The last line of a program's output.
  private struct Report: Decodable {
    var medianSeconds: Double
    var leastSeconds: Double
    var greatestSeconds: Double
    var peakMegabytes: Double

    enum CodingKeys: String, CodingKey {
      case medianSeconds = "median_s"
      case leastSeconds = "min_s"
      case greatestSeconds = "max_s"
      case peakMegabytes = "peak_MB"
    }
  }

  struct Unreadable: Error, CustomStringConvertible {
    var name: String
    var line: String
    var description: String { "\(name) printed no JSON object with median_s, min_s, max_s and peak_MB but: \(line)" }
  }

  private let subject: String
  private let rounds: Int
  private var names: [String] = []
  private var reports: [String: [Report]] = [:]

  init(subject: String, rounds: Int) {
    self.subject = subject
    self.rounds = rounds
  }

  /// Takes what a program printed: its last line is one JSON object.
  mutating func add(_ output: String, of name: String) throws {
    let line = output.split(separator: "\n").last.map(String.init) ?? ""
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(line.utf8)) else {
      throw Unreadable(name: name, line: line)
    }
    if reports[name] == nil { names.append(name) }
    reports[name, default: []].append(report)
  }

  var hasNoPeer: Bool { finished.count < 2 }

  /// Those that ran in every round.
  private var finished: [String] { names.filter { reports[$0]?.count == rounds } }

  /// The median of the rounds' medians.
  private func median(_ name: String) -> Double {
    Measurement(seconds: (reports[name] ?? []).map(\.medianSeconds)).median
  }

  /// The fastest run of all rounds: what others on the machine disturbed least.
  private func least(_ name: String) -> Double { (reports[name] ?? []).map(\.leastSeconds).min() ?? 0 }

  private func greatest(_ name: String) -> Double { (reports[name] ?? []).map(\.greatestSeconds).max() ?? 0 }

  private func peak(_ name: String) -> Double { (reports[name] ?? []).map(\.peakMegabytes).max() ?? 0 }

  /// Saccade first, then the peers, the fastest first.
  var rows: [Row] {
    let peers = finished.filter { $0 != Self.ourName }.sorted { median($0) < median($1) }
    let (ours, ourPeak) = (median(Self.ourName), peak(Self.ourName))
    return ([Self.ourName] + peers).map { name in
      var figures = [
        (key: "median_s", value: median(name)), (key: "min_s", value: least(name)),
        (key: "max_s", value: greatest(name)), (key: "peak_MB", value: peak(name)),
      ]
      if name != Self.ourName {
        figures += [
          (key: "ours_time_ratio", value: ours / median(name)),
          (key: "ours_memory_ratio", value: ourPeak / peak(name)),
        ]
      }
      return Row(name: "\(subject): \(name)", figures: figures)
    }
  }

  /// Saccade against the best of the peers in each respect.
  var verdict: String? {
    let peers = finished.filter { $0 != Self.ourName }
    /// Our figure as a share of the least of the peers', and whose that is.
    func share(of figure: (String) -> Double) -> String? {
      guard let best = peers.min(by: { figure($0) < figure($1) }) else { return nil }
      return String(format: "%.2f of ", figure(Self.ourName) / figure(best)) + best
    }
    guard let time = share(of: median), let fastest = share(of: least), let memory = share(of: peak) else { return nil }
    return "Saccade against the best peer: time (medians) \(time); time (fastest runs) \(fastest); memory \(memory)."
  }
}
