import Files
import Recordings
import Runtime
import Simulator

/// A filter that runs over a recording, and what of it stays.
final class FilterTrial {
  /// The value of its parameter.
  let value: Double
  private(set) var kept = FilterTally()
  /// How long it took to decide, of the thread's own time.
  private(set) var duration = Duration.zero
  /// What it decided on the last events.
  private(set) var isKept: [UInt8] = []
  private var filter: any EventSelection

  init(_ filter: any EventSelection, value: Double) { (self.filter, self.value) = (filter, value) }

  /// Decides on the events that come next.
  func take(_ batch: EventBatch, labels: [UInt8]) {
    if isKept.count != batch.count { isKept = Array(repeating: 0, count: batch.count) }
    let start = ProcessorTime.thread
    isKept.withUnsafeMutableBufferPointer { isKept in batch.withColumns { filter.decide($0, isKept: isKept) } }
    duration += ProcessorTime.thread - start
    isKept.withUnsafeMutableBufferPointer { kept.add(labels, isKept: $0) }
  }
}

/// A filter with its own value, and with those that its curve goes over.
final class ComparedFilter {
  let rule: EventFilterRule
  let sweep: EventFilterSweep
  let trial: FilterTrial
  let steps: [FilterTrial]

  /// - Throws: ``JobError`` where the rule is not meant to tell noise from signal, or does not fit the recording.
  init(_ rule: EventFilterRule, _ context: EventFilterRule.Context) throws {
    guard let sweep = rule.kind.sweep else {
      throw JobError(
        wrongOptions: "\(Setting.filter, to: rule.name) is not meant to tell noise from signal: it has no curve")
    }
    func trial(_ kind: EventFilterRule.Kind, _ value: Double) throws -> FilterTrial {
      var context = context
      guard let filter = try EventFilterRule(kind, name: rule.name).filter(&context) as? any EventSelection else {
        preconditionFailure("A filter with a curve keeps events or drops them.")
      }
      return FilterTrial(filter, value: value)
    }
    (self.rule, self.sweep) = (rule, sweep)
    self.trial = try trial(rule.kind, sweep.value)
    steps = try sweep.steps.map { try trial($0.kind, $0.value) }
  }
}
