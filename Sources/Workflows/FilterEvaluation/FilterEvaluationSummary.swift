import Files
import Foundation
import Recordings
import Simulator

/// What a filter keeps of signal and noise.
public struct FilterResult: Encodable, Sendable {
  /// The filter at one value of its parameter.
  public struct Point: Encodable, Sendable {
    /// The value.
    public var value: Double
    /// The kept events that are signal, as a share; no number where none is kept.
    public var precision: Double
    /// The signal that is kept, as a share.
    public var retention: Double
    /// The noise that is dropped, as a share.
    public var removal: Double
  }

  /// The noise of each cause that is dropped, as a share; no number where there is none.
  public struct Causes: Encodable, Sendable {
    /// The leak of the reset switch.
    public var leak: Double
    /// Shot noise.
    public var shot: Double
    /// Hot pixels.
    public var hotPixel: Double
    /// Noise of the photoreceptor.
    public var photoreceptor: Double
  }

  /// The filter as its user calls it.
  public var filter: String
  /// The parameter that the curve goes over.
  public var parameter: String
  /// Its unit; empty for none.
  public var unit: String
  /// Its value, to which the shares belong.
  public var value: Double
  /// How many events are kept.
  public var kept: Int
  /// The kept events that are signal, as a share; no number where none is kept.
  public var precision: Double
  /// The signal that is kept, as a share; the same as ``retention``.
  public var recall: Double
  /// The signal that is kept, as a share; no number where there is none.
  public var retention: Double
  /// The noise that is dropped, as a share; no number where there is none.
  public var removal: Double
  /// The same for each cause.
  public var removalByCause: Causes
  /// The area under the curve; no number where there is no signal or no noise.
  public var auc: Double
  /// The curve, by rising value, without its ends (0, 0) and (1, 1).
  public var curve: [Point]
  /// The events decided on in a second of a thread's processor time; measured.
  public var eventsPerSecond: Double

  init(_ filter: ComparedFilter, _ all: FilterTally) {
    let kept = filter.trial.kept
    let shares = FilterShares(kept: kept, all: all)
    func removal(_ cause: EventCause) -> Double { FilterTally.share(all[cause] - kept[cause], of: all[cause]) }
    let steps = filter.steps.map { ($0.value, FilterShares(kept: $0.kept, all: all)) }
    let seconds = filter.trial.duration / .seconds(1)
    (self.filter, parameter, unit) = (filter.rule.name, filter.sweep.parameter, filter.sweep.unit)
    (value, self.kept) = (filter.sweep.value, kept.signal + kept.noise)
    (precision, recall, retention) = (shares.precision, shares.retention, shares.retention)
    self.removal = shares.removal
    removalByCause = Causes(
      leak: removal(.leak), shot: removal(.shotNoise), hotPixel: removal(.hotPixel),
      photoreceptor: removal(.photoreceptorNoise))
    auc = OperatingCharacteristic.area(steps.map(\.1))
    curve = steps.map { Point(value: $0, precision: $1.precision, retention: $1.retention, removal: $1.removal) }
    eventsPerSecond = seconds > 0 ? Double(all.signal + all.noise) / seconds : .nan
  }
}

/// What an evaluation of filters found. As JSON, one filter's figures stand at the top; those of several are a list,
/// `filters`.
public struct FilterEvaluationSummary: Encodable, Sendable {
  /// The recording.
  public var input: String
  /// What caused its events.
  public var labels: String
  /// The columns, in pixels.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// How many events there are.
  public var events: Int
  /// How many events each cause made.
  public var causes: EventSimulation.Causes
  /// The filters, in the order in which they were named.
  public var filters: [FilterResult]
  /// The page that was written; nil for none.
  public var report: String?
  /// The table that was written; nil for none.
  public var table: String?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []

  init(_ job: FilterEvaluation, size: SensorSize, all: FilterTally, filters: [FilterResult]) {
    (input, labels, self.filters) = (job.recording.path, job.labels, filters)
    (width, height, events) = (size.width, size.height, all.signal + all.noise)
    causes = EventSimulation.Causes(
      signal: all.signal, leak: all[.leak], shot: all[.shotNoise], hotPixel: all[.hotPixel],
      photoreceptor: all[.photoreceptorNoise])
    (report, table) = (job.report?.path, job.table)
  }

  /// How the figures come about.
  public static let formulas = [
    "precision = kept signal / all that is kept",
    "recall = retention = kept signal / all signal",
    "removal = dropped noise / all noise; noise is what leak, shot noise, hot pixels and the photoreceptor caused",
    "AUC = area under retention over 1 − removal, the filter run at each value of one parameter: 49 times from 10 us to "
      + "10 s, eight a decade, or 49 scores over the three decades below the greatest, or whole numbers from 1 to a "
      + "million; points are joined by straight lines, with the ends (0, 0) and (1, 1)",
  ]

  private enum CodingKeys: CodingKey {
    case input, labels, width, height, events, causes, filters, report, table, warnings
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws {
    if filters.count == 1 { try filters[0].encode(to: encoder) }
    var container = encoder.container(keyedBy: CodingKeys.self)
    if filters.count != 1 { try container.encode(filters, forKey: .filters) }
    try container.encode(input, forKey: .input)
    try container.encode(labels, forKey: .labels)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(events, forKey: .events)
    try container.encode(causes, forKey: .causes)
    try container.encodeIfPresent(report, forKey: .report)
    try container.encodeIfPresent(table, forKey: .table)
    try container.encode(warnings, forKey: .warnings)
  }

  /// Writes every point of the curves as a table with commas.
  func writeTable(to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write("filter,parameter,value,precision,retention,removal\n")
    func text(_ share: Double) -> String { share.isFinite ? String(format: "%.9g", share) : "" }
    for filter in filters {
      let name = filter.filter.contains(",") ? "\"\(filter.filter)\"" : filter.filter
      for point in filter.curve {
        let shares = [point.precision, point.retention, point.removal].map(text).joined(separator: ",")
        try file.write("\(name),\(filter.parameter),\(text(point.value)),\(shares)\n")
      }
    }
    try file.commit()
  }
}
