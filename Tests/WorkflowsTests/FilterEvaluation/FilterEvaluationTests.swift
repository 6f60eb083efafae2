import Datasets
import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Workflows

/// Figures of filters against plain statements.
@Suite struct FilterEvaluationTests {
  private static let (width, height) = (32, 24)

  /// An edge that moves to the right, and events anywhere; what caused each.
  private static let labelled: [(event: Event, label: UInt8)] = {
    var random = SeededRandom(seed: 3)
    var all = (0..<1200).map { index -> (event: Event, label: UInt8) in
      let (time, row) = (Int64(index * 50), UInt16(index * 7 % height))
      return (Event(timeMicroseconds: time, x: UInt16(index / 40), y: row, isOn: true), 0)
    }
    all += (0..<900).map { index in
      let (x, y) = (
        UInt16.random(in: 0..<UInt16(width), using: &random), UInt16.random(in: 0..<UInt16(height), using: &random)
      )
      let time = Int64.random(in: 0..<60_000, using: &random)
      return (Event(timeMicroseconds: time, x: x, y: y, isOn: index % 2 == 0), UInt8(1 + index % 3))
    }
    return all.sorted { $0.event.timeMicroseconds < $1.event.timeMicroseconds }
  }()

  private func evaluation(
    _ folder: TemporaryFolder, _ filters: [EventFilterRule], labels: [UInt8]? = nil,
    events: [Event] = labelled.map(\.event)
  ) throws -> FilterEvaluation {
    let lines = events.map { "\($0.timeMicroseconds) \($0.x) \($0.y) \($0.isOn ? 1 : 0)" }
    let path = try folder.write(Array(("# t x y p\n" + lines.joined(separator: "\n") + "\n").utf8), to: "e.txt")
    let values = labels ?? Self.labelled.map(\.label)
    try NumpyFile.write(Tensor(shape: [values.count], scalars: values), to: folder.file("l.npy"), overwrite: true)
    return FilterEvaluation(
      recording: EventRecording(
        path: path, size: SensorSize(width: Self.width, height: Self.height),
        options: EventReadOptions(timeUnit: .microseconds)), labels: folder.file("l.npy"), filters: filters)
  }

  private static var rules: [(rule: EventFilterRule, filter: any EventSelection)] {
    [
      (
        EventFilterRule(.backgroundActivity(window: 2000, radius: 1), name: "background-activity:2ms"),
        BackgroundActivityFilter(windowMicroseconds: 2000, width: width, height: height)
      ),
      (
        EventFilterRule(.spatioTemporalCorrelation(window: 5000, neighbors: 2), name: "stcf:5ms"),
        SpatioTemporalCorrelationFilter(windowMicroseconds: 5000, width: width, height: height)
      ),
      (
        EventFilterRule(.eventDensity(window: 5000, count: 5), name: "event-density:5ms"),
        EventDensityFilter(windowMicroseconds: 5000, width: width, height: height)
      ),
      (
        EventFilterRule(.timeSurface(threshold: 1, timeConstant: 10_000), name: "time-surface:1"),
        TimeSurfaceFilter(threshold: 1, width: width, height: height)
      ),
      (
        EventFilterRule(.hotPixel(limit: 2, window: 10_000), name: "hot-pixel:2,10ms"),
        HotPixelFilter(limit: 2, windowMicroseconds: 10_000, width: width, height: height)
      ),
      (
        EventFilterRule(.refractory(period: 3000), name: "refractory:3ms"),
        RefractoryFilter(periodMicroseconds: 3000, width: width, height: height)
      ),
    ]
  }

  @Test func `Shares are those of their definition, for several filters in one reading`() throws {
    let folder = try TemporaryFolder()
    let summary = try evaluation(folder, Self.rules.map(\.rule)).run()
    #expect(summary.events == 2100 && summary.causes.signal == 1200 && summary.causes.hotPixel == 300)
    for (result, rule) in zip(summary.filters, Self.rules) {
      var filter = rule.filter
      let kept = filter.decide(EventBatch(Self.labelled.map(\.event)))
      let (keptSignal, keptNoise) = zip(Self.labelled, kept).reduce((0.0, 0.0)) { counts, event in
        guard event.1 else { return counts }
        return event.0.label == 0 ? (counts.0 + 1, counts.1) : (counts.0, counts.1 + 1)
      }
      #expect(result.filter == rule.rule.name && result.kept == Int(keptSignal + keptNoise))
      #expect(result.precision == keptSignal / (keptSignal + keptNoise))
      #expect(result.recall == keptSignal / 1200 && result.retention == result.recall)
      #expect(result.removal == (900 - keptNoise) / 900)
      let shot = zip(Self.labelled, kept).count { $0.0.label == 2 && !$0.1 }
      #expect(result.removalByCause.shot == Double(shot) / 300 && result.removalByCause.photoreceptor.isNaN)
      #expect((0...1).contains(result.auc) && result.eventsPerSecond > 0)
    }
    // Chance gives a half.
    #expect(summary.filters[..<4].allSatisfy { $0.auc > 0.8 })
  }

  @Test func `The curve holds the filter at each value, and the area is that of straight lines between its points`()
    throws
  {
    let folder = try TemporaryFolder()
    let result = try #require(try evaluation(folder, [Self.rules[1].rule]).run().filters.first)
    #expect(result.parameter == "window" && result.unit == "us" && result.value == 5000)
    #expect(result.curve.count == 49 && result.curve[0].value == 10 && result.curve[48].value == 10_000_000)
    let point = try #require(result.curve.first { $0.value == 10_000 })
    let rule = EventFilterRule(.spatioTemporalCorrelation(window: 10_000, neighbors: 2), name: "stcf:10ms")
    let there = try #require(try evaluation(folder, [rule]).run().filters.first)
    #expect(point.retention == there.retention && point.removal == there.removal && there.auc == result.auc)
    var points = result.curve.map { (1 - $0.removal, $0.retention) } + [(0, 0), (1, 1)]
    points.sort { $0 < $1 }
    var area = 0.0
    for index in 1..<points.count {
      area += (points[index].0 - points[index - 1].0) * (points[index].1 + points[index - 1].1) / 2
    }
    #expect((result.auc - area).magnitude < 1e-12)
  }

  @Test func `The result does not depend on the number of threads`() throws {
    let folder = try TemporaryFolder()
    var job = try evaluation(folder, Self.rules.map(\.rule))
    let results = try [1, 3].map { threads in
      job.threads = threads
      var summary = try job.run()
      for index in summary.filters.indices { summary.filters[index].eventsPerSecond = 0 }
      return try JSONText.encode(summary)
    }
    #expect(results[0] == results[1])
  }

  @Test func `What is undefined is no number, and a warning says why`() throws {
    let folder = try TemporaryFolder()
    let count = Self.labelled.count
    for (label, words) in [(UInt8(0), "no event is noise"), (2, "no event is signal")] {
      let labels = [UInt8](repeating: label, count: count)
      let summary = try evaluation(folder, [Self.rules[0].rule], labels: labels).run()
      let result = try #require(summary.filters.first)
      #expect(result.auc.isNaN && result.removal.isNaN == (label == 0) && result.retention.isNaN == (label == 2))
      #expect(summary.warnings.contains { $0.contains(words) })
    }
  }

  @Test func `Labels of another length, of no cause or of another type are refused`() throws {
    let folder = try TemporaryFolder()
    let labels = Self.labelled.map(\.label)
    func expectRefusal(_ words: String, _ job: FilterEvaluation) {
      let error = #expect(throws: FileError.self) { try job.run() }
      #expect(error?.kind == .badContent && error?.description.contains(words) == true, "\(String(describing: error))")
    }
    let rules = [Self.rules[0].rule]
    expectRefusal("2099 labels, but", try evaluation(folder, rules, labels: labels.dropLast()))
    expectRefusal("2101 labels, but", try evaluation(folder, rules, labels: labels + [0]))
    expectRefusal(
      "the label 5 is no cause, at event 7", try evaluation(folder, rules, labels: labels[..<7] + [5] + labels[8...]))
    let job = try evaluation(folder, rules)
    try NumpyFile.write(Tensor<Int64>(zeros: [2100]), to: folder.file("l.npy"), overwrite: true)
    expectRefusal("uint8 of one axis", job)
    try NumpyFile.write(Tensor<UInt8>(zeros: [2100, 1]), to: folder.file("l.npy"), overwrite: true)
    expectRefusal("uint8 of one axis", job)
  }

  @Test func `A filter that tells no noise from signal is refused`() throws {
    let folder = try TemporaryFolder()
    let job = try evaluation(folder, [EventFilterRule(.subsample(factor: 2), name: "subsample:2")])
    let error = #expect(throws: JobError.self) { try job.run() }
    #expect(error?.kind == .wrongOptions && error?.description.contains("subsample:2") == true)
  }

  @Test func `A page and a table hold the curves, and the best is marked`() throws {
    let folder = try TemporaryFolder()
    var job = try evaluation(folder, Self.rules.map(\.rule))
    job.report = PageOutput(path: folder.file("r.html"))
    job.table = folder.file("r.csv")
    let summary = try job.run()
    let page = try folder.text("r.html")
    #expect(page.contains("class=\"best\"") && page.contains("time-surface:1") && !page.contains("nan"))
    #expect(!page.contains("M events/s"))
    #expect(page.components(separatedBy: "<img").count == Self.rules.count + 2)
    let lines = try folder.text("r.csv").split(separator: "\n")
    #expect(lines.count == 1 + summary.filters.reduce(0) { $0 + $1.curve.count })
    #expect(lines[0] == "filter,parameter,value,precision,retention,removal")
  }
}
