import Foundation
import Runtime

extension V2EPixels {
  /// What shot noise of the darkest pixel loses: (g + 20) / 275 is at least 20 / 275.
  private static let darkest = 1 - 0.75 * 20 / 275

  /// Draws the pixels of a block that fire by chance.
  ///
  /// Candidates are drawn at the greatest probability of the block, from one to the next by a geometric step, and
  /// taken with the probability of their own: few of the numbers that a draw for every pixel needs.
  func addShotNoise(
    block: Int, step: EventStep, gridTimes: Int, _ gray: UnsafePointer<Float>, into events: BlockEvents
  ) {
    let pixels = blocks.pixels(of: block)
    let rate = model.shotHz / 2 * step.duration
    let bounds = shotBounds[block]
    let bound = min(1, rate * Self.darkest * (bounds[0] + bounds[1]))
    let logMiss = log1p(-bound)
    var pixel = pixels.lowerBound
    var draw = 0
    while true {
      let words = random.words(
        for: .eventShotNoise, frame: step.index, pixel: block * PixelBlocks.blockPixels + draw)
      draw += 1
      // A probability of 1 leaves no pixel out.
      let gap = bound < 1 ? log(words[0].unit) / logMiss : 0
      if gap >= Double(pixels.upperBound - pixel) { return }
      pixel += Int(gap)
      let probability = rate * (1 - 0.75 * (max(0, Double(gray[pixel])) + 20) / 275)
      let on = probability * model.thresholds.on / Double(thresholds.on[pixel])
      let off = probability * model.thresholds.off / Double(thresholds.off[pixel])
      let chance = words[1].unit * bound
      if chance < on + off {
        let seconds =
          gridTimes > 0
          ? Self.gridSeconds(1 + Int(words[2].unit * Double(gridTimes)), of: gridTimes, in: step)
          : step.from + step.duration * words[2].unit
        fireByChance(pixel, at: seconds, isOn: chance < on, step: step, into: events)
      }
      pixel += 1
      if pixel == pixels.upperBound { return }
    }
  }

  private func fireByChance(_ pixel: Int, at seconds: Double, isOn: Bool, step: EventStep, into events: BlockEvents) {
    if isSilent(pixel, at: seconds) { return }
    append(pixel, seconds, isOn: isOn, cause: .shotNoise, step, to: events)
    reference[pixel] = filtered[pixel]
    lastEvent[pixel] = max(seconds, lastEvent[pixel])
  }
}
