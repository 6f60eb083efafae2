/// Tells a clock that starts anew a little earlier from events that come late.
///
/// After a step back both look alike: times that were there before. It is a restart, however small, where the events
/// before and after are in order, ``quietEvents`` of them or all there are. It is none where a few events are late or
/// early, which a hole as long as half of the step gives away, nor where all that come late fit between two events
/// before: two packets that were exchanged.
struct ShortRestartSearch {
  /// What a step back turned out to be.
  struct Verdict {
    /// The event with which the clock stepped back, and how far in microseconds.
    var place: EventPlace
    var length: Int64
    var isRestart: Bool
  }

  /// A step back whose meaning shows later.
  private struct Candidate {
    var place: EventPlace
    /// The latest time before, and how far it stepped back from there.
    var from: Int64
    var length: Int64
    /// Whether what came before allows for a restart.
    var mayBeRestart: Bool
    /// The earliest of the times before that are later than that of the step; nil where it lies too far back.
    var firstLater: Int64?
    /// The time of the last event, and the number of events since the step, with its own.
    var last: Int64
    var events = 1
    /// Whether the times before the step were reached again.
    var hasCaughtUp = false

    /// Whether a step is as long as a good part of the way back.
    func isHole(_ step: Int64) -> Bool { step >= length / 2 + length % 2 }
  }

  /// So many events in order on both sides make a step back an exception.
  private static let quietEvents = 256
  private static let keptTimes = 4096

  private var candidate: Candidate?
  /// Where the last step back was.
  private var lastStepIndex: Int?
  /// The last times of the batches before, unrolled.
  private var ends: [Int64] = []

  /// Whether every event has to be shown to ``step(_:to:)``.
  var isWatching: Bool { candidate != nil }

  /// Keeps the last times of a batch, after which the next one goes on.
  mutating func keepEnd(of times: UnsafeMutablePointer<Int64>, _ count: Int, epoch: Int64) {
    let kept = min(count, Self.keptTimes)
    let old = min(ends.count, Self.keptTimes - kept)
    ends.removeFirst(ends.count - old)
    for place in count - kept..<count { ends.append(times[place] &+ epoch) }
  }

  /// The next event, no earlier than the one before.
  mutating func step(_ length: Int64, to time: Int64) -> Verdict? {
    guard var watched = candidate else { return nil }
    if !watched.hasCaughtUp {
      if watched.events < Self.quietEvents && watched.isHole(length) { return settle(false) }
      if time >= watched.from {
        if let later = watched.firstLater, watched.last <= later { return settle(false) }
        watched.hasCaughtUp = true
      }
    }
    watched.events += 1
    watched.last = time
    candidate = watched
    return watched.hasCaughtUp && watched.events >= Self.quietEvents ? settle(true) : nil
  }

  /// An event earlier than the one before, by no more than a restart of this kind.
  mutating func stepBack(from before: Int64, to time: Int64, at place: EventPlace, _ times: EventTimes) -> Verdict? {
    let isException = candidate.map { $0.events >= Self.quietEvents } ?? isQuiet(before: place.index)
    let verdict = interrupt(at: place.index)
    var new = Candidate(
      place: place, from: before, length: before &- time, mayBeRestart: isException, firstLater: nil, last: time)
    // A look at the events before would take long were it done for each of many steps.
    if isException {
      let (later, count) = earliestLater(than: time, from: before, times)
      let isFew = count < min(Self.quietEvents, place.index)
      new.firstLater = later
      if let later, count < 2 || isFew && new.isHole(later &- time) { new.mayBeRestart = false }
    }
    candidate = new
    return verdict
  }

  /// A step back of another kind, which ends what was watched.
  mutating func interrupt(at index: Int) -> Verdict? {
    lastStepIndex = index
    guard let watched = candidate else { return nil }
    return settle(watched.events >= Self.quietEvents)
  }

  /// The recording ends.
  mutating func finish() -> Verdict? {
    guard let watched = candidate else { return nil }
    return settle(watched.events > 1)
  }

  private mutating func settle(_ isRestart: Bool) -> Verdict? {
    defer { candidate = nil }
    return candidate.map {
      Verdict(place: $0.place, length: $0.length, isRestart: isRestart && $0.mayBeRestart)
    }
  }

  private func isQuiet(before index: Int) -> Bool { lastStepIndex.map { index - $0 >= Self.quietEvents } ?? true }

  /// Of the events before a step back those that are later than it: how many, and the time of the first of them; nil for
  /// the time where it lies too far back.
  private func earliestLater(
    than time: Int64, from latest: Int64, _ times: EventTimes
  ) -> (time: Int64?, count: Int) {
    var earliest = latest
    for place in 1...Self.keptTimes {
      guard let before = times.fromEnd(place) ?? fromEnd(place - times.count), before > time else {
        return (earliest, place - 1)
      }
      earliest = before
    }
    return (nil, Self.keptTimes)
  }

  private func fromEnd(_ place: Int) -> Int64? { place <= ends.count ? ends[ends.count - place] : nil }
}

/// The unrolled times of the events of a batch that lie before one of them.
struct EventTimes {
  var batch: UnsafeMutablePointer<Int64>
  var count: Int
  var epoch: Int64

  /// The time so many events before the end of them, from 1; nil where the batch has none.
  func fromEnd(_ place: Int) -> Int64? { place <= count ? batch[count - place] &+ epoch : nil }
}
