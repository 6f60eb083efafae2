import Datasets
import Recordings

/// What becomes of the triggers of a recording that is written in another format.
enum EventTriggers {
  /// Tells of triggers that a format does not hold: a note where it holds none at all, which users know of it, a warning
  /// where it holds a part of them.
  static func warn(
    ofLeftOut count: Int, by writer: any EventSink.Type, _ format: EventFormat, path: String,
    observer: any JobObserver
  ) throws {
    if count == 0 { return }
    let what = Text.count(count, "trigger")
    guard writer.holdsTriggers else {
      return observer.note("note: \(path): \(what) left out; \(format.rawValue) holds none")
    }
    try observer.warn(
      kind: "triggers", path: path, "\(what) left out; \(format.rawValue) holds rising edges only")
  }
}
