import ArgumentParser

/// `--max-flow`, which two verbs have.
enum FlowScale {
  private static let range: ClosedRange<Float> = 1e-6...1e9

  /// Refuses a length that no picture can be drawn with.
  static func check(_ maximum: Float) throws {
    if !range.contains(maximum) {
      throw ValidationError("--max-flow needs a number of pixels from 0.000001 to 1000000000, not \(maximum)")
    }
  }
}
