import CKernels

/// The rows of one item of a layer's run: where their spikes lie, and the neurons that follow.
struct RowJobs {
  private let layer: SpikingLayer
  private let operands: SpikingLayer.Operands
  private let frame: Int
  private let scratch: RowScratch
  private var job = SaccadeSpikeRow()
  private var startRow: UnsafePointer<Float>?
  private var block = 0
  private var sample = 0
  private var currentFrame = 0
  /// The sums of the frame, where it was convolved densely.
  private var denseSums: NeuronValues?

  init(_ layer: SpikingLayer, _ operands: SpikingLayer.Operands, scratch: Scratch, band: Range<Int>, frame: Int) {
    self.layer = layer
    self.operands = operands
    self.frame = frame
    self.band = band
    self.scratch = RowScratch(layer: layer, operands: operands, band: band, scratch: scratch)
  }

  private let band: Range<Int>

  /// Finds the places of all spikes that reach the band.
  mutating func start(sample: Int, step: Int, capacity: Int, workers: Workers) {
    self.sample = sample
    currentFrame = operands.isCurrentRepeated ? sample : step * capacity + sample
    job.channels = layer.weights.channels
    job.zero = UInt32(layer.weights.terms * layer.weights.channels)
    job.list = scratch.list
    job.count = layer.width
    denseSums = operands.state.flatMap { layer.isDense(operands, frame: frame) ? $0.denseSums : nil }
    if denseSums == nil { findPlaces(workers: workers) }
  }

  /// Maps of so few channels are read as they are where AVX-512 is there.
  private static let largestDirectMap = 32

  private mutating func findPlaces(workers: Workers) {
    var places = scratch.places
    var starts = scratch.starts
    var count = 0
    withUnsafeMutableBytes(of: &job.sources) { raw in
      let sources = raw.assumingMemoryBound(to: SaccadeSpikeSource.self)
      for sign in 0..<layer.signs {
        for (index, projection) in layer.projections.enumerated() {
          guard let map = sign == 0 ? operands.inputs[index].positive : operands.inputs[index].negative else {
            continue
          }
          let rows = RowScratch.inputRows(of: band, projection: projection, map: map)
          let pixels = rows.count * map.width
          let words = map.words(frame: frame, row: rows.lowerBound)
          let scale = UInt32(layer.weights.channels)
          let isDirect =
            workers.instructionSet == .avx512 && projection.pool == 1 && map.channels <= Self.largestDirectMap
          let found =
            isDirect ? 0 : workers.kernels.spikes.layers.places(words, pixels, map.wordsPerPixel, scale, places, starts)
          let first = layer.weights.firstTerm[sign * layer.projections.count + index]
          sources[count] = SaccadeSpikeSource(
            places: places, starts: starts, first_row: rows.lowerBound, words: isDirect ? words : nil, scale: scale,
            width: map.width,
            pooled_height: map.height / projection.pool, pooled_width: map.width / projection.pool,
            rows: projection.rows, columns: projection.columns, stride: projection.stride,
            padding: projection.padding, pool: projection.pool, first: UInt32(first * layer.weights.channels),
            step: UInt32(projection.inputs * layer.weights.channels))
          count += 1
          places += found
          starts += pixels + 1
        }
      }
    }
    job.source_count = count
  }

  /// Turns to the outputs of one block.
  mutating func select(block: Int) {
    self.block = block
    let channels = layer.weights.channels
    job.weights = UnsafePointer(layer.weights.block(block))
    job.scale = layer.weights.scale
    job.thresholds = SpikingLayer.pointer(layer.firingPotentials) + block * channels
  }

  /// Runs one row of the block; the number of spikes.
  mutating func run(row: Int, loops: SaccadeSpikingLayerLoops) -> (positive: Int, negative: Int) {
    let channels = layer.weights.channels
    let pixel = row * layer.width
    job.row = row
    if let denseSums {
      job.start = UnsafePointer(denseSums.pointer(frame: frame, block: block, pixel: pixel))
      job.start_step = channels
    } else if let currents = operands.currents {
      job.start = UnsafePointer(currents.pointer(frame: currentFrame, block: block, pixel: pixel))
      job.start_step = channels
    } else {
      job.start = SpikingLayer.pointer(layer.biases) + block * channels
      job.start_step = 0
    }
    connectIdentity(row: row)
    guard let dynamics = layer.dynamics, let state = operands.state, let output = operands.output else {
      job.sums = operands.sums?.pointer(frame: frame, block: block, pixel: pixel)
      _ = loops.row(&job)
      return (0, 0)
    }
    guard dynamics.isPlain else {
      job.sums = scratch.sums
      _ = loops.row(&job)
      return answer(dynamics, state, output, row: row)
    }
    job.membranes = state.membranes.pointer(frame: sample, block: block, pixel: pixel)
    job.decay = dynamics.decay
    job.hard = dynamics.isResetHard ? 1 : 0
    let map = output.positive
    job.bits =
      UnsafeMutableRawPointer(map.words(frame: frame, row: row)).assumingMemoryBound(to: UInt8.self)
      + block * channels / 8
    job.bits_step = map.wordsPerPixel * MemoryLayout<UInt64>.stride
    return (loops.row(&job), 0)
  }

  private mutating func connectIdentity(row: Int) {
    guard let identity = layer.identity, let trains = operands.identity else { return }
    let padded = layer.weights.blocks * layer.weights.channels
    var count = 0
    withUnsafeMutableBytes(of: &job.identities) { raw in
      let identities = raw.assumingMemoryBound(to: SaccadeSpikeIdentity.self)
      for sign in 0..<2 {
        guard let map = sign == 0 ? trains.positive : trains.negative else { continue }
        identities[count] = SaccadeSpikeIdentity(
          words: map.words(frame: frame, row: row * identity.stride), words_per_pixel: map.wordsPerPixel,
          stride: identity.stride, channel: block * layer.weights.channels - identity.zerosBefore,
          amplitudes: SpikingLayer.pointer(layer.amplitudes) + sign * padded + block * layer.weights.channels)
        count += 1
      }
    }
    job.identity_count = count
  }

  /// The neurons that remember more than their membranes answer the sums of a row, one by one.
  private func answer(
    _ dynamics: NeuronDynamics, _ state: NeuronState, _ output: SpikeTrains, row: Int
  ) -> (positive: Int, negative: Int) {
    let channels = layer.weights.channels
    let used = min(channels, layer.outputs - block * channels)
    let thresholds = SpikingLayer.pointer(layer.thresholds) + block * channels
    var sent = (positive: 0, negative: 0)
    for column in 0..<layer.width {
      let pixel = row * layer.width + column
      let membranes = state.membranes.pointer(frame: sample, block: block, pixel: pixel)
      guard let (counts, rests) = state.counters(sample: sample, block: block, pixel: pixel) else { return sent }
      var positive: UInt64 = 0
      var negative: UInt64 = 0
      for channel in 0..<used {
        let spike = dynamics.step(
          membrane: &membranes[channel], count: &counts[channel], rest: &rests[channel],
          input: scratch.sums[column * channels + channel], threshold: thresholds[channel])
        if spike > 0 { positive |= 1 << UInt64(channel) }
        if spike < 0 { negative |= 1 << UInt64(channel) }
      }
      output.positive.store(positive, frame: frame, row: row, column: column, from: block * channels, count: channels)
      output.negative?.store(negative, frame: frame, row: row, column: column, from: block * channels, count: channels)
      sent.positive += positive.nonzeroBitCount
      sent.negative += negative.nonzeroBitCount
    }
    return sent
  }
}

/// The scratch memory of one item: places of spikes, their starts, the list of one output, the sums of a row.
struct RowScratch {
  let places: UnsafeMutablePointer<UInt32>
  let starts: UnsafeMutablePointer<UInt32>
  let list: UnsafeMutablePointer<UInt32>
  let sums: UnsafeMutablePointer<Float>
  /// Registers are read and written after the last place.
  private static let slack = 32

  init(layer: SpikingLayer, operands: SpikingLayer.Operands, band: Range<Int>, scratch: Scratch) {
    var placeCount = Self.slack
    var startCount = 0
    var listCount = Self.slack
    for (input, projection) in zip(operands.inputs, layer.projections) {
      let map = input.positive
      let signs = input.negative == nil ? 1 : 2
      let pixels = Self.inputRows(of: band, projection: projection, map: map).count * map.width
      placeCount += signs * pixels * map.channels
      startCount += signs * (pixels + 1)
      listCount += signs * (projection.largestList + Self.slack)
    }
    let sumCount = layer.width * layer.weights.channels
    let memory = UnsafeMutableRawPointer(scratch.floats(sumCount + placeCount + startCount + listCount))
    sums = memory.assumingMemoryBound(to: Float.self)
    places = (memory + sumCount * MemoryLayout<Float>.stride).assumingMemoryBound(to: UInt32.self)
    starts = places + placeCount
    list = starts + startCount
  }

  /// The rows of a map that a band of outputs reads.
  static func inputRows(of band: Range<Int>, projection: SpikingProjection, map: SpikeMap) -> Range<Int> {
    let first = band.lowerBound * projection.stride - projection.padding
    let end = (band.upperBound - 1) * projection.stride - projection.padding + projection.rows
    let rows = map.height / projection.pool
    let lower = min(max(first, 0), rows)
    return lower * projection.pool..<max(lower, min(end, rows)) * projection.pool
  }
}

extension SpikeMap {
  /// Puts `count` bits, at most 64 and as many as divide a word, in place of the channels from `first` on.
  func store(_ bits: UInt64, frame: Int, row: Int, column: Int, from first: Int, count: Int) {
    let bytes = UnsafeMutableRawPointer(words(frame: frame, row: row) + column * wordsPerPixel) + first / 8
    for byte in 0..<count / 8 {
      bytes.storeBytes(of: UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte)), toByteOffset: byte, as: UInt8.self)
    }
  }
}
