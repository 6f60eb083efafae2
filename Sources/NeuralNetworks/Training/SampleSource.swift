/// Where the samples of a training come from: memory, a file, a folder, or a generator.
///
/// They are asked for step by step, and never are more of them in memory than a step or two show. What a step of an epoch
/// shows depends on nothing but these two numbers, so that a training goes on from a checkpoint, or on several machines, as
/// if it were one run on one.
public protocol SampleSource<Samples> {
  /// What is shown at once.
  associatedtype Samples

  /// The steps of an epoch.
  var stepsPerEpoch: Int { get }

  /// Begins an epoch.
  ///
  /// - Parameter epoch: Its number, from 0.
  /// - Returns: What reads a part of the samples of a step. Steps and their parts are asked for in their order, from one
  ///   thread, which need not be that of the training; a training that several machines share skips parts.
  func epoch(_ epoch: Int) throws -> SampleReader<Samples>
}

/// What reads a part of the samples of a step.
public typealias SampleReader<Samples> = (_ step: Int, _ part: TrainingPart) throws -> Samples

/// A part of the samples of a step: one of so many that are about as large as each other.
public struct TrainingPart: Sendable, Hashable {
  /// Its number, from 0.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// All samples.
  public static let whole = TrainingPart(0, of: 1)

  /// Names a part.
  public init(_ index: Int, of count: Int) {
    precondition((0..<count).contains(index), "There is no part \(index) of \(count).")
    (self.index, self.count) = (index, count)
  }

  /// The parts, in their order.
  public static func all(_ count: Int) -> [TrainingPart] { (0..<count).map { TrainingPart($0, of: count) } }

  /// Which of so many samples it holds.
  ///
  /// - Precondition: There are as many samples as parts, or more.
  public func range(of samples: Int) -> Range<Int> {
    precondition(samples >= count, "\(samples) samples are too few for \(count) parts.")
    return samples * index / count..<samples * (index + 1) / count
  }
}
