import Foundation
import Runtime

/// Pixels that fire at random times.
struct HotPixels {
  private struct Pixel {
    var place: Int
    /// When it fires next, in seconds, and how often it has fired.
    var next: Double
    var count: Int
  }

  private var pixels: [Pixel]
  private let rateHz: Double
  private let random: CounterRandom

  init(_ term: HotPixelTerm, pixelCount: Int, from seconds: Double, random: CounterRandom) {
    (rateHz, self.random) = (term.rateHz, random)
    pixels = (0..<pixelCount).filter { random.words(for: .hotPixel, pixel: $0)[0].unit < term.share }
      .map { Pixel(place: $0, next: seconds, count: 0) }
    for index in pixels.indices { advance(index) }
  }

  mutating func addEvents(of step: EventStep, to add: (PixelEvent) -> Void) {
    for index in pixels.indices {
      while pixels[index].next <= step.to {
        add(
          PixelEvent(
            time: step.microsecond(pixels[index].next), place: UInt32(pixels[index].place), isOn: true,
            cause: .hotPixel))
        advance(index)
      }
    }
  }

  private mutating func advance(_ index: Int) {
    let words = random.words(for: .hotPixelTime, frame: pixels[index].count, pixel: pixels[index].place)
    pixels[index].next -= log(words[0].unit) / rateHz
    pixels[index].count += 1
  }
}
