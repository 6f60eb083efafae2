import Datasets
import Files
import Foundation
import Recordings

/// Writes what a recording holds into a folder: events in a file, triggers beside them as `triggers.csv` where that holds
/// none, pictures as PNG files with `images.txt`, inertial samples as `imu.csv`, and `index.json` with all their names.
///
/// Times are those of the recording: in `images.txt` seconds of the middle of the exposure, in the others microseconds. What
/// pictures and samples are is said at `RecordedFrame` and `InertialSample`; pictures keep their depth. Memory holds a batch
/// of events or a picture.
public struct RecordingExport: Job {
  /// What came in and went out.
  public struct Summary: Encodable, Sendable {
    /// What was read.
    public var input: String
    /// The folder.
    public var output: String
    /// The format that was read.
    public var from: String
    /// The columns of the sensor, in pixels, after what was done to it; nil where no events were written.
    public var width: Int?
    /// The rows of the sensor.
    public var height: Int?
    /// The file of the events in the folder; nil where none was written.
    public var events: String?
    /// The events that were written.
    public var eventsOut: Int?
    /// The triggers that were written.
    public var triggersOut: Int?
    /// The pictures that were written; nil where none were wanted.
    public var framesOut: Int?
    /// The time of the first picture, in microseconds.
    public var framesFirstUs: Int64?
    /// The time of the last picture.
    public var framesLastUs: Int64?
    /// The inertial samples that were written; nil where none were wanted.
    public var imuSamplesOut: Int?
    /// The time of the first sample, in microseconds.
    public var imuFirstUs: Int64?
    /// The time of the last sample.
    public var imuLastUs: Int64?
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// How the events are written; its output is the folder.
  public var conversion: EventConversion
  /// What is written.
  public var streams: RecordedStreams
  /// Whether the caller named the streams, so that one that is missing is told.
  public var areStreamsNamed: Bool

  /// Describes an export.
  ///
  /// - Parameters:
  ///   - conversion: What is read, which part, and how events are written; its output is the folder.
  ///   - streams: What is written; nil for all there is.
  public init(_ conversion: EventConversion, streams: RecordedStreams? = nil) {
    self.conversion = conversion
    self.streams = streams ?? .all
    areStreamsNamed = streams != nil
  }

  private static let (indexName, verb) = ("index.json", "convert")

  private struct Index: Encodable {
    var verb: String
    var files: [String]
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let recording = conversion.recording
    var wantsSamples = !streams.samples.isEmpty
    if recording.isReadOnce && wantsSamples {
      guard !areStreamsNamed else {
        throw JobError(
          wrongOptions: "pictures and inertial samples are read beside the events, from a file that stays",
          path: recording.path)
      }
      log.note(
        "note: \(recording.path): pictures and inertial samples, if any, are left out; they are read from files only")
      wantsSamples = false
    }
    let folder = try OutputFolder(
      path: conversion.output, overwrite: conversion.overwrite, index: Self.indexName, verb: Self.verb,
      inputs: [recording.path])
    do {
      var summary = Summary(input: recording.path, output: folder.path, from: "unknown", warnings: [])
      if streams.contains(.events) { try writeEvents(to: folder, &summary, log) }
      if wantsSamples { try writeSamples(to: folder, try recording.reader(), &summary, log) }
      guard !folder.files.isEmpty else {
        throw JobError(
          .badContent, path: recording.path, problem: "it holds nothing of what is wanted",
          remedy: "\(Work.convert) writes its events")
      }
      let index = try OutputFile(path: folder.add(Self.indexName))
      let text = try JSONText.encode(
        Index(verb: Self.verb, files: folder.files.sorted()), hasSnakeCaseKeys: true, isPretty: true,
        escapesSlashes: false)
      try index.write([UInt8](text) + [UInt8(ascii: "\n")])
      try index.commit()
      try folder.commit()
      summary.warnings = log.warnings
      return summary
    } catch {
      folder.discard()
      throw error
    }
  }

  private func writeEvents(to folder: OutputFolder, _ summary: inout Summary, _ log: JobLog) throws {
    let name = "events.\(conversion.format.impliedBy.first ?? conversion.format.endings[0])"
    var events = conversion
    events.output = try folder.add(name)
    // Pictures lie beside.
    events.streams = .events
    events.outputName = "\(folder.path)/\(name)"
    let triggers = TriggerLines(folder)
    events.onTriggers = { try triggers.append($0, timeOrigin: $1) }
    let written: EventConversion.Summary
    do {
      written = try events.run(observer: log)
    } catch let error as FileError where error.path == events.output {
      throw error.at(path: "\(folder.path)/\(name)")
    }
    try triggers.finish()
    (summary.from, summary.events) = (written.from, name)
    (summary.width, summary.height) = (written.width, written.height)
    (summary.eventsOut, summary.triggersOut) = (written.eventsOut, written.triggersOut + triggers.count)
  }

  private func writeSamples(
    to folder: OutputFolder, _ reader: EventReader, _ summary: inout Summary, _ log: JobLog
  ) throws {
    let recording = conversion.recording
    summary.from = reader.format?.rawValue ?? summary.from
    let source = try SampleFiles.open(
      recording.path, contents: streams.samples, format: recording.format, options: recording.options)
    var frames = RecordedTimes(), inertial = RecordedTimes()
    if let source {
      let first = try reader.nextBatch()?[0].timeMicroseconds ?? 0
      let span = conversion.selection.span(first: first)
      let sink = SampleFolderSink(
        folder, timeOrigin: conversion.timeOrigin?.microseconds(first: max(span.from, first)) ?? 0)
      var passage = try SamplePassage(
        source, to: sink, span: span, context: context(reader, first: first, log), region: conversion.region,
        filters: conversion.filters)
      let progress = log.steps(total: nil, unit: "samples")
      defer { progress.finish() }
      while try passage.step() { try progress.advance() }
      try sink.finish()
      progress.finish()
      // What is wrong with the file itself was told with its events.
      let told = streams.contains(.events) ? reader.warnings : []
      try log.pass(passage.warnings.filter { !told.contains($0) && !($0.isTruncation && streams.contains(.events)) })
      try passage.warn(recording.path, log)
      (frames, inertial) = (passage.frames, passage.inertial)
    }
    if streams.contains(.frames) {
      (summary.framesOut, summary.framesFirstUs, summary.framesLastUs) = (frames.count, frames.firstUs, frames.lastUs)
      try warnOfMissing("pictures", frames.count, log)
    }
    if streams.contains(.inertial) {
      (summary.imuSamplesOut, summary.imuFirstUs, summary.imuLastUs) = (
        inertial.count, inertial.firstUs, inertial.lastUs
      )
      try warnOfMissing("inertial samples", inertial.count, log)
    }
  }

  /// The sensor; where nothing is done to its pixels its size does not matter, and is not looked for.
  private func context(_ reader: EventReader, first: Int64, _ log: JobLog) throws -> EventFilterRule.Context {
    let isTouched = conversion.region != nil || !conversion.filters.isEmpty
    let size =
      isTouched
      ? try EventSensor.size(
        of: conversion.recording, reader: reader, observer: streams.contains(.events) ? SilentObserver() : log)
      : SensorSize(width: 1, height: 1)
    return EventFilterRule.Context(size: size, firstMicroseconds: first)
  }

  private func warnOfMissing(_ what: String, _ count: Int, _ log: JobLog) throws {
    guard count == 0, areStreamsNamed else { return }
    try log.warn(kind: "missing", path: conversion.recording.path, "there are no \(what) in what was asked for")
  }
}
