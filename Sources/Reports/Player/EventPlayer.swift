import Files
import Foundation
import Recordings

/// A page that plays a recording of events in any browser: one file, which fetches nothing.
///
/// It shows windows of events as frames, time surfaces that fade, and a cloud in x, y and t that is turned by the mouse;
/// one can play, pause, seek, and choose the speed and the window. The events stand in it packed (``EventPacking``), as
/// many as ``EventSampling`` kept; where it kept not all the page says so.
///
/// <!-- with reader: EventReader -->
/// ```swift
/// var sampling = EventSampling(width: 640, height: 480, limit: 1_000_000)
/// while let batch = try reader.nextBatch() { sampling.add(batch) }
/// let page = EventPlayer(name: "recording.raw", sampling).page
/// ```
public struct EventPlayer: Sendable {
  /// The most events where nothing else is said: a page of 5 to 8 MB.
  public static let usualLimit = 1_000_000

  /// What the page shows at first.
  public enum View: String, Sendable, CaseIterable, Encodable {
    /// The events of a window.
    case frame
    /// The last event of every pixel, fading.
    case surface
    /// A cloud of points in x, y and t.
    case cloud
  }

  private let name: String
  private let view: View
  private let sampling: EventSampling

  /// Makes a page of a recording.
  ///
  /// - Parameters:
  ///   - name: What the recording is called.
  ///   - view: What the page shows at first.
  public init(name: String, _ sampling: EventSampling, view: View = .frame) {
    self.name = name
    self.view = view
    self.sampling = sampling
  }

  /// What the script has to know of the recording.
  private struct Facts: Encodable {
    var name: String
    var width: Int
    var height: Int
    var events: Int
    var totalEvents: Int
    var step: Int
    var view: View
    /// As text: JavaScript's numbers are exact up to 2^53 only.
    var firstUs: String
  }

  /// The page. The same events give the same bytes.
  public var page: String {
    let events = sampling.events
    let facts = Facts(
      name: name, width: sampling.width, height: sampling.height, events: events.count,
      totalEvents: sampling.totalCount, step: sampling.step, view: view,
      firstUs: String(events.first?.timeMicroseconds ?? 0))
    let packed = EventPacking.packed(events, width: sampling.width, height: sampling.height)
    return """
      <!DOCTYPE html>
      <html lang="en" data-colors="dark">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTML.contentPolicy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
      style-src 'unsafe-inline'; img-src data:">
      <title>\(HTML.escape(name))</title>
      <style>
      \(PlayerStyle.sheet)
      </style>
      </head>
      <body>
      \(PlayerStyle.body(title: HTML.escape(name), facts: HTML.escape(words(count: events.count))))
      <script type="application/json" id="facts">\(Self.json(facts))</script>
      <script type="application/octet-stream" id="events">\(Data(packed).base64EncodedString())</script>
      <script>
      (() => {
      "use strict";
      \(PlayerScript.recording)
      \(PlayerScript.pictures)
      \(PlayerScript.cloud)
      \(PlayerScript.controls)
      })();
      </script>
      </body>
      </html>

      """
  }

  /// The line under the title.
  private func words(count: Int) -> String {
    let sensor = "\(sampling.width)×\(sampling.height) pixels"
    if sampling.step == 1 { return "\(sensor), \(NumberText.grouped(count)) events" }
    let every = sampling.step == 2 ? "second" : "\(sampling.step)th"
    return "\(sensor), \(NumberText.grouped(count)) of \(NumberText.grouped(sampling.totalCount)) events: "
      + "every \(every) one"
  }

  /// JSON that may stand in a page.
  private static func json(_ facts: Facts) -> String {
    let bytes = (try? JSONText.encode(facts)) ?? Data("{}".utf8)
    return String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
  }
}
