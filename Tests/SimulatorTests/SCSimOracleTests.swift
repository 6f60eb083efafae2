import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Simulator

/// Agreement with the published simulator's numbers in `../shared/oracles`.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct SCSimOracleTests {
  @Test func `Without noise every spike is that of the published simulator`() throws {
    let archive = try NumpyArchive(path: SharedFolder.path("oracles/scsim_clean.npz"))
    let light = try archive.tensor("frames", of: UInt8.self)
    let charge = try archive.tensor("start_charge", of: Double.self)
    let spikes = try archive.tensor("spikes", of: UInt8.self)
    let readouts = light.shape[0]
    // Every readout has its own picture: it jumps between them.
    let pictures = (0..<readouts).flatMap { index in
      [Tensor<Float>](repeating: light.slice(at: index).map { Float($0) }, count: 2)
    }
    let times = (0..<readouts).flatMap { [Rational(Int64($0), 20_000), Rational(Int64($0 + 1), 20_000)] }
    let stream = try SensorSpikingCamera(
      geometry: SpikeGeometry(width: light.shape[2], height: light.shape[1]), sensor: .scsim.withoutNoise,
      initialCharge: .given(charge.scalars)
    ).frames(pictures, at: times)
    #expect(stream.unpacked() == spikes)
  }

  /// A row of `scsim_statistics.json`.
  struct Statistics: Decodable {
    var gray: Double
    var pixels: Int
    var frames: Int
    var mean_rate: Double
    var fixed_pattern_std: Double
    var count50_mean: Double
    var count50_temporal_variance: Double
    var isi_mean: Double
    var isi_std: Double
  }

  @Test func `Statistics of constant light are those of the published simulator`() throws {
    let rows = try JSONDecoder().decode(
      [Statistics].self, from: Data(fileBytes(SharedFolder.path("oracles/scsim_statistics.json"))))
    #expect(rows.count == 7)
    for row in rows {
      // The published numbers leave out the first 100 readouts, as their clean rates show.
      let (side, lead) = (96, 100)
      let picture = Tensor<Float>(repeating: Float(row.gray), shape: [side, side])
      let stream = try SensorSpikingCamera(geometry: SpikeGeometry(width: side, height: side), seed: 2024)
        .frames([picture, picture], at: [0, Rational(Int64(lead + row.frames), 20_000)])
      let measured = Measured(stream[lead..<lead + row.frames])
      let (theirs, ours) = (Double(row.pixels), Double(side * side))
      func agrees(_ name: String, _ a: Double, _ b: Double, spread: Double) {
        let error = spread * (1 / theirs + 1 / ours).squareRoot()
        #expect(
          abs(a - b) <= 4 * error, "gray \(row.gray), \(name): \(a), published \(b), \(abs(a - b) / error) errors")
      }
      agrees("rate", measured.rate, row.mean_rate, spread: measured.ratePattern)
      agrees("counts", measured.countMean, row.count50_mean, spread: 50 * measured.ratePattern + 0.05)
      agrees("pattern", measured.ratePattern, row.fixed_pattern_std, spread: measured.patternSpread)
      agrees(
        "variance of counts", measured.countVariance, row.count50_temporal_variance,
        spread: measured.countVarianceSpread)
      agrees("interval", measured.intervalMean, row.isi_mean, spread: measured.intervalMeanSpread)
      agrees("spread of intervals", measured.intervalDeviation, row.isi_std, spread: measured.intervalDeviationSpread)
    }
  }

  /// What a recording of constant light shows. Spreads are those of one pixel's share, by which errors shrink with the
  /// root of the number of pixels.
  private struct Measured {
    var rate = 0.0
    var ratePattern = 0.0
    var patternSpread = 0.0
    var countMean = 0.0
    var countVariance = 0.0
    var countVarianceSpread = 0.0
    var intervalMean = 0.0
    var intervalMeanSpread = 0.0
    var intervalDeviation = 0.0
    var intervalDeviationSpread = 0.0

    init(_ stream: SpikeStream) {
      let (pixels, frames) = (stream.geometry.pixelCount, stream.frameCount)
      let spikes = stream.unpacked().scalars
      var rates: [Double] = []
      var variances: [Double] = []
      var counts: [Double] = []
      var intervals: [[Double]] = []
      for pixel in 0..<pixels {
        let fired = (0..<frames).filter { spikes[$0 * pixels + pixel] == 1 }
        rates.append(Double(fired.count) / Double(frames))
        var windows = [Double](repeating: 0, count: frames / 50)
        for frame in fired { windows[frame / 50] += 1 }
        counts += windows
        let mean = windows.reduce(0, +) / Double(windows.count)
        variances.append(windows.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(windows.count - 1))
        intervals.append(zip(fired, fired.dropFirst()).map { Double($1 - $0) })
      }
      rate = Self.mean(rates)
      ratePattern = Self.deviation(rates)
      patternSpread = Self.deviation(rates.map { ($0 - rate) * ($0 - rate) }) / (2 * ratePattern)
      countMean = Self.mean(counts)
      countVariance = Self.mean(variances)
      countVarianceSpread = Self.deviation(variances)
      let all = intervals.flatMap { $0 }
      (intervalMean, intervalDeviation) = (Self.mean(all), Self.deviation(all))
      // The intervals of a pixel belong together.
      let each = Double(all.count) / Double(pixels)
      let centre = intervalMean
      intervalMeanSpread = Self.deviation(intervals.map { $0.reduce(0) { $0 + $1 - centre } / each })
      let square = intervalDeviation * intervalDeviation
      let squares = intervals.map { $0.reduce(0) { $0 + ($1 - centre) * ($1 - centre) - square } / each }
      intervalDeviationSpread = Self.deviation(squares) / (2 * intervalDeviation)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    private static func deviation(_ values: [Double]) -> Double {
      let centre = mean(values)
      return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count)).squareRoot()
    }
  }
}
