import CKernels

extension SpikingLayer {
  /// What reaches a layer, and where its answer goes.
  public struct Operands {
    /// The maps that reach it, in the order of its projections.
    public var inputs: [SpikeTrains]
    /// The map that is added channel by channel.
    public var identity: SpikeTrains?
    /// Values that the sums start from in place of the biases.
    public var currents: NeuronValues?
    /// Whether the currents have a frame a sample, the same in every step, and not one a sample and step.
    public var isCurrentRepeated = false
    /// The membranes, where the layer has neurons.
    public var state: NeuronState?
    /// Where the spikes go.
    public var output: SpikeTrains?
    /// Where the sums of a layer without neurons go.
    public var sums: NeuronValues?

    /// Names what a run reads and writes.
    public init(
      inputs: [SpikeTrains], identity: SpikeTrains? = nil, currents: NeuronValues? = nil, state: NeuronState? = nil,
      output: SpikeTrains? = nil, sums: NeuronValues? = nil
    ) {
      self.inputs = inputs
      self.identity = identity
      self.currents = currents
      self.state = state
      self.output = output
      self.sums = sums
    }
  }

  /// Takes some steps of some samples.
  ///
  /// - Parameters:
  ///   - operands: Maps of `capacity` frames a step.
  ///   - samples: The samples that take the steps; others are not touched.
  ///   - capacity: The number of samples of all maps; the frame of a sample in a step is `step · capacity + sample`.
  ///   - steps: The steps, one after another for each neuron.
  public func run(
    _ operands: Operands, samples: [Int], capacity: Int, steps: Range<Int>, workers: Workers
  ) {
    check(operands)
    sumDenseFrames(operands, samples: samples, capacity: capacity, steps: steps, workers: workers)
    let plan = ItemPlan(layer: self, sampleCount: samples.count)
    let counts = SpikeCounts(frames: samples.count * steps.count, parts: plan.partCount, scratch: workers.sharedScratch)
    workers.run(plan.itemCount) { item, scratch in
      let part = plan[item]
      let sample = samples[part.sampleIndex]
      for step in steps {
        var job = RowJobs(self, operands, scratch: scratch, band: part.rows, frame: step * capacity + sample)
        job.start(sample: sample, step: step, capacity: capacity, workers: workers)
        var spikes = (positive: 0, negative: 0)
        for block in part.blocks {
          job.select(block: block)
          for row in part.rows {
            let sent = job.run(row: row, loops: workers.kernels.spikes.layers)
            spikes.positive += sent.positive
            spikes.negative += sent.negative
          }
        }
        counts.set(
          frame: part.sampleIndex * steps.count + step - steps.lowerBound, part: part.index, to: spikes)
      }
    }
    guard let output = operands.output else { return }
    for (index, sample) in samples.enumerated() {
      for step in steps {
        let sum = counts.sum(frame: index * steps.count + step - steps.lowerBound)
        output.positive.countPointer(frame: step * capacity + sample).pointee = sum.positive
        output.negative?.countPointer(frame: step * capacity + sample).pointee = sum.negative
      }
    }
  }

  private func check(_ operands: Operands) {
    precondition(
      operands.inputs.count == projections.count && (operands.identity != nil) == (identity != nil),
      "The layer reads \(projections.count) maps through weights, not \(operands.inputs.count).")
    for (input, projection) in zip(operands.inputs, projections) {
      precondition(
        input.positive.channels == projection.inputs, "A map of \(input.positive.channels) channels does not fit.")
      precondition(input.negative == nil || signs == 2, "The layer was not made for spikes with a sign.")
      let size = projection.outputSize(height: input.positive.height, width: input.positive.width)
      precondition(size == (height, width), "A map of other size reaches a layer of \(height) x \(width).")
    }
    if dynamics != nil {
      precondition(
        operands.state?.membranes.pixels == pixels && operands.output?.positive.channels == outputs,
        "Neurons need their state and an output of \(outputs) channels.")
    } else {
      precondition(operands.sums?.pixels == pixels, "A layer without neurons needs a place for its sums.")
    }
  }
}

/// How a run of a layer is cut into items: samples, bands of rows, and single blocks of outputs where their weights fill
/// the cache.
struct ItemPlan {
  /// One item.
  struct Part {
    var sampleIndex: Int
    var rows: Range<Int>
    var blocks: Range<Int>
    /// The item's number among those of its sample.
    var index: Int
  }

  private let sampleCount: Int
  private let bands: RowBands
  private let blocks: Int
  private let isCutByBlocks: Bool

  /// Where all blocks fit into this many bytes, one item does all of them and looks for its spikes once.
  private static let cachedBytes = 512 << 10
  /// Items enough to keep some threads busy.
  private static let wantedItems = 16

  init(layer: SpikingLayer, sampleCount: Int) {
    self.sampleCount = sampleCount
    blocks = layer.weights.blocks
    let isCut = blocks > 1 && layer.weights.byteCount > Self.cachedBytes
    isCutByBlocks = isCut
    let items = max(1, sampleCount * (isCut ? blocks : 1))
    let wantedBands = max(1, Self.wantedItems / items)
    bands = RowBands(rows: layer.height, perBand: max(1, (layer.height + wantedBands - 1) / wantedBands))
  }

  var partCount: Int { bands.count * (isCutByBlocks ? blocks : 1) }
  var itemCount: Int { sampleCount * partCount }

  /// Items of one block follow each other, so that its weights stay in the cache.
  subscript(item: Int) -> Part {
    let (block, rest) = isCutByBlocks ? item.quotientAndRemainder(dividingBy: sampleCount * bands.count) : (0, item)
    let (sample, band) = rest.quotientAndRemainder(dividingBy: bands.count)
    return Part(
      sampleIndex: sample, rows: bands[band], blocks: isCutByBlocks ? block..<block + 1 : 0..<blocks,
      index: block * bands.count + band)
  }
}

/// The spikes that items count; no two items write the same place.
struct SpikeCounts: @unchecked Sendable {
  private let counts: UnsafeMutablePointer<Int32>
  private let parts: Int

  init(frames: Int, parts: Int, scratch: Scratch) {
    self.parts = parts
    counts = UnsafeMutableRawPointer(scratch.floats(2 * frames * parts)).assumingMemoryBound(to: Int32.self)
  }

  func set(frame: Int, part: Int, to spikes: (positive: Int, negative: Int)) {
    counts[2 * (frame * parts + part)] = Int32(spikes.positive)
    counts[2 * (frame * parts + part) + 1] = Int32(spikes.negative)
  }

  func sum(frame: Int) -> (positive: Int, negative: Int) {
    var sum = (positive: 0, negative: 0)
    for part in frame * parts..<(frame + 1) * parts {
      sum.positive += Int(counts[2 * part])
      sum.negative += Int(counts[2 * part + 1])
    }
    return sum
  }
}
