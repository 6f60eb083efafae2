import Recordings
import Testing

@testable import Workflows

/// When the pictures of a preview are shown, and how large they are.
@Suite struct PreviewTests {
  @Test func `Up to 30 frames a second run in real time`() {
    var clock = PreviewClock(firstSeconds: 0.04)
    #expect(clock.framesPerSecond == 25 && clock.slowdown == 1)
    #expect([0.04, 0.08, 0.12, 0.24].map { clock.tick(at: $0) } == [0, 1, 2, 5])
    #expect(clock.caption(at: 0.24) == "input 0.240 s")
  }

  @Test func `More are shown one after another, in slow motion`() {
    var clock = PreviewClock(firstSeconds: 0.001)
    #expect(clock.framesPerSecond == 30 && abs(clock.slowdown - 1000.0 / 30) < 1e-9)
    #expect([0.001, 0.002, 0.0024, 0.01].map { clock.tick(at: $0) } == [0, 1, 2, 9])
    #expect(clock.caption(at: 0.0024) == "input 0.002 s, 1/33 speed")
  }

  @Test func `A gap lasts no longer than two seconds, and times that do not rise go on`() {
    var clock = PreviewClock(firstSeconds: 0.1)
    #expect([0.1, 1000, 1000, 999].map { clock.tick(at: $0) } == [0, 20, 21 + 19, 60])
    var jump = PreviewClock(firstSeconds: 0)
    #expect(jump.framesPerSecond == 30 && jump.slowdown == 1 && jump.tick(at: 0) == 0)
  }

  @Test(arguments: [(346, 260, 3), (1280, 720, 3), (16, 16, 2), (4000, 10, 3), (10, 4000, 2), (640, 480, 3)])
  func `A preview fits a screen, whatever the sensor`(width: Int, height: Int, panels: Int) {
    let scale = PreviewScale(SensorSize(width: width, height: height), panels: panels)
    let stacked = width > 2 * height
    #expect(scale.width > 0 && scale.height > 0)
    #expect(scale.width * (stacked ? 1 : panels) <= 1920 && scale.height * (stacked ? panels : 1) <= 1080)
    // Small sensors are not left small.
    #expect(width > 100 || height > 100 || scale.height >= 100)
  }
}
