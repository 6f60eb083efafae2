/// What tells one sample from another: 128 bits of its content and its class.
///
/// FNV-1a over 32-bit words (Fowler, Noll, Vo; the 128-bit parameters). It finds samples that come twice by mistake; it
/// is no protection against who wants to deceive.
public struct SampleDigest: Sendable, Hashable {
  private var state: UInt128

  /// Begins with the sample's class.
  public init(label: Int64) {
    state = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    add(word: UInt32(truncatingIfNeeded: label))
  }

  /// Adds values by their bits.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) { for value in values { add(word: value.bitPattern) } }

  /// Adds bytes.
  public mutating func add(bytes: some Sequence<UInt8>) { for byte in bytes { add(word: UInt32(byte)) } }

  private mutating func add(word: UInt32) {
    state ^= UInt128(word)
    state = state &* 0x0000_0000_0100_0000_0000_0000_0000_013b
  }
}

/// The samples that two sets share.
public enum SharedSamples {
  /// How many samples of a calibration set are among those that are reported.
  ///
  /// - Parameter mayCoincide: Whether different samples may have equal digests, as outputs that are few small numbers
  ///   do. Equal digests between the sets then count only where they are more than repeats within the sets explain.
  public static func count(
    calibration: [SampleDigest], report: [SampleDigest], mayCoincide: Bool
  ) -> Int {
    let reported = Set(report)
    let shared = calibration.count { reported.contains($0) }
    guard mayCoincide else { return shared }
    let repeats = calibration.count - Set(calibration).count + report.count - reported.count
    return shared > 4 * repeats ? shared : 0
  }
}
