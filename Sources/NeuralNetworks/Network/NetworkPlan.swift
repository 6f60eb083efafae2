import Kernels

/// A forward pass at one size: its steps, and all memory that they write. ``PlanBuilder`` makes it.
///
/// A run takes no memory beyond what kernels need of the workers' scratch. Not for several threads at once: its kernels
/// use all threads of their workers.
public struct NetworkPlan: Sendable {
  /// Steps that are run together.
  public struct Part: Sendable, Hashable {
    let steps: Range<Int>
  }

  /// What a step does when it is run.
  package typealias Step = @Sendable (Workers) -> Void

  private let steps: [Step]
  private let maps: PlacedMaps

  init(steps: [Step], maps: PlacedMaps) {
    self.steps = steps
    self.maps = maps
  }

  /// The bytes of all maps.
  public var byteCount: Int { maps.byteCount }

  /// Runs some of the steps.
  public func run(_ part: Part, workers: Workers) {
    for index in part.steps { steps[index](workers) }
  }

  /// The map of a value that is kept, or of an input that has not been read yet.
  ///
  /// - Precondition: The value is one map: joined values were laid side by side, or are no map.
  public subscript(value: PlanBuilder.Value) -> FeatureMap {
    precondition(value.slots.count == 1, "Values that are read one after another are no map.")
    return maps[value.slots[0]]
  }
}

/// Where the values of a plan lie.
package struct PlacedMaps: Sendable {
  let maps: [FeatureMap]
  /// The bytes of all maps.
  let byteCount: Int

  /// The map of a value that is one.
  package subscript(value: PlanBuilder.Value) -> FeatureMap {
    precondition(value.slots.count == 1, "Values that are read one after another are no map.")
    return maps[value.slots[0]]
  }

  /// The maps of values, read one after another as the channels of one.
  package func joined(_ values: PlanBuilder.Value...) -> ConcatenatedMaps { joined(values.flatMap(\.slots)) }

  /// The map of a slot.
  subscript(slot: Int) -> FeatureMap { maps[slot] }

  /// A kernel reads so many maps one after another.
  static let mostParts = 4

  /// The maps of up to four slots, one after another.
  func joined(_ slots: [Int]) -> ConcatenatedMaps {
    precondition(
      (1...Self.mostParts).contains(slots.count),
      "Up to four maps are read one after another, not \(slots.count).")
    func map(_ index: Int) -> FeatureMap? { index < slots.count ? maps[slots[index]] : nil }
    return ConcatenatedMaps(maps[slots[0]], map(1), map(2), map(3))
  }
}
