import Datasets
import Files
import Foundation
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing
import Workflows

@Suite struct FlowWarpComparisonTests {
  private let folder: TemporaryFolder
  private let recording: EventRecording

  /// Scattered dots that go to the right by 8 pixels in each window of 20 ms.
  init() throws {
    folder = try TemporaryFolder()
    var random = SeededRandom(seed: 2)
    let dots = (0..<60).map { _ in
      (x: Int.random(in: -20..<64, using: &random), y: Int.random(in: 0..<48, using: &random))
    }
    var lines: [String] = []
    for time in stride(from: 0, to: 40_000, by: 250) {
      for dot in dots {
        let x = dot.x + Int((8 * Double(time) / 20_000).rounded())
        if x >= 0 && x < 64 { lines.append("\(time) \(x) \(dot.y) 1") }
      }
    }
    let path = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "dots.txt")
    recording = EventRecording(
      path: path, size: SensorSize(width: 64, height: 48), options: EventReadOptions(timeUnit: .microseconds))
  }

  @Test func `Models stand side by side on the same windows, and contrast sharpens what moves`() throws {
    let weights = folder.file("drawn.npz")
    let configuration = STEFlowNet.Configuration(widths: [2, 3, 4, 5], decoderWidths: [1, 2, 2], headWidth: 3)
    let tree = STEFlowNet.initialParameters(ParameterInitializer(seed: 7), configuration: configuration)
    let archive = try NumpyArchiveWriter(path: weights)
    for (name, shape) in configuration.parameterShapes {
      try archive.add(try tree.tensor(name, shape: shape), named: name)
    }
    try archive.commit()
    var comparison = FlowWarpComparison(
      recording, models: [FlowNetworkChoice(.contrast), FlowNetworkChoice(.steflownet, weights: weights)],
      windows: .time(duration: 20_000, stride: 20_000))
    comparison.table = folder.file("fields.csv")
    comparison.report = PageOutput(path: folder.file("page.html"))
    let summary = try comparison.run()
    #expect(summary.entries.map(\.model) == ["contrast", "steflownet"])
    #expect(summary.entries.map(\.fields.count) == [2, 2])
    #expect((summary.entries[0].mean(.blurredFWL) ?? 0) > 1.5)
    #expect((summary.entries[0].mean(.contrast) ?? 4) < 3)
    #expect(try folder.text("fields.csv").split(separator: "\n").count == 5)
    #expect(try folder.text("page.html").contains("steflownet drawn.npz"))
  }

  @Test func `A model that needs weights says so before anything runs, and one that needs none takes none`() {
    let missing = #expect(throws: JobError.self) {
      try FlowWarpComparison(recording, models: [FlowNetworkChoice(.contrast), FlowNetworkChoice(.eraft)]).run()
    }
    #expect(missing?.problem.description.contains("eraft") == true)
    let needless = #expect(throws: JobError.self) {
      try FlowWarpComparison(recording, models: [FlowNetworkChoice(.contrast, weights: "w.pth")]).run()
    }
    #expect(needless?.problem.description.contains("contrast has no parameters") == true)
  }
}
