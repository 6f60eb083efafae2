import CKernels

/// How random words become the noise of readouts: in plain Swift what the compiled loops do, to the bit.
enum ReadoutNoise {
  /// Two independent normal numbers, after Box and Muller, up to 6.6 standard deviations.
  static func normals(radius: UInt32, angle: UInt32) -> (Float, Float) {
    let u = Float(Int32(bitPattern: radius >> 1 | 1)) * 0x1p-31
    let bits = Int32(bitPattern: u.bitPattern)
    let exponent = (bits &- 0x3f35_04f3) >> 23
    let m = Float(bitPattern: UInt32(bitPattern: bits &- (exponent << 23)))
    let s = (m - 1) / (m + 1)
    let q = s * s
    let series: Float = 2 + q * (0x1.555556p-1 + q * (0x1.99999ap-2 + q * 0x1.24924ap-2))
    let logarithm = Float(exponent) * 0x1.62e430p-1 + s * series
    let length = (-2 * logarithm).squareRoot()
    let x = Float(Int32(bitPattern: angle << 2)) * 0x1.921fb6p-32
    let y = x * x
    let sine = x * (1 + y * (-0x1.555556p-3 + y * (0x1.111112p-7 + y * -0x1.a01a02p-13)))
    let cosine = 1 + y * (-0.5 + y * (0x1.555556p-5 + y * (-0x1.6c16c2p-10 + y * 0x1.a01a02p-16)))
    let isTurned = angle >> 30 & 1 == 1
    let sign: Float = angle >> 31 == 1 ? -1 : 1
    return (length * (isTurned ? sine : cosine) * sign, length * (isTurned ? cosine : sine) * sign)
  }

  /// Row n holds 2³² times the chance of at most k photons where n are expected: 50 rows of 128.
  ///
  /// The exponential is a product, so that no library's rounding enters a recording.
  static let photonSums: [UInt32] = (0..<SACCADE_FEWEST_NORMAL_PHOTONS).flatMap { expected in
    var chance = (0..<expected).reduce(1.0) { product, _ in product * 0.36787944117144233 }
    var sum = 0.0
    return (0..<SACCADE_PHOTON_COUNTS).map { count in
      sum += chance
      chance *= Double(expected) / Double(count + 1)
      return UInt32(min(sum * 0x1p32, 0xffff_ffff))
    }
  }

  /// Poisson's number of few photons, by a random word.
  static func photons(expected: Int, word: UInt32) -> Int {
    let row = expected * SACCADE_PHOTON_COUNTS
    let sums = photonSums[row..<row + SACCADE_PHOTON_COUNTS - 1]
    return sums.firstIndex { word < $0 }.map { $0 - row } ?? sums.count
  }
}
