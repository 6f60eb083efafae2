import OpticalFlow
import Tensors
import Testing

@Suite struct FlowProtocolTests {
  @Test func `Every protocol has a name of its own, formulas for its measures and variants`() {
    #expect(Set(FlowProtocol.all.map(\.name)).count == FlowProtocol.all.count)
    for flowProtocol in FlowProtocol.all {
      #expect(FlowProtocol.named(flowProtocol.name)?.title == flowProtocol.title)
      #expect(flowProtocol.measures.contains(.aee) && flowProtocol.measures.count < flowProtocol.allFormulas.count)
      #expect(flowProtocol.variants.contains { $0.key == "over_pixels" })
      #expect(flowProtocol.variants.contains { $0.key == "over_frames" })
    }
    #expect(FlowProtocol.named("kitti") == nil)
  }

  @Test func `Indoor sequences lose 20 pictures at both ends, outdoor ones have their two stretches`() {
    let indoor = MVSECFrames.windows(sequence: "indoor_flying1", pictures: 100, interval: 1)
    #expect(indoor.frames == Array(20..<80) && indoor.areOfProtocol)
    // A window of four intervals may end among the last 20.
    #expect(MVSECFrames.windows(sequence: "indoor_flying2", pictures: 100, interval: 4).frames == Array(20..<80))
    let day1 = MVSECFrames.windows(sequence: "outdoor_day1", pictures: 11_000, interval: 4)
    #expect(day1.frames == Array(9200..<9600) + Array(10500..<10900) && day1.areOfProtocol)
    let cut = MVSECFrames.windows(sequence: "outdoor_day1", pictures: 9300, interval: 1)
    #expect(cut.frames == Array(9200..<9299) && !cut.areOfProtocol)
    let night = MVSECFrames.windows(sequence: "outdoor_night1", pictures: 50, interval: 1)
    #expect(night.frames == Array(20..<30) && night.areOfProtocol)
    #expect(MVSECFrames.isOutdoor("outdoor_night1") && !MVSECFrames.isOutdoor("indoor_flying1"))
    for (pictures, frames) in [(0, 0), (1, 0), (5, 4), (40, 39), (41, 1)] {
      let short = MVSECFrames.windows(sequence: "indoor_flying1", pictures: pictures, interval: 1)
      #expect(short.frames.count == frames && short.areOfProtocol == (pictures > 40))
    }
  }

  /// By hand from the released encoding: windows k with 10·k ≥ 40 and 10·k + 13 < 960, fields between two of them.
  @Test func `Scenes of spikes lose 40 frames at both ends`() {
    let ball = SpikeSceneFields.numbers(frames: 1000, interval: 10, count: 99)
    #expect(ball.numbers == Array(4..<94) && ball.releasedCount == 86)
    let wide = SpikeSceneFields.numbers(frames: 1000, interval: 20, count: 49)
    #expect(wide.numbers == Array(2..<47) && wide.releasedCount == 43)
    #expect(SpikeSceneFields.numbers(frames: 1000, interval: 10, count: 50).numbers == Array(4..<50))
    for frames in [0, 40, 80, 103] {
      #expect(SpikeSceneFields.numbers(frames: frames, interval: 10, count: 99).numbers.isEmpty)
    }
  }

  private static func scene(_ name: String, errors: [Float], valid: Int) -> FlowSceneEvaluation {
    var scene = FlowSceneEvaluation(name: name)
    let truth = Tensor<Float>(repeating: 1, shape: [2, 2, 3])
    let mask = Tensor<UInt8>(shape: [2, 3], scalars: (0..<6).map { $0 < valid ? 1 : 0 })
    for (index, error) in errors.enumerated() {
      var prediction = truth
      for y in 0..<2 { for x in 0..<3 { prediction[0, y, x] += error } }
      scene.add(name: "\(index)", prediction: prediction, truth: truth, mask: mask)
    }
    return scene
  }

  @Test
  func `The number over sequences is the mean of theirs, or that over all fields or pixels, as the protocol says`() {
    let scenes = [Self.scene("a", errors: [1, 2], valid: 6), Self.scene("fly", errors: [6], valid: 2)]
    // Means of the sequences: 1.5 and 6; sums over pixels: 6 + 12 + 12 of 14.
    #expect(FlowEvaluation(.mvsecDt1, scenes: scenes).overall(.aee) == 3.75)
    #expect(FlowEvaluation(.plain, scenes: scenes).overall(.aee) == 3)
    #expect(FlowEvaluation(.dsec, scenes: scenes).overall(.aee) == 30.0 / 14)
    let phm = FlowEvaluation(.phm, scenes: scenes)
    #expect(phm.overall(.aee, where: { $0 != "fly" }) == 1.5 && phm.overall(.aee, where: { _ in false }) == nil)
    #expect(phm.value(.aee, of: scenes[1], mean: .overPixels) == 6)
    #expect(phm.histogram.count == 14)
  }

  @Test func `A sequence keeps its worst fields, and a map while fields have one size`() {
    var scene = Self.scene("a", errors: [3, 1, 5, 2, 4], valid: 3)
    #expect(scene.worst.map(\.averageEndpointError) == [5, 4, 3] && scene.worst.map(\.name) == ["2", "4", "0"])
    #expect(scene.map?.mean[0, 0] == 3 && scene.map?.mean[1, 1].isNaN == true)
    let other = Tensor<Float>(repeating: 1, shape: [2, 1, 1])
    let mask = Tensor<UInt8>(repeating: 1, shape: [1, 1])
    scene.add(name: "5", prediction: other, truth: other, mask: mask)
    scene.add(name: "6", prediction: other, truth: other, mask: mask)
    #expect(scene.map == nil && scene.fields.count == 7 && scene.summary.fieldCount == 7)
  }
}
