import Recordings
import Reports
import Tensors

/// Draws a short part of the middle of a recording: all of it, and what each filter keeps. Signal has the colour of ON,
/// noise that of OFF.
final class FilterPictures {
  /// A picture and what is in it.
  private struct Part {
    var picture: EventPicture
    var signal = 0
    var noise = 0
  }

  private let filters: [ComparedFilter]
  private let firstEvent: Int
  private var all: Part
  private var kept: [Part]
  private var end: Int64?
  private var isOver = false
  static let durationMicroseconds: Int64 = 20_000

  /// - Parameter firstEvent: The event with which the part begins.
  init(size: SensorSize, filters: [ComparedFilter], firstEvent: Int) {
    (self.filters, self.firstEvent) = (filters, firstEvent)
    all = Part(picture: EventPicture(width: size.width, height: size.height))
    kept = Array(repeating: all, count: filters.count)
  }

  /// Draws of the events that come next those that lie in the part, after the filters have decided on them.
  func take(_ batch: EventBatch, labels: [UInt8], from position: Int) {
    guard !isOver, position + batch.count > firstEvent else { return }
    let start = max(0, firstEvent - position)
    let end = end ?? batch[start].timeMicroseconds.advancedOrLast(by: Self.durationMicroseconds)
    self.end = end
    let stop = batch.withColumns { columns in (start..<batch.count).first { columns.t[$0] >= end } }
    isOver = stop != nil
    let places = start..<(stop ?? batch.count)
    Self.draw(batch, labels, places, in: &all) { _ in true }
    for (index, filter) in filters.enumerated() {
      Self.draw(batch, labels, places, in: &kept[index]) { filter.trial.isKept[$0] != 0 }
    }
  }

  private static func draw(
    _ batch: EventBatch, _ labels: [UInt8], _ places: Range<Int>, in part: inout Part, where isShown: (Int) -> Bool
  ) {
    let shown = places.filter(isShown)
    part.picture.add(
      EventBatch(
        shown.map { place in
          var event = batch[place]
          event.isOn = labels[place] == 0
          return event
        }))
    let signal = shown.count { labels[$0] == 0 }
    part.signal += signal
    part.noise += shown.count - signal
  }

  /// The pictures for a page.
  var examples: [FilterEvaluationPage.Example] {
    zip(["before"] + filters.map(\.rule.name), [all] + kept).map { name, part in
      FilterEvaluationPage.Example(
        name: name, picture: part.picture.colored(), signal: part.signal, noise: part.noise)
    }
  }
}

extension FilterEvaluationSummary {
  /// The page that compares the filters.
  ///
  /// - Parameter tellsSpeed: Whether it says how fast they were, which is never the same twice.
  func page(_ pictures: FilterPictures, tellsSpeed: Bool, footer: String) throws -> HTMLPage {
    let causes = [
      ("leak", causes.leak), ("shot noise", causes.shot), ("hot pixels", causes.hotPixel),
      ("photoreceptor", causes.photoreceptor),
    ]
    return try FilterEvaluationPage(
      title: PageOutput.name(of: input), eventCount: events, signalCount: self.causes.signal,
      noise: causes.map { FilterEvaluationPage.Noise(cause: $0, count: $1) },
      filters: filters.map { filter in
        let byCause = filter.removalByCause
        return FilterEvaluationPage.Filter(
          name: filter.filter, parameter: filter.parameter, unit: filter.unit, value: filter.value,
          precision: filter.precision, retention: filter.retention, removal: filter.removal,
          removalByCause: [byCause.leak, byCause.shot, byCause.hotPixel, byCause.photoreceptor], auc: filter.auc,
          eventsPerSecond: tellsSpeed ? filter.eventsPerSecond : nil,
          curve: filter.curve.map {
            FilterEvaluationPage.Point(value: $0.value, retention: $0.retention, removal: $0.removal)
          })
      }, examples: pictures.examples, exampleMicroseconds: FilterPictures.durationMicroseconds, formulas: Self.formulas
    ).page(footer: footer)
  }
}
