import Foundation
import Runtime

/// Pixels that fire at random times.
struct HotPixels {
  private struct Pixel {
    var place: Int
    var rateHz: Double
    /// When it fires next, in seconds, and how often it has fired.
    var next: Double
    var count: Int
  }

  private var pixels: [Pixel]
  private let random: CounterRandom

  init(_ term: HotPixelTerm, pixelCount: Int, from seconds: Double, random: CounterRandom) {
    self.random = random
    let known = term.known.filter { $0.place < pixelCount }
    let places = Set(known.map(\.place))
    let drawn = (0..<pixelCount).filter {
      random.words(for: .hotPixel, pixel: $0)[0].unit < term.share && !places.contains($0)
    }
    pixels =
      drawn.map { Pixel(place: $0, rateHz: term.rateHz, next: seconds, count: 0) }
      + known.map { Pixel(place: $0.place, rateHz: $0.rateHz, next: seconds, count: 0) }
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
    pixels[index].next -= log(words[0].unit) / pixels[index].rateHz
    pixels[index].count += 1
  }
}
