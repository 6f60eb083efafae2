import CKernels
import Kernels
import Recordings
import Tensors

/// Encodes windows one after another, with memory that stays.
final class STEEncoder {
  private let encoding: STEEncoding
  private var parts: EventParts<UInt8>?

  // The cut decides the order of the sums, so that they do not depend on the number of threads.
  private static let pieceLength = 1 << 14
  private static let leastEvents = 1 << 13

  init(_ encoding: STEEncoding) { self.encoding = encoding }

  /// The tensor of a window and the events outside of the picture, of those in the splits that are kept.
  func encode(
    _ events: EventBatch, over volume: SpaceTimeWindow, workers: Workers
  ) -> (tensor: Tensor<UInt8>, dropped: Int) {
    var tensor = Tensor<UInt8>(zeros: encoding.shape(width: volume.width, height: volume.height))
    let length = events.count / encoding.splits
    if length == 0 { return (tensor, 0) }
    let parts = cells(volume, workers)
    let dropped = tensor.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return 0 }
      return events.withColumns { columns in
        let runs = (0..<encoding.keptSplits).map { Run(start: $0 * encoding.keptEvery * length, length: length) }
        let weights = Self.weights(of: runs, columns, workers: workers)
        return runs.indices.reduce(0) { dropped, index in
          let target = counts + index * parts.cellCount
          return dropped
            + Self.count(columns, runs[index], weights[index], in: volume, parts, to: target, workers: workers)
        }
      }
    }
    return (tensor, dropped)
  }

  private func cells(_ volume: SpaceTimeWindow, _ workers: Workers) -> EventParts<UInt8> {
    if let parts, parts.cellCount == 2 * volume.pixelCount { return parts }
    let new = EventParts<UInt8>(cellCount: 2 * volume.pixelCount, workers: workers)
    parts = new
    return new
  }

  private struct Run {
    var start: Int
    var length: Int

    var pieces: Int { (length + STEEncoder.pieceLength - 1) / STEEncoder.pieceLength }

    func piece(_ index: Int) -> Range<Int> {
      start + index * STEEncoder.pieceLength..<start + min((index + 1) * STEEncoder.pieceLength, length)
    }
  }

  /// Sums of one piece, of the polarities off and on.
  private struct Sums {
    var moments = (SaccadeTimeSums(), SaccadeTimeSums())
    var first = Int64.max
    var last = Int64.min
    var weights = (0.0, 0.0)
  }

  /// The weights of the polarities off and on in each run.
  private static func weights(
    of runs: [Run], _ columns: EventColumns, workers: Workers
  ) -> [(SaccadeTimeWeights, SaccadeTimeWeights)] {
    let (pieces, loops) = (runs[0].pieces, workers.eventLoops)
    var sums = [Sums](repeating: Sums(), count: runs.count * pieces)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      workers.forEach(runs.count * pieces) { item in
        let run = runs[item / pieces]
        let range = run.piece(item % pieces)
        var from = SaccadeEventColumns(columns, from: range.lowerBound)
        var moments = [SaccadeTimeSums(), SaccadeTimeSums()]
        loops.time_moments(&from, range.count, columns.t[run.start], &moments)
        var (first, last): (Int64, Int64) = (0, 0)
        loops.times(from.t, range.count, &first, &last)
        sums[item] = Sums(moments: (moments[0], moments[1]), first: first, last: last)
      }
    }
    let gaussians = runs.indices.map { index in
      Self.gaussians(sums[index * pieces..<(index + 1) * pieces])
    }
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      workers.forEach(runs.count * pieces) { item in
        let run = runs[item / pieces]
        let range = run.piece(item % pieces)
        var from = SaccadeEventColumns(columns, from: range.lowerBound)
        var weights = [0.0, 0.0]
        let both = [gaussians[item / pieces].0, gaussians[item / pieces].1].map {
          SaccadeGaussian(mean: $0.mean, rate: $0.spread > 0 ? -1 / (2 * $0.spread * $0.spread) : 0)
        }
        loops.time_weights(&from, range.count, columns.t[run.start], both, &weights)
        sums[item].weights = (weights[0], weights[1])
      }
    }
    return runs.indices.map { index in
      let own = sums[index * pieces..<(index + 1) * pieces]
      let (off, on) = gaussians[index]
      let origin = columns.t[runs[index].start]
      return (
        GaussianCenter.weights(
          mean: off.mean, spread: off.spread, factor: off.count / own.reduce(0) { $0 + $1.weights.0 }, origin: origin),
        GaussianCenter.weights(
          mean: on.mean, spread: on.spread, factor: on.count / own.reduce(0) { $0 + $1.weights.1 }, origin: origin)
      )
    }
  }

  private typealias Gaussian = (mean: Double, spread: Double, count: Double)

  /// The Gaussians of off and on from the sums of a run's pieces, added in their order.
  private static func gaussians(_ pieces: ArraySlice<Sums>) -> (Gaussian, Gaussian) {
    var all = Sums()
    for piece in pieces {
      add(piece.moments.0, to: &all.moments.0)
      add(piece.moments.1, to: &all.moments.1)
      (all.first, all.last) = (min(all.first, piece.first), max(all.last, piece.last))
    }
    let duration = Double(all.last - all.first)
    let off = GaussianCenter.gaussian(all.moments.0, duration: duration)
    let on = GaussianCenter.gaussian(all.moments.1, duration: duration)
    return (
      (off.mean, off.spread, Double(all.moments.0.count)), (on.mean, on.spread, Double(all.moments.1.count))
    )
  }

  private static func add(_ sums: SaccadeTimeSums, to all: inout SaccadeTimeSums) {
    all.count += sums.count
    all.sum += sums.sum
    all.square += sums.square
  }

  /// Counts a run's events: channel 0 on, channel 1 off. Returns how many lie outside.
  private static func count(
    _ columns: EventColumns, _ run: Run, _ weights: (SaccadeTimeWeights, SaccadeTimeWeights),
    in volume: SpaceTimeWindow,
    _ parts: EventParts<UInt8>, to target: UnsafeMutablePointer<UInt8>, workers: Workers
  ) -> Int {
    let (pixels, loops) = (volume.pixelCount, workers.eventLoops)
    // The kernel puts on after off; halves are exchanged when parts are added.
    let picture = SaccadeEventPicture(
      width: UInt32(volume.width), height: UInt32(volume.height), on: UInt32(pixels), outside: UInt32(2 * pixels))
    var dropped = [Int](repeating: 0, count: parts.count)
    dropped.withUnsafeMutableBufferPointer { dropped in
      nonisolated(unsafe) let dropped = dropped
      workers.forEachPart(of: run.length, least: leastEvents, most: parts.count) { part, range in
        var (picture, from) = (picture, SaccadeEventColumns(columns, from: run.start + range.lowerBound))
        dropped[part] = loops.weighted_counts(&from, range.count, &picture, [weights.0, weights.1], parts[part])
      }
    }
    nonisolated(unsafe) let target = target
    workers.forEachPart(of: 2 * pixels, least: 1 << 16) { _, range in
      for half in [0..<pixels, pixels..<2 * pixels] {
        let own = range.clamped(to: half)
        let start = own.lowerBound < pixels ? own.lowerBound + pixels : own.lowerBound - pixels
        for part in 0..<parts.count where !own.isEmpty {
          loops.weighted_total(parts[part] + own.lowerBound, own.count, target + start)
        }
      }
    }
    return dropped.reduce(0, +)
  }
}
