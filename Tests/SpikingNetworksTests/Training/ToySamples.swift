import Kernels
import Recordings
import SpikingNetworks
import TestSupport

/// Small labelled samples that a small network can learn.
enum ToySamples {
  /// Grey pictures of 8 x 8 whose class is the quarter that is bright.
  static func pictures(_ count: Int, seed: UInt64 = 1) -> TrainingSamples {
    var random = SeededRandom(seed: seed)
    var (bytes, labels): ([UInt8], [Int]) = ([], [])
    for _ in 0..<count {
      let label = Int.random(in: 0..<4, using: &random)
      labels.append(label)
      for y in 0..<8 {
        for x in 0..<8 {
          let isBright = (y / 4, x / 4) == (label / 2, label % 2)
          bytes.append(UInt8.random(in: isBright ? 90...255 : 0...120, using: &random))
        }
      }
    }
    return TrainingSamples(
      pictures: bytes, shape: [1, 8, 8], labels: labels, classes: 4, mean: [0.4], deviation: [0.3])
  }

  /// Recordings of 8 x 8 pixels and 5 ms whose class is the quarter and polarity that most events have.
  static func recordings(_ count: Int, bins: Int = 5, seed: UInt64 = 2) -> TrainingSamples {
    var random = SeededRandom(seed: seed)
    let labels = (0..<count).map { _ in Int.random(in: 0..<4, using: &random) }
    return TrainingSamples(
      recordings: labels, size: (8, 8), classes: 4, bins: bins, durationMicroseconds: 1000
    ) { sample in
      let label = labels[sample]
      return EventBatch(
        (0..<100).map { index in
          let isNoise = index % 4 == 0
          let (x, y) = (UInt16.random(in: 0..<4, using: &random), UInt16.random(in: 0..<4, using: &random))
          return Event(
            timeMicroseconds: 7_000_000 + Int64(index) * 55, x: x + (isNoise ? 2 : UInt16(label % 2) * 4),
            y: y + (isNoise ? 2 : UInt16(label / 2) * 4), isOn: isNoise || label > 1)
        })
    }
  }

  static func network(
    channels: Int = 1, activation: ActivationDescription, isNormalized: Bool = true
  ) -> ClassifierArchitecture {
    SmallNetworkDescription(
      name: "toy", inputShape: [channels, 8, 8], classes: 4, widths: [6], hidden: 10, isNormalized: isNormalized,
      activation: activation
    ).architecture
  }
}
