import Kernels

/// How often the positive activations of a layer's channels have which size.
///
/// A bin is a 128th of an octave, from 2⁻¹⁶ to 2¹⁶; what is smaller counts as 0, what is larger as the largest. Within a
/// bin, values are taken for evenly spread, so that a quantile is off by far less than a bin's 0.8 %.
struct ActivationHistogram {
  private static let binsPerOctave = 128
  private static let octaves = 32
  private static let binCount = binsPerOctave * octaves
  /// The bits of 2⁻¹⁶ without those of a value within a bin.
  private static let lowest = Int((Float(1) / 65536).bitPattern >> shift)
  private static let shift: UInt32 = 16

  /// The number of channels told apart.
  let channels: Int
  /// `[channels, bins]`.
  private var counts: [Int]
  /// The values of each channel, zeros included.
  private var totals: [Int]
  /// The largest value of each channel.
  private(set) var largest: [Float]

  init(channels: Int) {
    self.channels = channels
    counts = Array(repeating: 0, count: channels * Self.binCount)
    totals = Array(repeating: 0, count: channels)
    largest = Array(repeating: 0, count: channels)
  }

  /// Counts the values of a map; all of them as one channel's where only one is told apart.
  mutating func add(_ map: FeatureMap, workers: Workers) {
    let (channels, plane) = (map.channelCount, map.planeCount)
    precondition(
      self.channels == 1 || self.channels == channels, "A map has \(self.channels) channels, not \(channels).")
    let distinct = self.channels
    let isWhole = distinct == 1
    counts.withUnsafeMutableBufferPointer { counts in
      largest.withUnsafeMutableBufferPointer { largest in
        // Each channel has bins of its own, so that threads do not meet.
        workers.forEach(distinct) { index in
          let first = index * Self.binCount
          var top = largest[index]
          for sample in 0..<map.batch {
            let values = map.plane(sample: sample, channel: isWhole ? 0 : index)
            for place in 0..<(isWhole ? channels * plane : plane) where values[place] > 0 {
              let value = values[place]
              top = max(top, value)
              let bin = Int(value.bitPattern >> Self.shift) - Self.lowest
              if bin >= 0 { counts[first + min(bin, Self.binCount - 1)] += 1 }
            }
          }
          largest[index] = top
        }
      }
    }
    for index in totals.indices { totals[index] += map.batch * plane * (isWhole ? channels : 1) }
  }

  /// The value below which a share of all values of a channel lies, zeros among them; 0 where so many are 0.
  ///
  /// - Parameter share: In 0…1; 1 gives the largest value itself.
  func quantile(_ share: Double, channel: Int) -> Float {
    if share >= 1 { return largest[channel] }
    var above = (1 - share) * Double(totals[channel])
    for bin in stride(from: Self.binCount - 1, through: 0, by: -1) {
      let count = Double(counts[channel * Self.binCount + bin])
      if count > 0 && count >= above {
        let lower = Self.edge(bin)
        let upper = min(Self.edge(bin + 1), largest[channel])
        return max(lower, upper - (upper - lower) * Float(above / count))
      }
      above -= count
    }
    return 0
  }

  private static func edge(_ bin: Int) -> Float { Float(bitPattern: UInt32(bin + lowest) << shift) }
}
