import Datasets
import Files
import Recordings
import Reports
import Runtime
import Simulator

/// Holds what filters keep of a recording against what caused each event: precision, retention of signal, removal of
/// noise, and the area under the receiver operating characteristic.
///
/// The recording is read once, and every filter runs over it at its own value and at each of its curve. Memory is that of
/// 50 copies of each filter. The events do not depend on the number of threads; the speeds are measured, on one thread for
/// each filter, and differ from run to run.
public struct FilterEvaluation: Job {
  /// The recording.
  public var recording: EventRecording
  /// What caused each of its events: a `.npy` of uint8 in their order, 0 being signal and 1 to 4 noise.
  public var labels: String
  /// The filters, each for itself.
  public var filters: [EventFilterRule]
  /// Where the curves go as a table with commas; nil for nowhere.
  public var table: String?
  /// A page that compares the filters; nil for none.
  public var report: PageOutput?
  /// Whether a table or a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes an evaluation.
  public init(
    recording: EventRecording, labels: String, filters: [EventFilterRule], table: String? = nil,
    report: PageOutput? = nil, overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.labels, self.filters) = (recording, labels, filters)
    (self.table, self.report, self.overwrite, self.threads) = (table, report, overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FilterEvaluationSummary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let labels = try EventLabels(path: labels)
    let reader = try recording.reader()
    let size = try EventSensor.size(of: recording, reader: reader, observer: log)
    try EventSensor.requirePixels(
      size, isStated: recording.size != nil || reader.size != nil, path: recording.path)
    let context = EventFilterRule.Context(size: size, firstMicroseconds: 0)
    let compared = try filters.map { try ComparedFilter($0, context) }
    let pictures = FilterPictures(size: size, filters: compared, firstEvent: labels.count / 2)
    let all = try run(compared, reader, labels, size, report == nil ? nil : pictures, log)
    try log.pass(reader.warnings)
    try warnOfUndefined(all, log)
    var summary = FilterEvaluationSummary(self, size: size, all: all, filters: compared.map { FilterResult($0, all) })
    let page = try report.map { report in
      let page = try summary.page(
        pictures, tellsSpeed: report.tellsSeconds, footer: report.footer(since: started))
      return try report.prepare(page, overwrite: overwrite)
    }
    try OutputFile.commit(page) { if let table { try summary.writeTable(to: table, overwrite: overwrite) } }
    summary.warnings = log.warnings
    return summary
  }

  /// Passes the recording through every filter, and returns how many events of each cause there are.
  private func run(
    _ compared: [ComparedFilter], _ reader: EventReader, _ labels: EventLabels, _ size: SensorSize,
    _ pictures: FilterPictures?, _ log: JobLog
  ) throws -> FilterTally {
    let trials = compared.flatMap { [$0.trial] + $0.steps }
    var sensor = SensorFilter(width: size.width, height: size.height)
    var (all, count) = (FilterTally(), 0)
    let progress = log.steps(total: labels.count, unit: "events")
    defer { progress.finish() }
    while let batch = try reader.nextBatch() {
      let causes = try labels.next(batch.count)
      // What is left is counted, to say how many there are.
      if causes.count == batch.count {
        Threads.forEach(trials.count, threads: threads) { item, _ in trials[item].take(batch, labels: causes) }
        pictures?.take(batch, labels: causes, from: count)
        all.add(causes)
        sensor.count(batch)
      }
      count += batch.count
      try progress.advance(batch.count)
    }
    try labels.requireCount(count, of: recording.path)
    if sensor.droppedCount > 0 {
      try log.warn(
        kind: "outside", path: recording.path,
        "\(Text.count(sensor.droppedCount, "event")) outside of the sensor, which every filter drops")
    }
    return all
  }

  private func warnOfUndefined(_ all: FilterTally, _ log: JobLog) throws {
    if all.signal == 0 {
      try log.warn(kind: "undefined", path: labels, "no event is signal: retention and the area are undefined")
    }
    if all.noise == 0 {
      try log.warn(kind: "undefined", path: labels, "no event is noise: removal and the area are undefined")
    }
  }
}
