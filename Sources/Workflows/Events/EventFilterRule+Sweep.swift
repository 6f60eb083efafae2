import Foundation
import Recordings

/// The parameter of a filter that its receiver operating characteristic goes over, and its values.
struct EventFilterSweep {
  /// What the parameter is.
  var parameter: String
  /// The unit of its values; empty for none.
  var unit: String
  /// The rule's own value.
  var value: Double
  /// The values, ascending, each with the rule that has it and is the same otherwise.
  var steps: [(value: Double, kind: EventFilterRule.Kind)]

  private init(
    _ parameter: String, unit: String, value: Double, values: [Double], _ kind: (Double) -> EventFilterRule.Kind
  ) {
    (self.parameter, self.unit, self.value) = (parameter, unit, value)
    steps = values.map { ($0, kind($0)) }
  }

  /// 49 times from 10 us to 10 s, eight a decade.
  fileprivate static func time(
    _ parameter: String, _ value: Int64, _ kind: (Int64) -> EventFilterRule.Kind
  ) -> EventFilterSweep {
    let values = (0...48).map { (10 * pow(10, Double($0) / 8)).rounded() }
    return EventFilterSweep(parameter, unit: "us", value: Double(value), values: values) { kind(Int64($0)) }
  }

  /// The whole numbers from 1 to 1,000,000 nearest to eight a decade.
  fileprivate static func count(
    _ parameter: String, _ value: Int, _ kind: (Int) -> EventFilterRule.Kind
  ) -> EventFilterSweep {
    let values = Set((0...48).map { pow(10, Double($0) / 8).rounded() }).sorted()
    return EventFilterSweep(parameter, unit: "", value: Double(value), values: values) { kind(Int($0)) }
  }

  /// 49 scores from a thousandth of the greatest to the greatest, sixteen a decade.
  fileprivate static func score(
    _ parameter: String, _ value: Double, greatest: Float, _ kind: (Double) -> EventFilterRule.Kind
  ) -> EventFilterSweep {
    let values = (0...48).map { Double(greatest) * pow(10, Double($0 - 48) / 16) }
    return EventFilterSweep(parameter, unit: "", value: value, values: values, kind)
  }
}

extension EventFilterRule.Kind {
  /// What its receiver operating characteristic goes over; nil for a rule that is not meant to tell noise from signal.
  var sweep: EventFilterSweep? {
    switch self {
    case .refractory(let period): .time("period", period) { .refractory(period: $0) }
    case .backgroundActivity(let window, let radius):
      .time("window", window) { .backgroundActivity(window: $0, radius: radius) }
    case .spatioTemporalCorrelation(let window, let neighbors):
      .time("window", window) { .spatioTemporalCorrelation(window: $0, neighbors: neighbors) }
    case .eventDensity(let window, let count): .time("window", window) { .eventDensity(window: $0, count: count) }
    case .timeSurface(let threshold, let timeConstant):
      .score("threshold", threshold, greatest: TimeSurfaceFilter.greatestScore) {
        .timeSurface(threshold: $0, timeConstant: timeConstant)
      }
    case .hotPixel(let limit, let window): .count("limit", limit) { .hotPixel(limit: $0, window: window) }
    case .time, .region, .polarity, .polarityExchange, .geometry, .rescale, .subsample, .eventRate: nil
    }
  }
}
