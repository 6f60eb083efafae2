/// What may be wrong with a recording of events, found in one pass.
///
/// It finds what every later step would stumble over: clocks that wrap, start anew or step back, pauses, places outside
/// of the sensor, rows and columns exchanged, a polarity that never changes, pixels that fire far more than all others.
///
/// Cost: one pass over each column and one increment an event; one count a pixel in memory.
public struct EventExamination: Sendable {
  /// The columns and rows that the recording or its user states; nil where nobody does.
  public let size: (width: Int, height: Int)?
  /// The stated size; where none is and a few events lie far from all others (``EventExtent``), that of the smallest usual
  /// sensor that holds the others; else nil.
  public var sensor: (width: Int, height: Int)? { size ?? pixels.likelySize }
  /// Counts, times and extent.
  public private(set) var statistics = EventStatistics()
  private var clock = ClockExamination()
  private var pixels: PixelExamination

  private static let hottestShown = 20
  /// One step back in so many events is no order of time.
  private static let eventsPerStepOfDisorder = 8
  private static let fewestOfDisorder = 64

  /// Begins an examination.
  public init(size: (width: Int, height: Int)? = nil) {
    self.size = size
    pixels = PixelExamination(size: size)
  }

  /// Adds the next events.
  public mutating func add(_ batch: EventBatch) {
    let summary = EventBatchSummary(batch, after: statistics.lastMicroseconds)
    statistics.add(batch, summary)
    clock.add(batch, summary)
    pixels.add(batch, summary)
  }

  /// What was found, the gravest first. Cost: a pass over the pixels' counts.
  public var findings: [EventFinding] {
    let clock = clock.completed
    return wraps(clock) + stepsBack(clock) + places + polarity + gaps(clock) + hotPixels
  }

  /// What ``EventRepair`` shall do about it.
  ///
  /// - Parameter dropsHotPixels: Whether events of hot pixels go, too.
  public func repairPlan(dropsHotPixels: Bool = false) -> EventRepairPlan {
    let clock = clock.completed
    var plan = EventRepairPlan(size: sensor)
    plan.sorts = clock.stepsBack.count > 0
    if isUnordered(clock) {
      // Nothing else can be told from disorder.
      plan.sorts = true
    } else {
      plan.unrollsWraps = !clock.wraps.isEmpty
      plan.restarts = clock.restartIndices
      plan.wildRuns = clock.wildRuns
    }
    plan.exchangesAxes = pixels.axesAreExchanged
    if dropsHotPixels { plan.droppedPixels = pixels.hotPixels.map { ($0.x, $0.y) } }
    return plan
  }

  private func isUnordered(_ clock: ClockExamination) -> Bool {
    let steps = statistics.stepsBack
    return !clock.listsAreWhole
      || (steps >= Self.fewestOfDisorder && steps > statistics.count / Self.eventsPerStepOfDisorder)
  }

  private func wraps(_ clock: ClockExamination) -> [EventFinding] {
    if isUnordered(clock) { return [] }
    return clock.wraps.sorted { $0.key < $1.key }.compactMap { bits, steps in
      steps.first.map { .clockWrap(bits: Int(bits), count: steps.count, first: $0) }
    }
  }

  private func stepsBack(_ clock: ClockExamination) -> [EventFinding] {
    let firsts = [clock.stepsBack.first, clock.restarts.first, clock.wildEvents.first].compactMap { $0 }
    if isUnordered(clock), let first = firsts.min(by: { $0.index < $1.index }) {
      return [.unordered(count: statistics.stepsBack, longest: statistics.longestStepBack, first: first)]
    }
    var findings: [EventFinding] = []
    if let first = clock.restarts.first {
      findings.append(.clockRestart(count: clock.restarts.count, longest: clock.restarts.longest, first: first))
    }
    if let first = clock.wildEvents.first {
      findings.append(.wildTime(count: clock.wildEvents.count, longest: clock.wildEvents.longest, first: first))
    }
    if let first = clock.stepsBack.first {
      findings.append(.stepBack(count: clock.stepsBack.count, longest: clock.stepsBack.longest, first: first))
    }
    return findings
  }

  private var places: [EventFinding] {
    guard let outside = pixels.firstOutside, sensor != nil else { return [] }
    if pixels.axesAreExchanged {
      return [.swappedAxes(count: pixels.outside, left: pixels.outsideExchanged, first: outside.place)]
    }
    return [
      .outOfRange(
        count: pixels.outside, largestX: statistics.largestX, largestY: statistics.largestY, first: outside.place,
        x: outside.x, y: outside.y)
    ]
  }

  private var polarity: [EventFinding] {
    guard statistics.count > 1, statistics.onCount == 0 || statistics.offCount == 0 else { return [] }
    return [.onePolarity(isOn: statistics.onCount > 0)]
  }

  private func gaps(_ clock: ClockExamination) -> [EventFinding] {
    let gaps = clock.longGaps
    guard let longest = gaps.first, let first = gaps.min(by: { $0.end.index < $1.end.index }) else { return [] }
    return [.gap(count: gaps.count, longest: longest.length, longestEnd: longest.end, first: first.end)]
  }

  private var hotPixels: [EventFinding] {
    let hot = pixels.hotPixels
    guard !hot.isEmpty else { return [] }
    let hottest = hot.prefix(Self.hottestShown).map { EventFinding.HotPixel(x: $0.x, y: $0.y, events: $0.count) }
    return [.hotPixels(count: hot.count, events: hot.reduce(0) { $0 + $1.count }, hottest: hottest)]
  }
}
