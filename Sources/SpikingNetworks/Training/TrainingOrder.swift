import Kernels
import Runtime

/// How a sample is moved before a network sees it.
public struct SampleMove: Sendable, Hashable {
  /// Pixels to the right; what comes in from outside is black, or without events.
  public var right = 0
  /// Pixels downwards.
  public var down = 0
  /// Whether left and right change places, before it is moved.
  public var isFlipped = false

  /// A move; none where nothing is said.
  public init(right: Int = 0, down: Int = 0, isFlipped: Bool = false) {
    self.right = right
    self.down = down
    self.isFlipped = isFlipped
  }
}

/// By how much samples are moved at most, each time anew.
public struct Augmentation: Sendable, Hashable, Codable {
  /// The most pixels along each axis: a random crop of the sample with so many pixels of padding.
  public var largestShift: Int
  /// Whether every other sample is flipped.
  public var flips: Bool

  /// Describes an augmentation; none where nothing is said.
  public init(largestShift: Int = 0, flips: Bool = false) {
    precondition(largestShift >= 0, "A shift is 0 pixels or more, not \(largestShift).")
    self.largestShift = largestShift
    self.flips = flips
  }

  /// The move of a sample in an epoch.
  public func move(sample: Int, epoch: Int, seed: UInt64) -> SampleMove {
    let words = CounterRandom(seed: seed).words(for: .augmentation, frame: epoch, pixel: sample)
    func shift(_ word: UInt32) -> Int {
      let places = UInt32(2 * largestShift + 1)
      return Int(word.multipliedFullWidth(by: places).high) - largestShift
    }
    return SampleMove(right: shift(words[0]), down: shift(words[1]), isFlipped: flips && words[2] >> 31 == 1)
  }
}

/// The order in which samples are shown.
enum TrainingOrder {
  /// A permutation of `0 ..< count`.
  static func permutation(of count: Int, seed: UInt64, purpose: RandomPurpose, epoch: Int) -> [Int] {
    let random = CounterRandom(seed: seed)
    let keys = (0..<count).map { index -> (UInt64, Int) in
      let words = random.words(for: purpose, frame: epoch, pixel: index)
      return (UInt64(words[1]) << 32 | UInt64(words[0]), index)
    }
    return keys.sorted { $0 < $1 }.map(\.1)
  }
}
