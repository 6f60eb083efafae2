import Recordings
import Runtime

/// Finds the rate of every pixel in a recording of a still, even field, while it is read.
///
/// Cost: some 30 ns for each readout that a pixel spends near its threshold and each strength of noise. Memory: 48 bytes a
/// pixel and strength.
public struct SpikeRateFit {
  /// Spikes before the first of these are not used: what a pixel held at first is not known.
  private static let leadIntervals: Int32 = 8
  /// By how much standard deviations are widened for what the filter's approximation leaves out, so that 95 % of simulated
  /// pixels lie within.
  private static let widening = 1.15
  private let geometry: SpikeGeometry
  private let noise: [Double]
  private let lightVariance: Double
  private let threads: Int
  private let stride: Int
  private var readouts = 0
  private var pixels: [Pixel]
  private var filters: [ChargeFilter]

  private struct Pixel {
    var count: Int32 = 0
    var first: Int32 = -1
    var last: Int32 = -1
  }

  /// Prepares for a recording.
  ///
  /// - Parameters:
  ///   - noise: The strengths of the threshold's noise that are tried, in thresholds, rising, all above 0.
  ///   - lightVariance: The variance of what a readout adds, as a share of the square of its mean: 1 / n where n photons
  ///     are expected.
  ///   - stride: Only every so-maniest group of eight pixels is looked at; the others have no rate.
  public init(
    geometry: SpikeGeometry, noise: [Double], lightVariance: Double, threads: Int = Threads.coreCount, stride: Int = 1
  ) {
    precondition(!noise.isEmpty && noise.allSatisfy { $0 > 0 }, "Noise is above 0.")
    (self.geometry, self.noise, self.lightVariance) = (geometry, noise, lightVariance)
    (self.threads, self.stride) = (threads, stride)
    pixels = Array(repeating: Pixel(), count: geometry.pixelCount)
    filters = Array(
      repeating: ChargeFilter(intervals: 1, readouts: 1, noise: noise[0]), count: geometry.pixelCount * noise.count)
  }

  /// Sees the next frames.
  ///
  /// - Precondition: They have the sensor's size.
  public mutating func append(_ frames: SpikeStream) {
    precondition(frames.geometry == geometry, "Frames of \(frames.geometry.text) are no frames of \(geometry.text).")
    let (first, rowBytes, count) = (readouts, geometry.bytesPerFrame, frames.frameCount)
    let share = 64
    let (noise, lightVariance, stride, threads) = (noise, lightVariance, stride, threads)
    let pixelCount = geometry.pixelCount
    frames.withUnsafeBytes { bytes in
      pixels.withUnsafeMutableBufferPointer { pixels in
        filters.withUnsafeMutableBufferPointer { filters in
          Threads.forEach((rowBytes + share - 1) / share, threads: threads) { part, _ in
            for column in part * share..<min(part * share + share, rowBytes) where column % stride == 0 {
              for frame in 0..<count {
                var bits = bytes[frame * rowBytes + column]
                while bits != 0 {
                  let pixel = column * 8 + bits.trailingZeroBitCount
                  bits &= bits - 1
                  if pixel >= pixelCount { continue }
                  Self.spike(
                    &pixels[pixel],
                    filters: UnsafeMutableBufferPointer(
                      rebasing: filters[pixel * noise.count..<(pixel + 1) * noise.count]),
                    at: Int32(truncatingIfNeeded: first + frame), noise: noise, lightVariance: lightVariance)
                }
              }
            }
          }
        }
      }
    }
    readouts += count
  }

  private static func spike(
    _ pixel: inout Pixel, filters: UnsafeMutableBufferPointer<ChargeFilter>, at readout: Int32, noise: [Double],
    lightVariance: Double
  ) {
    pixel.count += 1
    if pixel.count == 1 { pixel.first = readout }
    if pixel.count == leadIntervals + 1 {
      start(filters, pixel, at: readout, noise: noise)
    } else if pixel.count > leadIntervals {
      let quiet = Int(readout - pixel.last) - 1
      for (index, noise) in noise.enumerated() {
        filters[index].see(
          quiet: quiet, spikes: true, noiseVariance: noise * noise, lightVariance: lightVariance, .table)
      }
    }
    pixel.last = readout
  }

  private static func start(
    _ filters: UnsafeMutableBufferPointer<ChargeFilter>, _ pixel: Pixel, at readout: Int32, noise: [Double]
  ) {
    for (index, noise) in noise.enumerated() {
      filters[index] = ChargeFilter(
        intervals: Int(pixel.count) - 1, readouts: Int(readout - pixel.first), noise: noise)
    }
  }

  /// What the recording said.
  public consuming func finish() -> SpikeRates {
    let cells = pixels.count * noise.count
    var result = SpikeRates(
      pixelCount: pixels.count, readouts: readouts, counts: pixels.map(\.count), noise: noise,
      rates: Array(repeating: 0, count: cells), deviations: Array(repeating: 0, count: cells),
      logLikelihoods: Array(repeating: 0, count: cells), isBounded: Array(repeating: false, count: pixels.count))
    for (index, pixel) in pixels.enumerated() {
      let place = index * noise.count
      if pixel.count < 2 {
        // Not one whole interval: the rate is below one spike in the time that the pixel was silent.
        let most = 1 / Double(max(readouts - 1 - Int(pixel.last), 1))
        result.isBounded[index] = true
        for strength in noise.indices {
          result.rates[place + strength] = Float(most / 2)
          result.deviations[place + strength] = Float(most / 12.0.squareRoot())
        }
        continue
      }
      for (strength, noise) in noise.enumerated() {
        var filter = filters[place + strength]
        if pixel.count <= Self.leadIntervals {
          filter = ChargeFilter(
            intervals: Int(pixel.count) - 1, readouts: Int(pixel.last - pixel.first), noise: noise)
        }
        filter.see(
          quiet: readouts - 1 - Int(pixel.last), spikes: false, noiseVariance: noise * noise,
          lightVariance: lightVariance, .table)
        result.rates[place + strength] = Float(filter.rate)
        result.deviations[place + strength] = Float(Self.widening * max(filter.rateVariance, 0).squareRoot())
        if pixel.count > Self.leadIntervals + 1 {
          result.logLikelihoods[place + strength] = Float(filter.logLikelihood)
        }
      }
    }
    return result
  }
}
