import SpikingNetworks
import TestSupport

/// Digits that the program draws, in MNIST's format.
public enum DrawnDigitFolder {
  /// Writes `digits/` with both parts.
  public static func write(in folder: TemporaryFolder, training: Int = 240, testing: Int = 50) throws {
    let side = DrawnDigits.side
    for (seed, count, prefix) in [(UInt64(1), training, "train"), (2, testing, "t10k")] {
      let digits = DrawnDigits(seed: seed)
      let files = [
        "digits/\(prefix)-images-idx3-ubyte": ClassificationSample.idx(
          shape: [count, side, side], bytes: (0..<count).flatMap { digits.pixels($0) }),
        "digits/\(prefix)-labels-idx1-ubyte": ClassificationSample.idx(
          shape: [count], bytes: (0..<count).map { UInt8(digits.label($0)) }),
      ]
      try ClassificationSample.write(files, to: folder.path)
    }
  }
}
