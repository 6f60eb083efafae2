import Foundation
import Runtime

extension V2EPixels {
  /// What shot noise of the darkest pixel loses: (g + 20) / 275 is at least 20 / 275.
  private static let darkest = 1 - 0.75 * 20 / 275

  /// Draws the pixels of a block that fire by chance.
  ///
  /// They are a Poisson process over the pixels, each as long as its thresholds make it likely; of what is drawn for the
  /// darkest light a part is taken. So there are few more numbers than events.
  func addShotNoise(
    block: Int, step: EventStep, gridTimes: Int, _ gray: UnsafePointer<Float>, into events: BlockEvents
  ) {
    let pixels = blocks.pixels(of: block)
    let rate = model.shotHz / 2 * step.duration * Self.darkest
    let end = Double(shotWeights[pixels.upperBound - 1])
    var place = 0.0
    var draw = 0
    while true {
      let words = random.words(
        for: .eventShotNoise, frame: step.index, pixel: block * PixelBlocks.blockPixels + draw)
      draw += 1
      place -= log(words[0].unit) / rate
      if !(place < end) { return }
      let pixel = self.pixel(at: Float(place), in: pixels)
      let light = (1 - 0.75 * (max(0, Double(gray[pixel])) + 20) / 275) / Self.darkest
      let on = model.thresholds.on / Double(thresholds.on[pixel])
      let chance = words[1].unit * (on + model.thresholds.off / Double(thresholds.off[pixel]))
      if words[3].unit >= light { continue }
      let seconds =
        gridTimes > 0
        ? Self.gridSeconds(1 + Int(words[2].unit * Double(gridTimes)), of: gridTimes, in: step)
        : step.from + step.duration * words[2].unit
      fireByChance(pixel, at: seconds, isOn: chance < on, step: step, into: events)
    }
  }

  /// The pixel whose part of the sum a place lies in.
  private func pixel(at place: Float, in pixels: Range<Int>) -> Int {
    var (low, high) = (pixels.lowerBound, pixels.upperBound - 1)
    while low < high {
      let middle = (low + high) / 2
      if shotWeights[middle] > place { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func fireByChance(_ pixel: Int, at seconds: Double, isOn: Bool, step: EventStep, into events: BlockEvents) {
    if isSilent(pixel, at: seconds) { return }
    append(pixel, seconds, isOn: isOn, cause: .shotNoise, step, to: events)
    reference[pixel] = level(of: pixel)
    noteEvent(of: pixel, at: max(seconds, lastEvent[pixel]))
  }
}
