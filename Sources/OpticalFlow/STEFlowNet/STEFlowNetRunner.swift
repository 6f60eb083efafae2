import Kernels
import NeuralNetworks

/// STE-FlowNet at one size: the splits of a window in, their flows out.
///
/// Memory is taken when the runner is made and at its first run. Not for several threads at once: a runner is one
/// sequence, its kernels use all threads of its workers.
public final class STEFlowNetRunner {
  /// What a window starts from.
  public enum Start: Sendable, Hashable {
    /// States and flows are zero at the start of every window, as in the published network.
    case zero
    /// States and flows are those of the window before, until ``STEFlowNetRunner/reset()``.
    case previousWindow
  }

  /// Whose flows a run computes.
  public typealias Output = STEFlowNet.Output

  /// The iterations over all splits, at most.
  public let iterations: Int
  /// Whose flows a run computes.
  public let output: Output
  /// A map `[batch, 2, height, width]` a split, which ``begin(_:)`` reads: positive, then negative events.
  public let inputs: [FeatureMap]
  /// The flows after a run: `flows[split][scale]` is `[batch, 2, height >> scale, width >> scale]`, u to the right and
  /// v downwards in pixels of that scale. They are written again by the next run. Only the last split's are complete
  /// where ``output`` says so.
  public let flows: [[FeatureMap]]
  /// The states after a run, finest level first.
  package let states: [FeatureMap]
  private let start: Start
  private let plan: NetworkPlan
  private let parts: [Parts]
  /// What was last added to the window's flow.
  private let correction: FeatureMap
  private let workers: Workers

  /// What is run for one split.
  private struct Parts {
    var features: NetworkPlan.Part
    var renewal: NetworkPlan.Part
    var innerFlows: NetworkPlan.Part
    var finestFlow: NetworkPlan.Part
  }

  /// Prepares a network for windows of one size.
  ///
  /// - Parameters:
  ///   - splits: The splits of a window.
  ///   - height: The rows of the input, a multiple of 16; `width` likewise.
  ///   - output: Whose flows a run computes. Where windows start from the one before, all are computed.
  public init(
    network: STEFlowNet, batch: Int = 1, splits: Int, height: Int, width: Int,
    iterations: Int = STEFlowNet.publishedIterationCount, start: Start = .zero, output: Output = .lastSplit,
    workers: Workers
  ) {
    precondition(splits > 0 && iterations > 0, "STE-FlowNet needs at least one split and one iteration.")
    if case .lastSplitOfEach(let parts) = output {
      precondition(parts > 0 && splits % parts == 0, "\(splits) splits make no \(parts) equal parts.")
    }
    precondition(
      height > 0 && width > 0 && height % STEFlowNet.sizeDivisor == 0 && width % STEFlowNet.sizeDivisor == 0,
      "STE-FlowNet needs a multiple of \(STEFlowNet.sizeDivisor), not \(height) x \(width).")
    self.iterations = iterations
    self.start = start
    self.output = output
    self.workers = workers
    var layout = STEFlowNetLayout(network: network, batch: batch, splits: splits, height: height, width: width)
    let features = (0..<splits).map { layout.features(ofSplit: $0) }
    var parts: [Parts] = []
    for split in 0..<splits {
      let steps = layout.steps(ofSplit: split)
      parts.append(
        Parts(
          features: features[split], renewal: steps.renewal, innerFlows: steps.innerFlows,
          finestFlow: steps.finestFlow))
    }
    let plan = layout.builder.finish()
    self.plan = plan
    self.parts = parts
    inputs = layout.inputs.map { plan[$0] }
    states = layout.states.map { plan[$0] }
    flows = layout.splits.map { $0.flows.map { plan[$0] } }
    correction = plan[layout.corrections[splits - 1]]
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { plan.byteCount }

  /// Forgets the window before.
  public func reset() {
    for map in states + flows.joined() { map.fill(0) }
  }

  /// The flows that ``output`` asks for, in the order of their splits, each `[batch, 2, height, width]`.
  public var wantedFlows: [FeatureMap] { flows.indices.filter(isWanted).map { flows[$0][0] } }

  /// The flow of the window after a run: that of its last split, `[batch, 2, height, width]`.
  public var flow: FeatureMap { flows[flows.count - 1][0] }

  /// Estimates the flows of one window.
  ///
  /// - Parameters:
  ///   - splits: A map `[batch, 2, height, width]` a split: positive, then negative events.
  ///   - update: Refinement ends after the first iteration whose mean update of the window's flow is below so many
  ///     pixels; nil for all ``iterations``.
  ///   - mayContinue: Whether ``refine(isLast:)`` may be called afterwards.
  /// - Returns: How the flow came about.
  @discardableResult
  public func run(
    _ splits: [FeatureMap], untilUpdateBelow update: Float? = nil, mayContinue: Bool = false
  ) -> FlowRefinement {
    begin(splits)
    var refinement = FlowRefinement()
    for iteration in 1...iterations {
      refinement.add(update: refine(isLast: iteration == iterations && !mayContinue))
      if let update, refinement.lastUpdate < update { break }
    }
    return refinement
  }

  /// Refines the flows of the window that ``begin(_:)`` took, by one iteration over all its splits.
  ///
  /// - Parameter isLast: Whether no further iteration follows, so that what only that one needs is left out. Where
  ///   another follows all the same, it starts from flows that are not those of the published network.
  /// - Returns: The mean length of what was added to the window's flow, in pixels.
  public func refine(isLast: Bool = false) -> Float {
    for split in parts.indices {
      step(
        split,
        finestFlow: decodesEverySplit
          ? 0 : output.finestScale(ofSplit: split, of: parts.count, isLastIteration: isLast))
    }
    // The last split was decoded last, and its correction is the window's.
    return correction.meanVectorLength
  }

  /// A window that takes up the flows of the one before takes up those of every split.
  private var decodesEverySplit: Bool { start == .previousWindow }

  private func isWanted(_ split: Int) -> Bool { output.contains(split, of: parts.count) }

  /// Begins a window: computes what does not depend on the iteration. Then ``refine(isLast:)`` as often as is wanted.
  ///
  /// - Parameter splits: A map `[batch, 2, height, width]` a split: positive, then negative events. They are copied to
  ///   ``inputs``, where they are not these.
  public func begin(_ splits: [FeatureMap]) {
    precondition(splits.count == parts.count, "A window has \(parts.count) splits, not \(splits.count).")
    if start == .zero { reset() }
    for (split, input) in zip(splits, inputs) where !split.overlaps(input) { workers.copy(split, to: input) }
    for part in parts { plan.run(part.features, workers: workers) }
  }

  /// Takes up one split.
  ///
  /// - Parameter finestFlow: The finest scale whose flow is corrected, at most 1, or nil for none.
  package func step(_ index: Int, finestFlow: Int? = 0) {
    plan.run(parts[index].renewal, workers: workers)
    guard let finestFlow else { return }
    plan.run(parts[index].innerFlows, workers: workers)
    if finestFlow == 0 { plan.run(parts[index].finestFlow, workers: workers) }
  }
}
