/// What is odd about the times of a recording: steps back of every kind, and pauses.
///
/// Batches whose times rise in small steps cost nothing here. Memory is bounded: lists end after ten thousand entries.
struct ClockExamination {
  /// Steps of one kind: how often, the longest in microseconds, and the event that follows the first.
  struct Steps: Hashable {
    var count = 0
    var longest: Int64 = 0
    var first: EventPlace?

    mutating func add(_ length: Int64, at place: EventPlace) {
      if first.map({ place.index < $0.index }) ?? true { first = place }
      count += 1
      longest = max(longest, length)
    }
  }

  /// A pause: the event after it, and its length in microseconds.
  struct Gap: Hashable {
    var end: EventPlace
    var length: Int64
  }

  /// A step of more than ``longStep`` whose meaning shows later.
  private struct Jump {
    var end: EventPlace
    var from: Int64
    var to: Int64
  }

  /// Steps that are no shorter are looked at one by one, in microseconds.
  private static let shortStep: Int64 = 1 << 13
  /// A step back beyond this is more than disorder: a clock that starts anew, or wild times. In microseconds.
  static let longStep: Int64 = 1_000_000
  /// Wild times last for at most so many events, then the clock has started anew.
  static let mostWildEvents = 4096
  private static let longestGaps = 100
  /// A clock that jumps back more often does not start anew.
  private static let mostRestarts = 16
  private static let mostRuns = 10_000

  private(set) var wraps: [Int64: Steps] = [:]
  private(set) var stepsBack = Steps()
  private(set) var restarts = Steps()
  private(set) var wildEvents = Steps()
  /// The events whose times are wild.
  private(set) var wildRuns: [Range<Int>] = []
  /// The events with which the clock starts anew.
  private(set) var restartIndices: [Int] = []
  /// The longest pauses, longest first.
  private(set) var gaps: [Gap] = []
  /// The latest time before a step back.
  private var latest = Int64.min
  /// All steps forward together, in microseconds.
  private var forward = 0.0
  private var unroller = ClockUnroller()
  private var pending: Jump?
  private var shortRestarts = ShortRestartSearch()
  private var last: Int64?
  private var count = 0

  /// Adds the next events. Cost: constant where the summary shows short steps forward only, else one pass.
  mutating func add(_ batch: EventBatch, _ summary: EventBatchSummary) {
    guard !batch.isEmpty else { return }
    batch.withColumns { columns in
      let start = last ?? columns.t[0]
      let end = columns.t[batch.count - 1]
      if UInt64(bitPattern: summary.stepUnion) < UInt64(Self.shortStep) && !shortRestarts.isWatching {
        forward += Double(end &- start)
      } else {
        examine(columns.t, batch.count, from: start)
      }
      last = end
      shortRestarts.keepEnd(of: columns.t, batch.count, epoch: unroller.epoch)
    }
    count += batch.count
  }

  private mutating func examine(_ times: UnsafeMutablePointer<Int64>, _ number: Int, from start: Int64) {
    var previous = start
    var shortForward: Int64 = 0
    for index in 0..<number {
      let step = times[index] &- previous
      if UInt64(bitPattern: step) < UInt64(Self.shortStep) {
        shortForward &+= step
        if shortRestarts.isWatching { take(shortRestarts.step(step, to: times[index] &+ unroller.epoch)) }
      } else {
        let before = EventTimes(batch: times, count: index, epoch: unroller.epoch)
        note(from: previous, at: EventPlace(index: count + index, timeMicroseconds: times[index]), before)
      }
      previous = times[index]
    }
    forward += Double(shortForward)
  }

  private mutating func note(from last: Int64, at place: EventPlace, _ times: EventTimes) {
    let before = last &+ unroller.epoch
    switch unroller.unroll(from: last, to: place.timeMicroseconds) {
    case .wraps(let bits): wraps[bits, default: Steps()].add(last &- place.timeMicroseconds, at: place)
    // The wrap comes once more.
    case .returns(let bits): wraps[bits]?.count -= 1
    case nil: break
    }
    let time = place.timeMicroseconds &+ unroller.epoch
    let step = time &- before
    if step > 0 { forward += Double(step) }
    if step.magnitude > Self.longStep.magnitude {
      take(step < 0 ? shortRestarts.interrupt(at: place.index) : shortRestarts.step(step, to: time))
      noteJump(Jump(end: place, from: before, to: time))
    } else if step < 0 {
      take(shortRestarts.stepBack(from: before, to: time, at: place, times))
      latest = max(latest, before)
    } else {
      if shortRestarts.isWatching { take(shortRestarts.step(step, to: time)) }
      // The way back after a step back is no pause.
      noteGap(Gap(end: place, length: time &- max(latest, before)))
    }
  }

  /// Takes a step back for what it turned out to be.
  private mutating func take(_ verdict: ShortRestartSearch.Verdict?) {
    guard let verdict else { return }
    if verdict.isRestart {
      noteRestart(verdict.length, at: verdict.place)
      latest = .min
    } else {
      stepsBack.add(verdict.length, at: verdict.place)
    }
  }

  private mutating func noteRestart(_ length: Int64, at place: EventPlace) {
    restarts.add(length, at: place)
    if restartIndices.count < Self.mostRestarts { restartIndices.append(place.index) }
  }

  private mutating func noteJump(_ jump: Jump) {
    if let pending {
      let run = pending.end.index..<jump.end.index
      let isBack = (jump.to &- pending.from).magnitude <= Self.longStep.magnitude
      if isBack && run.count <= Self.mostWildEvents {
        let length = pending.to &- pending.from
        wildEvents.add(Int64(clamping: length.magnitude), at: pending.end)
        wildEvents.count += run.count - 1
        if wildRuns.count < Self.mostRuns { wildRuns.append(run) }
        forward -= Double(length.magnitude)
        self.pending = nil
        return
      }
      settle(pending)
    }
    pending = jump
    if jump.to < jump.from { latest = .min }
  }

  /// Takes a jump for what it is where nothing undid it.
  private mutating func settle(_ jump: Jump) {
    if jump.to > jump.from { return noteGap(Gap(end: jump.end, length: jump.to &- jump.from)) }
    noteRestart(jump.from &- jump.to, at: jump.end)
  }

  private mutating func noteGap(_ gap: Gap) {
    if gaps.count == Self.longestGaps, let shortest = gaps.last, gap.length <= shortest.length { return }
    let place = gaps.firstIndex { $0.length < gap.length } ?? gaps.count
    gaps.insert(gap, at: place)
    if gaps.count > Self.longestGaps { gaps.removeLast() }
  }

  /// The same when the recording ends here.
  var completed: ClockExamination {
    var copy = self
    if let pending { copy.settle(pending) }
    copy.pending = nil
    copy.take(copy.shortRestarts.finish())
    // Short and long ones are settled at their own pace.
    copy.restartIndices.sort()
    return copy
  }

  /// Whether the lists name every restart and every wild event.
  var listsAreWhole: Bool { restarts.count <= Self.mostRestarts && wildRuns.count < Self.mostRuns }

  /// Pauses of more than 10 ms and more than a thousand times the mean distance of two events outside of them.
  var longGaps: [Gap] {
    guard count > 2 else { return [] }
    var inGaps = 0.0
    var found: [Gap] = []
    for gap in gaps where gap.length > 10_000 {
      inGaps += Double(gap.length)
      let mean = max(forward - inGaps, 0) / Double(count - 1)
      if Double(gap.length) <= 1000 * mean { break }
      found.append(gap)
    }
    return found
  }
}
