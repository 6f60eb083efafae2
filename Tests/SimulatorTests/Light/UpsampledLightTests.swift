import Foundation
import Recordings
import Simulator
import Tensors
import Testing

@Suite struct UpsampledLightTests {
  private final class Levels: IntensitySource {
    let geometry = SpikeGeometry(width: 2, height: 1)
    private let levels: [[Float]]
    private var index = 0
    var estimatedCount: Int? { levels.count }

    init(_ levels: [[Float]]) { self.levels = levels }

    func next() -> IntensityFrame? {
      if index == levels.count { return nil }
      defer { index += 1 }
      return IntensityFrame(
        gray: Tensor(shape: [1, 2], scalars: levels[index]), time: Rational(Int64(index) * 1001, 30_000))
    }
  }

  private func frames(_ levels: [[Float]], _ upsampling: LightUpsampling) throws -> [IntensityFrame] {
    let light = UpsampledLight(Levels(levels), by: upsampling)
    var frames: [IntensityFrame] = []
    while let frame = try light.next() { frames.append(frame) }
    return frames
  }

  @Test func `Frames between go in a line, at exact times`() throws {
    let frames = try frames([[0, 100], [8, 100], [8, 0]], .times(4))
    #expect(frames.map { $0.gray.scalars[0] } == [0, 2, 4, 6, 8, 8, 8, 8, 8])
    #expect(frames.map { $0.gray.scalars[1] } == [100, 100, 100, 100, 100, 75, 50, 25, 0])
    #expect(frames.map(\.time) == (0...8).map { Rational(Int64($0) * 1001, 120_000) })
    #expect(UpsampledLight(Levels([[0, 0], [1, 1]]), by: .times(7)).estimatedCount == 8)
  }

  @Test func `Automatic steps follow the greatest change of brightness`() throws {
    // Nothing, then log(100.255 / 50.255) = 0.69: four steps of at most 0.2.
    #expect(try frames([[50, 7], [50, 7], [100, 7]], .automatic(contrast: 0.2)).count == 2 + 4)
    #expect(try frames([], .automatic(contrast: 0.2)).isEmpty)
    #expect(try frames([[1, 2]], .automatic(contrast: 0.2)).count == 1)
    #expect(try frames([[0, 0], [255, 0]], .automatic(contrast: 0.001)).count == 1 + LightUpsampling.mostSteps)
  }
}
