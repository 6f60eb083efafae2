/// What may be wrong with a recording of events, found in one pass.
///
/// It counts what every later step would stumble over: time that steps back or stands still for long, places outside the
/// sensor, a polarity that never changes, rows and columns exchanged, pixels that fire far more than all others.
public struct EventExamination: Sendable {
  /// Something that is odd about a recording.
  public enum Finding: Sendable, Hashable {
    /// Times that are earlier than the one before: how often, and the longest step in microseconds.
    case stepsBack(count: Int, longest: Int64)
    /// Steps back by about a power of two microseconds: a clock that was not unrolled.
    case clockWraps(count: Int, bits: Int)
    /// Time without any event, much longer than usual: where it starts and how long it is, in microseconds.
    case gap(start: Int64, length: Int64)
    /// Events outside the stated sensor.
    case outOfRange(count: Int, largestX: UInt16, largestY: UInt16)
    /// Columns reach no further than the rows of the stated sensor, and rows beyond them.
    case exchangedAxes
    /// All events have one polarity.
    case singlePolarity(isOn: Bool)
    /// A pixel with far more events than the others.
    case hotPixel(x: Int, y: Int, count: Int)
  }

  /// The columns and rows that the recording or its user states; nil where nobody does.
  public let size: (width: Int, height: Int)?
  /// Counts, times and extent.
  public private(set) var statistics = EventStatistics()
  private var outOfRange = 0
  private var wraps: [Int: Int] = [:]
  private var gaps: [(start: Int64, length: Int64)] = []
  private var counts: [UInt32] = []
  private let countedSize: (width: Int, height: Int)
  private var last: Int64?

  /// The bits of the clocks that formats have.
  private static let clockBits = [24, 28, 31, 32, 34]
  private static let longestGaps = 5
  private static let largestCountedSide = 4096

  /// Begins an examination.
  public init(size: (width: Int, height: Int)? = nil) {
    self.size = size
    countedSize = size ?? (1280, 720)
    if countedSize.width <= Self.largestCountedSide && countedSize.height <= Self.largestCountedSide {
      counts = [UInt32](repeating: 0, count: countedSize.width * countedSize.height)
    }
  }

  /// Adds the next events. Cost: one pass, and one count a pixel in memory.
  public mutating func add(_ batch: EventBatch) {
    statistics.add(batch)
    let (width, height) = countedSize
    batch.withColumns { columns in
      for index in 0..<batch.count {
        let time = columns.t[index]
        if let last { note(step: time &- last, from: last) }
        last = time
        let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
        if x < width && y < height {
          if !counts.isEmpty { counts[y * width + x] &+= 1 }
        } else if size != nil {
          outOfRange += 1
        }
      }
    }
  }

  private mutating func note(step: Int64, from start: Int64) {
    if step < 0 {
      let tolerance: Int64 = 1 << 20
      if let bits = Self.clockBits.first(where: { (-step &- 1 << Int64($0)).magnitude < tolerance.magnitude }) {
        wraps[bits, default: 0] += 1
      }
    } else if gaps.count < Self.longestGaps || step > (gaps.last?.length ?? 0) {
      gaps.append((start, step))
      gaps.sort { $0.length > $1.length }
      if gaps.count > Self.longestGaps { gaps.removeLast() }
    }
  }

  /// What was found, the gravest first.
  public var findings: [Finding] {
    var findings: [Finding] = []
    findings += wraps.sorted { $0.key < $1.key }.map { .clockWraps(count: $0.value, bits: $0.key) }
    if statistics.stepsBack > 0 {
      findings.append(.stepsBack(count: statistics.stepsBack, longest: statistics.longestStepBack))
    }
    if outOfRange > 0 {
      findings.append(
        .outOfRange(count: outOfRange, largestX: statistics.largestX, largestY: statistics.largestY))
    }
    if axesAreExchanged { findings.append(.exchangedAxes) }
    if statistics.count > 1, statistics.onCount == 0 || statistics.offCount == 0 {
      findings.append(.singlePolarity(isOn: statistics.onCount > 0))
    }
    findings += longGaps + hotPixels
    return findings
  }

  private var axesAreExchanged: Bool {
    guard let size, size.width != size.height, statistics.count > 0 else { return false }
    let (x, y) = (Int(statistics.largestX), Int(statistics.largestY))
    return size.width > size.height ? y >= size.height && x < size.height : x >= size.width && y < size.width
  }

  /// Pauses of more than 10 ms and more than a thousand times the mean distance of two events.
  private var longGaps: [Finding] {
    guard let first = statistics.firstMicroseconds, let last = statistics.lastMicroseconds, statistics.count > 2,
      last > first
    else { return [] }
    let mean = Double(last - first) / Double(statistics.count - 1)
    return gaps.filter { $0.length > 10_000 && Double($0.length) > 1000 * mean }
      .map { .gap(start: $0.start, length: $0.length) }
  }

  /// Pixels with more than a hundred times the mean of the pixels that fired, and at least a thousand events.
  private var hotPixels: [Finding] {
    let active = counts.count { $0 > 0 }
    guard active > 0 else { return [] }
    let mean = Double(counts.reduce(0) { $0 + Int($1) }) / Double(active)
    let limit = max(1000, 100 * mean)
    return counts.indices.filter { Double(counts[$0]) > limit }
      .sorted { counts[$0] > counts[$1] }
      .prefix(20)
      .map { .hotPixel(x: $0 % countedSize.width, y: $0 / countedSize.width, count: Int(counts[$0])) }
  }
}
