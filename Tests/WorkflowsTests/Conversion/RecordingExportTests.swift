import DatasetSamples
import Datasets
import Foundation
import Recordings
import TestSupport
import Testing
import Workflows

/// What recordings carry beside events, counted, unpacked and kept.
@Suite struct RecordingExportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func conversion(
    _ kind: CarriedSample.Kind, to output: String = "out", format: EventFormat = .npz
  ) throws -> (EventConversion, CarriedSample) {
    let sample = CarriedSample(kind)
    let path = try sample.write(to: folder.path)
    let size = sample.options.size.map { SensorSize(width: $0.width, height: $0.height) }
    return (
      EventConversion(
        recording: EventRecording(path: path, size: size, options: sample.options), output: folder.file(output),
        format: format), sample
    )
  }

  private func text(_ name: String) throws -> [String] {
    String(decoding: try fileBytes(folder.file(name)), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func aFolderTakesAllThatARecordingHolds(kind: CarriedSample.Kind) throws {
    let (conversion, sample) = try conversion(kind)
    let summary = try RecordingExport(conversion).run()
    #expect(summary.events == "events.npz" && summary.eventsOut == sample.events.count)
    #expect(summary.framesOut == 3 && summary.imuSamplesOut == sample.inertial.count)
    #expect(summary.framesFirstUs == sample.frames[0].time.microseconds)
    var events: [Event] = []
    let reader = try EventReader(folder.file("out/events.npz"))
    while let batch = try reader.nextBatch() { events += batch.events }
    #expect(events == sample.events)
    let lines = try text("out/images.txt")
    #expect(lines.count == 3)
    for (index, frame) in sample.frames.enumerated() {
      let (time, name) = (frame.time.microseconds, "images/frame_0000000\(index).png")
      #expect(lines[index] == "\(time / 1_000_000).\(String(format: "%06d", time % 1_000_000))000 \(name)")
      #expect(try picture("out/\(name)") == frame.pixels)
    }
    let listed = try #require(
      try JSONSerialization.jsonObject(with: Data(fileBytes(folder.file("out/index.json")))) as? [String: Any])
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.file("out")).filter { $0 != "images" }
    #expect(listed["verb"] as? String == "convert" && (listed["files"] as? [String])?.sorted() == names.sorted())
    guard !sample.inertial.isEmpty else { return }
    let rows = try text("out/imu.csv")
    #expect(rows.count == 6 && rows[0].hasPrefix("t_us,ax_m_s2,"))
    for (row, made) in zip(rows.dropFirst(), sample.inertial) {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      #expect(cells.count == 11 && Int64(cells[0]) == made.timeMicroseconds)
      #expect(abs((Double(cells[2]) ?? 0) - made.acceleration.y) < 1e-3)
      #expect(abs((Double(cells[6]) ?? 0) - made.angularVelocity.z) < 1e-3)
      #expect(cells[7].isEmpty == (made.temperatureCelsius == nil))
      #expect(cells[8].isEmpty == (made.magneticFieldMicrotesla == nil))
    }
  }

  private func picture(_ name: String) throws -> RecordedFrame.Pixels {
    try pixels(ofPNG: folder.file(name))
  }

  @Test func triggersThatTheEventsCannotHoldLieBeside() throws {
    let (conversion, _) = try conversion(.aedat4)
    let summary = try RecordingExport(conversion, streams: .events).run()
    #expect(summary.triggersOut == 1 && summary.framesOut == nil && summary.warnings.isEmpty)
    #expect(try text("out/triggers.csv") == ["t_us,channel,rising", "1000500,0,1"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted() == [
        "events.npz", "index.json", "triggers.csv",
      ])
  }

  @Test func theWantedTimeAndPartIsThatOfPicturesToo() throws {
    var (conversion, sample) = try conversion(.aedat4Deep)
    conversion.selection = TimeSelection(start: .afterFirst(10_000), end: .afterFirst(30_000))
    conversion.region = PixelRegion(x: 2, y: 1, size: SensorSize(width: 6, height: 5))
    conversion.filters = [EventFilterRule(.geometry(.rotate90), name: "rotate:90")]
    conversion.timeOrigin = .time(1_000_000)
    let summary = try RecordingExport(conversion).run()
    #expect(summary.width == 5 && summary.height == 6)
    let span = TimeSpan(from: 1_010_000, to: 1_030_000)
    let frames = sample.frames.filter { span.contains($0.time.microseconds) }
    #expect(frames.count == 1 && summary.framesOut == 1)
    #expect(summary.imuSamplesOut == sample.inertial.filter { span.contains($0.timeMicroseconds) }.count)
    let expected = try #require(
      frames[0].cropped(to: PixelRegion(x: 2, y: 1, size: SensorSize(width: 6, height: 5)))
    ).turned(.rotate90, sensor: SensorSize(width: 6, height: 5))
    #expect(try picture("out/images/frame_00000000.png") == expected.pixels)
    #expect(try text("out/images.txt") == ["0.022300000 images/frame_00000000.png"])
  }

  @Test func whatIsMissingOfNamedStreamsIsTold() throws {
    let recording = try folder.writeEvents(20)
    let conversion = EventConversion(recording: recording, output: folder.file("out"), format: .npz)
    let quiet = try RecordingExport(conversion).run()
    #expect(quiet.warnings.isEmpty && quiet.framesOut == 0 && quiet.imuSamplesOut == 0 && quiet.eventsOut == 20)
    var again = conversion
    again.output = folder.file("named")
    let observer = RecordingObserver()
    _ = try RecordingExport(again, streams: .all).run(observer: observer)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["missing", "missing"])
    again.output = folder.file("nothing")
    #expect(throws: JobError.self) { try RecordingExport(again, streams: .frames).run() }
    #expect(!FileManager.default.fileExists(atPath: folder.file("nothing")))
  }

  @Test(arguments: CarriedSample.Kind.allCases)
  func aedat4KeepsPicturesSamplesAndTriggers(kind: CarriedSample.Kind) throws {
    var (conversion, sample) = try conversion(kind, to: "kept.aedat4", format: .aedat4)
    // Pictures that lie in other files come along where they are asked for.
    if kind == .dsec {
      #expect(try conversion.run().framesOut == nil)
      (conversion.streams, conversion.overwrite) = (.all, true)
    }
    let summary = try conversion.run()
    #expect(summary.framesOut == 3 && summary.imuSamplesOut == sample.inertial.count)
    let reader = try SampleReader(folder.file("kept.aedat4"), contents: [.frames, .inertial])
    var (frames, inertial): ([RecordedFrame], [InertialSample]) = ([], [])
    while let next = try reader.next() {
      switch next {
      case .frame(let frame): frames.append(frame)
      case .inertial(let sample): inertial.append(sample)
      case .frameTime: Issue.record("Pictures are wanted.")
      }
    }
    #expect(frames == sample.frames)
    #expect(inertial.map(\.timeMicroseconds) == sample.inertial.map(\.timeMicroseconds))
    if kind == .aedat4 || kind == .aedat4Deep {
      #expect(summary.triggersOut == 1)
      // Once more, nothing changes any more.
      var again = conversion
      again.recording.path = folder.file("kept.aedat4")
      again.output = folder.file("twice.aedat4")
      _ = try again.run()
      #expect(try fileBytes(folder.file("twice.aedat4")) == fileBytes(folder.file("kept.aedat4")))
    }
  }

  @Test func aSurveyCountsWhatARecordingCarries() throws {
    let (conversion, sample) = try conversion(.aedat4)
    let facts = try EventSurvey(conversion.recording).run()
    #expect(facts.frames == 3 && facts.imuSamples == 5 && facts.triggers == 1)
    #expect(facts.framesFirstUs == sample.frames[0].time.microseconds)
    #expect(facts.framesLastUs == sample.frames[2].time.microseconds)
    #expect(facts.imuFirstUs == sample.inertial[0].timeMicroseconds)
    #expect(facts.triggersFirstUs == 1_000_500 && facts.triggersLastUs == 1_000_500)
    #expect(facts.frameWidth == 12 && facts.frameHeight == 8 && facts.warnings.isEmpty)
    let plain = try EventSurvey(try folder.writeEvents(20)).run()
    #expect(plain.frames == 0 && plain.framesFirstUs == nil && plain.imuSamples == 0)
  }
}
