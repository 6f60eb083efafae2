import Foundation
import Recordings
import Representations
import Tensors
import Testing

@Suite struct TextureFromPlasticityTests {
  @Test(arguments: [(1, 1), (7, 9), (13, 11), (130, 2)], [(128, 64), (20, 5), (1, 300)])
  func `Pictures are those of the plain dynamics, pixel by pixel`(size: (Int, Int), span: (Int, Int)) throws {
    let recording = RandomSpikes.recording(width: size.0, height: size.1, frames: 330)
    let method = TextureFromPlasticity(history: span.0, search: span.1)
    for center in [0, 1, 6, 150, 299, 323, 328, 329] {
      let picture = try method.picture(at: center, of: recording)
      for y in 0..<size.1 {
        for x in 0..<size.0 {
          let expected = plainRate(recording.spikes(x: x, y: y), frameCount: 330, center: center, method)
          let found = Double(picture[y, x])
          #expect(abs(found - expected) <= 2e-5 * expected, "\(found) for \(expected) at \(x), \(y) of \(center)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 10, 29, 50])
  func `A regular pixel shows the inverse of its interval at every moment`(interval: Int) throws {
    let recording = RandomSpikes.pixel(firing: Array(stride(from: 3, to: 400, by: interval)), frames: 400)
    for center in stride(from: 0, to: 400, by: 7) {
      let rate = try TextureFromPlasticity().picture(at: center, of: recording).scalars[0]
      #expect(abs(rate * Float(interval) - 1) < 1e-4, "\(rate) at \(center)")
    }
  }

  @Test func `Between the steps of whole intervals a mean is shown`() throws {
    // Intervals of 5 and 6 in turn: TFI shows either.
    var spikes = [0]
    while let last = spikes.last, last < 400 { spikes.append(last + (spikes.count % 2 == 0 ? 5 : 6)) }
    let recording = RandomSpikes.pixel(firing: spikes, frames: 400)
    for center in 100..<300 {
      let rate = try TextureFromPlasticity().picture(at: center, of: recording).scalars[0]
      #expect(rate > 1 / Float(6) && rate < 1 / Float(5), "\(rate)")
    }
  }

  @Test func `A pixel that stops turns black when no interval holds the moment`() throws {
    let recording = RandomSpikes.pixel(firing: [10, 20, 30, 40], frames: 300)
    let method = TextureFromPlasticity()
    func rate(_ center: Int) throws -> Float { try method.picture(at: center, of: recording).scalars[0] }
    #expect(try rate(39) > 0.09)
    #expect(try rate(40) == 0)
    #expect(try rate(120) == 0)
    // The recording's end lies inside the search, its last interval outside of the history.
    #expect(try rate(299) == 0)
    let shorter = recording[0..<60]
    #expect(abs(try method.picture(at: 50, of: shorter).scalars[0] - 0.1) < 1e-5)
  }

  @Test func `Pictures read in blocks are those read alone`() throws {
    let recording = RandomSpikes.recording(width: 13, height: 4, frames: 1300).renumbered(firstFrame: 77)
    let method = TextureFromPlasticity()
    try method.forEachPicture(of: recording, at: stride(from: 0, to: 1300, by: 29)) { center, picture in
      if try picture != method.picture(at: center, of: recording) { Issue.record("at \(center)") }
    }
  }

  @Test func `Its name takes no number`() {
    #expect(SpikeReconstructionName.reconstruction("tfstp") as? TextureFromPlasticity == TextureFromPlasticity())
    for name in ["tfstp:", "tfstp:3", "tfstp:0"] { #expect(SpikeReconstructionName.reconstruction(name) == nil) }
  }

  /// The rate by the equations of the paper: R as the logarithm of what is missing to 1, whose difference would vanish.
  private func plainRate(_ all: [Int], frameCount: Int, center: Int, _ method: TextureFromPlasticity) -> Double {
    let window = method.window(around: center, frameCount: frameCount)
    let spikes = all.filter { window.contains($0) }
    var chain = spikes.filter { $0 <= center }
    let after = spikes.filter { $0 > center }
    if chain.isEmpty {
      guard center - method.history + 1 < 0, after.count >= 2 else { return 0 }
      chain = Array(after.prefix(2))
    } else if let end = after.first {
      chain.append(end)
    } else if center + method.search < frameCount {
      return 0
    }
    guard chain.count >= 2 else { return 0 }
    let (U, f) = (0.15, 0.15)
    let (tauD, tauF) = (1.0, 10.0)
    let intervals = zip(chain.dropFirst(), chain).map { Double($0 - $1) }
    // The state at rest in the first interval, from many spikes in a row.
    var u = U
    var logMissing = -Double.infinity
    func advance(_ interval: Double) {
      let resources = 1 - exp(logMissing)
      logMissing = log(1 - resources * (1 - u)) - interval / tauD
      u = U + (u + f * (1 - u) - U) * exp(-interval / tauF)
    }
    for _ in 0..<300 { advance(intervals[0]) }
    for interval in intervals.dropFirst() { advance(interval) }
    let rhoU = -1 / (tauF * log((u - U) / (u + f * (1 - u) - U)))
    let rhoR = -1 / (tauD * (logMissing - log(1 - (1 - exp(logMissing)) * (1 - u))))
    return min((rhoU + rhoR) / 2, 1)
  }
}
