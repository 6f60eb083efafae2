import Recordings
import Testing

@Suite struct SpikeExaminationTests {
  private let geometry = SpikeGeometry(width: 13, height: 7)

  /// Every pixel fires in every third frame.
  private func examine(_ frames: Int, block: Int = 7, _ change: (_ frame: Int, _ x: Int, _ y: Int) -> Bool?)
    -> SpikeExamination
  {
    let stream = SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      bytes.update(repeating: 0)
      for frame in 0..<frames {
        for y in 0..<7 {
          for x in 0..<13 where change(frame, x, y) ?? ((frame + x + y) % 3 == 0) {
            let index = y * 13 + x
            bytes[frame * geometry.bytesPerFrame + index / 8] |= 1 << UInt8(index % 8)
          }
        }
      }
    }
    var examination = SpikeExamination(geometry: geometry)
    for start in stride(from: 0, to: frames, by: block) {
      examination.add(stream[start..<min(start + block, frames)])
    }
    #expect(examination.frameCount == frames && examination.spikeCount == stream.spikeCount)
    return examination
  }

  @Test func `A sound recording has nothing odd`() {
    let sound = examine(120) { _, _, _ in nil }
    #expect(sound.emptyFrames == nil && sound.fullFrames == nil)
    #expect(sound.stuckPixels == nil && sound.deadPixels == nil)
  }

  @Test func `Empty and full frames are counted, with the first`() {
    let odd = examine(40) { frame, _, _ in [5, 9].contains(frame) ? false : frame == 11 ? true : nil }
    #expect(odd.emptyFrames == SpikeExamination.Occurrence(count: 2, first: 5))
    #expect(odd.fullFrames == SpikeExamination.Occurrence(count: 1, first: 11))
  }

  @Test(arguments: [(0, 0), (12, 6), (5, 3)])
  func `Pixels that always or never fire are found`(x: Int, y: Int) {
    let place = SpikeExamination.Pixel(x: x, y: y)
    let stuck = examine(120) { _, column, row in column == x && row == y ? true : nil }
    #expect(stuck.stuckPixels == SpikeExamination.Occurrence(count: 1, first: place) && stuck.deadPixels == nil)
    let dead = examine(120) { _, column, row in column == x && row == y ? false : nil }
    #expect(dead.deadPixels == SpikeExamination.Occurrence(count: 1, first: place) && dead.stuckPixels == nil)
    // Few frames tell nothing.
    #expect(examine(20) { _, column, row in column == x && row == y ? true : nil }.stuckPixels == nil)
  }
}
