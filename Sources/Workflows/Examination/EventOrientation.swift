import Datasets
import Files
import Foundation
import Recordings
import Tensors

/// Whether events lie and count as a recording's own pictures say, or why nobody can know.
public struct EventOrientation: Encodable, Sendable {
  /// Whether it can be told.
  public var isKnown: Bool
  /// What it was told by, or why it cannot be, in words.
  public var message: String
  /// How pixels would have to be turned to lie as pictures do, as a filter is called; nil where they do, or nobody knows.
  public var turn: String?
  /// Whether on and off are exchanged; nil where nobody knows.
  public var polarityIsInverted: Bool?
  /// The correlation of events as they are with the change of the pictures' light; nil where none was computed.
  public var correlation: Double?

  private static let mostPairs = 40
  /// Pixels of all pairs, which are in memory.
  private static let mostPixels = 1 << 23

  private init(unknown message: String) { (isKnown, self.message) = (false, message) }

  private init(of comparison: OrientationComparison) {
    correlation = comparison.correlation(.none)
    guard let verdict = comparison.verdict else {
      (isKnown, message) = (false, "its pictures and events have too little in common to tell")
      return
    }
    isKnown = true
    (turn, polarityIsInverted) = (verdict.turn == .none ? nil : verdict.turn.rawValue, verdict.isInverted)
    message =
      "compared with \(Text.count(comparison.pairs, "pair")) of its own pictures, correlation "
      + String(format: "%.2f", comparison.correlation(verdict.turn))
  }

  /// Compares the first events of a recording with the pictures between which they lie. Cost: reading and decoding at most
  /// 41 pictures, and the events up to the last of them.
  ///
  /// - Throws: What the observer throws; damage of pictures or events makes it unknown.
  static func examine(
    _ recording: EventRecording, size: SensorSize, _ observer: any JobObserver
  ) throws -> EventOrientation {
    if recording.isReadOnce {
      return EventOrientation(unknown: "it can be read only once, so that events cannot be compared with pictures")
    }
    let changes: [Change]?
    do {
      changes = try Self.changes(of: recording, size: size)
    } catch let error as FileError {
      return EventOrientation(unknown: "its pictures cannot be read: \(error.problem)")
    }
    guard let changes else {
      return EventOrientation(unknown: "it carries no pictures of its own that would tell")
    }
    guard !changes.isEmpty else {
      return EventOrientation(unknown: "its pictures are not \(size), so that another sensor took them, or too few")
    }
    return EventOrientation(of: try compare(recording, changes, size, observer))
  }

  /// How the light changed between two pictures.
  private struct Change {
    var from: Int64
    var to: Int64
    var logarithms: [Float]
  }

  /// The changes between the first pictures; empty where they do not cover the sensor, nil where there are none.
  private static func changes(of recording: EventRecording, size: SensorSize) throws -> [Change]? {
    guard
      let source = try SampleFiles.open(
        recording.path, contents: .frames, format: recording.format, options: recording.options)
    else { return nil }
    let most = min(mostPairs, mostPixels / max(size.width * size.height, 1))
    var changes: [Change] = []
    var before: (time: Int64, logarithms: [Float])?
    var areAny = false
    while changes.count < most, let sample = try source.next() {
      guard case .frame(let frame) = sample else { continue }
      areAny = true
      guard frame.size == size, frame.x == 0, frame.y == 0 else { return [] }
      // A step of 8 bits keeps the dark from counting more than all else.
      let logarithms = frame.gray().scalars.map { log($0 + 1 / 255) }
      let time = frame.time.microseconds
      if let before, time > before.time {
        changes.append(
          Change(from: before.time, to: time, logarithms: zip(logarithms, before.logarithms).map { $0 - $1 }))
      }
      before = (time, logarithms)
    }
    return areAny ? changes : nil
  }

  private static func compare(
    _ recording: EventRecording, _ changes: [Change], _ size: SensorSize, _ observer: any JobObserver
  ) throws -> OrientationComparison {
    var sums = [[Int32]](
      repeating: Array(repeating: 0, count: size.width * size.height), count: changes.count)
    let reader = try recording.reader()
    let progress = observer.steps(total: nil, unit: "events")
    defer { progress.finish() }
    let last = changes.map(\.to).max() ?? .min
    var isOver = false
    do {
      while !isOver, let batch = try reader.nextBatch() {
        _ = reader.takeTriggers()
        var place = 0
        batch.withColumns { columns in
          for index in 0..<batch.count {
            let time = columns.t[index]
            let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
            guard x < size.width, y < size.height else { continue }
            if place >= changes.count || time <= changes[place].from { place = 0 }
            while place < changes.count && time > changes[place].to { place += 1 }
            guard place < changes.count, time > changes[place].from else { continue }
            sums[place][y * size.width + x] += columns.p[index] == 1 ? 1 : -1
          }
          isOver = batch.count > 0 && columns.t[0] > last
        }
        try progress.advance(batch.count)
      }
    } catch is FileError {
      // What came before the damage is compared.
    }
    var comparison = OrientationComparison(width: size.width, height: size.height)
    for (change, events) in zip(changes, sums) where events.contains(where: { $0 != 0 }) {
      comparison.add(change: change.logarithms, events: events)
    }
    return comparison
  }

  /// What it finds wrong, the places before the signs.
  func findings(_ observer: any JobObserver) -> [DoctorFinding] {
    guard isKnown else { return [] }
    var findings: [DoctorFinding] = []
    if let turn, let way = OrientationComparison.Turn(rawValue: turn) {
      findings.append(
        DoctorFinding(
          "flipped-axes", "events lie \(way.words) against its own pictures",
          advice: "\(Work.convert) \(Setting.filter, to: turn) turns them", observer))
    }
    if polarityIsInverted == true {
      findings.append(
        DoctorFinding(
          "flipped-polarity", "on and off are exchanged: on events lie where its own pictures became darker",
          advice: "\(Work.convert) \(Setting.filter, to: "polarity:exchange") exchanges them back", observer))
    }
    return findings
  }
}

extension OrientationComparison.Turn {
  /// How events lie that have to be turned so.
  fileprivate var words: String {
    switch self {
    case .none: "as they should"
    case .flipX: "mirrored, left and right exchanged,"
    case .flipY: "upside down, top and bottom exchanged,"
    case .rotate180: "turned by half"
    case .transpose: "with columns and rows exchanged"
    }
  }
}
