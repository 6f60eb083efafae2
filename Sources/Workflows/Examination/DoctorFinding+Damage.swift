import Files
import Recordings

extension DoctorFinding {
  /// What made the reading end before the file does.
  ///
  /// - Parameter statistics: The events before it.
  init(damage: FileError, after statistics: EventStatistics, _ observer: any JobObserver) {
    let last = statistics.lastMicroseconds.map { ", up to \($0) us," } ?? ""
    self.init(
      damage.isTruncation ? "truncated" : "damaged",
      damage.problem + (damage.place.map { ", at \($0)" } ?? ""),
      advice:
        "the \(Text.count(statistics.count, "event")) before it\(last) can be saved with \(Setting.repairedOutput)",
      repairable: true, observer)
    locate(damage.place)
    eventsBefore = statistics.count
  }

  /// Something at a place of the file of which the reader made the best.
  ///
  /// - Parameters:
  ///   - eventCount: How many events are read in spite of it; nil of spikes.
  ///   - frameCount: The same of frames of spikes; nil of events.
  init(warning: RecordingWarning, eventCount: Int?, frameCount: Int? = nil, _ observer: any JobObserver) {
    var advice = warning.consequence ?? "the rest is read"
    if let eventCount {
      advice = advice + "; \(Setting.repairedOutput) writes the \(Text.count(eventCount, "event")) that are read"
    }
    if let frameCount {
      advice = advice + "; \(Setting.repairedOutput) writes the \(Text.count(frameCount, "frame")) that are read"
    }
    self.init(
      warning.isTruncation ? "truncated" : "damaged", warning.problem + (warning.place.map { ", at \($0)" } ?? ""),
      advice: advice, repairable: eventCount != nil || frameCount != nil, observer)
    locate(warning.place)
    if warning.isTruncation { eventsBefore = eventCount }
  }

  private mutating func locate(_ place: String?) {
    self.place = place
    guard let place, place.hasPrefix("byte ") else { return }
    byte = Int(place.dropFirst(5).prefix { $0.isNumber })
  }
}
