import Foundation

/// When the pictures of a preview are shown: in real time where the light has up to 30 frames a second, else each after the
/// other, in slow motion.
struct PreviewClock {
  /// Pictures a second.
  let framesPerSecond: Double
  /// How much slower than real time it is, 1 or more.
  let slowdown: Double
  private var lastTick: Int64 = -1

  private static let mostFramesPerSecond = 30.0
  private static let leastFramesPerSecond = 1.0
  /// A picture stands so long at most, whatever the gap between two frames.
  private static let longestSeconds = 2.0

  /// Starts.
  ///
  /// - Parameter firstSeconds: From the first frame to the second.
  init(firstSeconds: Double) {
    let rate = firstSeconds > 0 ? 1 / firstSeconds : Self.mostFramesPerSecond
    framesPerSecond = min(max(rate, Self.leastFramesPerSecond), Self.mostFramesPerSecond)
    slowdown = max(rate / framesPerSecond, 1)
  }

  /// When the picture of a time is shown, in pictures from 0: later than the one before.
  mutating func tick(at seconds: Double) -> Int64 {
    let wanted = seconds * slowdown * framesPerSecond - 1
    let latest = lastTick + max(1, Int64(Self.longestSeconds * framesPerSecond))
    lastTick = wanted < Double(latest) ? max(lastTick + 1, Int64(wanted.rounded())) : latest
    return lastTick
  }

  /// What stands above the light.
  func caption(at seconds: Double) -> String {
    let speed = slowdown >= 1.5 ? ", 1/\(Text.number(slowdown.rounded())) speed" : ""
    return "input \(String(format: "%.3f", seconds)) s\(speed)"
  }
}
