import Datasets
import Files
import Foundation
import NeuralNetworks
import OpticalFlow
import Recordings
import TestSupport
import Testing

@testable import Workflows

/// Trainings on recordings of events of which no flow is known.
@Suite struct RecordedEventTrainingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let configuration = """
    network:
      model: steflownet
      widths: [2, 3, 3, 4]
      decoder-widths: [2, 2, 3]
      head: 3
      splits: 2
      iterations: 1
      passes: 2
    data:
      source: recordings
      path: PATH
      size: 64x48
      crop: 32x32
      window-ms: [10, 20]
    training:
      steps: 4
      batch: 2
    validation:
      every: 2
      samples: 2

    """

  /// Lines of points that move to the right, with a gap of 60 ms without any event after the first 100 ms.
  private func recording(_ name: String = "points.txt", milliseconds: Int = 300) throws -> String {
    var text = ""
    for step in 0..<milliseconds * 4 where !(400..<640).contains(step) {
      for point in 0..<12 {
        text += "\(step * 250) \((step / 8 + 11 * point) % 64) \((7 * point + step % 5) % 48) \(point % 2)\n"
      }
    }
    return try folder.write(Array(text.utf8), to: name)
  }

  private func stretches(_ path: String, mostEvents: Int = RecordedEventStretches.mostEvents) throws
    -> RecordedEventStretches
  {
    try RecordedEventStretches(
      .init(path: path, size: SensorSize(width: 64, height: 48), timeUnit: .microseconds), lengthMicroseconds: 20_000,
      mostEvents: mostEvents, log: JobLog(RecordingObserver()))
  }

  private func samples(_ recorded: RecordedEventStretches, setAside: Bool = false) throws -> RecordedEventSamples {
    try RecordedEventSamples(
      recorded, choice: recorded.part(setAside: setAside, share: 0.2),
      drawing: .init(
        seed: 5, window: 5000...20_000, splits: 3, crop: SensorSize(width: 32, height: 32), flips: 0.5,
        polarityShare: 0.5, reverseShare: 0.5, passes: 2),
      path: "points.txt", workers: try .init(threads: 1))
  }

  private func run(_ path: String, initial: String? = nil, as name: String) throws -> FlowTrainingSummary {
    let text = Self.configuration.replacing("PATH", with: path)
    let file = try folder.write(Array(text.utf8), to: "c.yml")
    return try FlowTrainingRun(
      FlowTrainingConfiguration(text: text, path: file),
      output: TrainingFolder(folder.file(name), verb: "train flow", configuration: file), initial: initial
    ).run()
  }

  @Test func `A network learns from a recording, and what is tuned is judged before the first step`() throws {
    let path = try recording()
    let summary = try run(path, as: "a")
    #expect(summary.steps == 4 && summary.bestContrast != nil && summary.bestAeeRatio == nil)
    #expect(summary.validation["blurred_fwl"] != nil && summary.validation["contrast"] != nil)
    #expect(try folder.text("a/report.html").contains("the events moved along it"))
    #expect(try !folder.text("a/metrics.jsonl").contains(#""step":0"#))
    let tuned = try run(path, initial: folder.file("a/best.safetensors"), as: "b")
    #expect(try folder.text("b/metrics.jsonl").contains(#""step":0"#))
    #expect(tuned.bestContrast ?? 9 <= (summary.bestContrast ?? 0) + 1e-9)
  }

  @Test func `A sample depends on its number alone, and shows what the camera saw`() throws {
    let recorded = try stretches(try recording())
    let (one, other) = (try samples(recorded), try samples(recorded))
    let last = try other.sample(7)
    for number in 0..<7 { _ = try other.sample(number) }
    for number in [7, 3] {
      let (sample, again) = (try one.sample(number), try other.sample(number))
      #expect(sample.splits == again.splits && sample.events?.time == again.events?.time)
      #expect(sample.splits.shape == [3, 2, 32, 32] && sample.events?.x.allSatisfy { $0 < 32 } == true)
    }
    #expect(try one.sample(7).splits == last.splits)
    let counts = try (0..<20).map { try one.sample($0).events?.x.count ?? 0 }
    #expect(counts.allSatisfy { $0 >= 32 }, "\(counts)")
    let passes = try Set((0..<20).map { try one.sample($0).passes })
    #expect(passes == [1, 2])
  }

  @Test func `The end of each recording is set aside, and long ones are thinned evenly`() throws {
    try FileManager.default.createDirectory(atPath: folder.file("both"), withIntermediateDirectories: true)
    _ = try recording("both/first.txt", milliseconds: 300)
    _ = try recording("both/second.txt", milliseconds: 200)
    let both = try stretches(folder.file("both"))
    #expect(both.recordings.map(\.name) == ["first.txt", "second.txt"] && both.sizes.count == 1)
    let (learnt, aside) = (both.part(setAside: false, share: 0.2), both.part(setAside: true, share: 0.2))
    #expect(learnt.count + aside.count == both.stretches.count && Set(aside.map(\.recording)) == [0, 1])
    for recording in 0...1 {
      let last = learnt.filter { $0.recording == recording }.map(\.startMicroseconds).max() ?? .max
      #expect(aside.allSatisfy { $0.recording != recording || $0.startMicroseconds > last })
    }
    // Nothing of the gap is kept.
    #expect(both.stretches.allSatisfy { $0.events.count >= RecordedEventStretches.leastEvents })
    let count = both.stretches.reduce(0) { $0 + $1.events.count }
    let thinned = try stretches(folder.file("both"), mostEvents: count / 3)
    #expect(thinned.thinning == 4 && thinned.stretches.reduce(0) { $0 + $1.events.count } <= count / 3)
    let every = stride(from: 0, to: both.stretches.count, by: 4).map { both.stretches[$0].startMicroseconds }
    #expect(thinned.stretches.map(\.startMicroseconds) == every)
  }

  @Test func `What cannot be learnt from is refused with what to change`() throws {
    func problem(_ body: () throws -> Void) -> String {
      (#expect(throws: FileError.self) { try body() })?.problem ?? ""
    }
    func read(_ text: String) throws { _ = try FlowTrainingConfiguration(text: text, path: "c.yml") }
    let source = "network:\n  model: steflownet\ndata:\n  source: recordings\n  path: a\n"
    #expect(problem { try read(source + "training:\n  loss: supervised\n") }.contains("no flow of theirs is known"))
    #expect(
      problem { try read("network:\n  model: steflownet\n  passes: 2\ntraining:\n  loss: self-supervised\n") }
        .contains("passes 2"))
    #expect(try FlowTrainingConfiguration(text: source, path: "c.yml").loss == .contrast())
    let few = try folder.write(Array("0 1 2 1\n9000 3 4 0\n".utf8), to: "few.txt")
    #expect(problem { _ = try stretches(few) }.contains("20 ms of it hold 256 events"))
    #expect(problem { _ = try stretches(folder.file("none")) }.contains("no such recording"))
    let short = try stretches(try recording("short.txt", milliseconds: 15))
    #expect(problem { _ = try samples(short, setAside: true) }.contains("none can be set aside"))
    #expect(
      problem {
        _ = try RecordedEventSamples(
          short, choice: short.stretches,
          drawing: .init(
            seed: 1, window: 5000...20_000, splits: 3, crop: SensorSize(width: 64, height: 64), flips: 0,
            polarityShare: 0, reverseShare: 0), path: "c", workers: try .init(threads: 1))
      }.contains("64x48"))
  }
}
