import Kernels
import Tensors

/// Lays a forward pass out in planned maps: every operation becomes a step, every value a place in memory.
///
/// A value's memory is taken again once nothing reads the value any more. What is joined lies side by side from the
/// start where all of it is made for that; else kernels read it one after another, or it is copied where it is more than
/// they read. States and what is kept have memory
/// of their own, which no other value takes: states, so that steps can be run again; kept values, so that the caller
/// can read them.
///
/// Steps belong to parts (``part(_:)``), which the caller runs. They must be run in the order in which they were
/// written down, but a part may be repeated or left out where it reads and writes of other parts only what is kept.
///
/// ```swift
/// let drawn = ParameterScope(ParameterInitializer(seed: 1))
/// let layer = ConvolutionLayer(.init(inputs: 3, outputs: 8), parameters: drawn)
/// let builder = PlanBuilder()
/// let input = builder.state(channels: 3, height: 8, width: 8)
/// let part = builder.part { builder.keep(builder.convolution(layer, input)) }
/// let plan = builder.finish()
/// ```
public final class PlanBuilder: NetworkOperations {
  /// A place in memory that is not known yet, or several whose channels follow each other.
  public struct Value: Sendable, Hashable {
    let slots: [Int]
  }

  private struct Slot {
    var shape: [Int]
    /// The map of which this is a part, and its first channel there.
    var parent: (slot: Int, channel: Int)?
    var isKept = false
    /// When it is written first and read last. Step k runs at the time 2k + 1.
    var span: ClosedRange<Int>?

    mutating func use(at times: ClosedRange<Int>) {
      span = span.map { min($0.lowerBound, times.lowerBound)...max($0.upperBound, times.upperBound) } ?? times
    }
  }

  private var slots: [Slot] = []
  private var steps: [(PlacedMaps) -> NetworkPlan.Step] = []

  /// Starts an empty plan.
  public init() {}

  // MARK: - What the caller writes and reads

  /// A map of zeros with memory of its own, which the caller writes or steps carry on from run to run.
  public func state(batch: Int = 1, channels: Int, height: Int, width: Int) -> Value {
    let value = make([batch, channels, height, width])
    keep(value)
    return value
  }

  /// A map that the caller writes just before it runs the part in whose beginning this is called. Its memory is taken
  /// again once it was read.
  public func input(batch: Int = 1, channels: Int, height: Int, width: Int) -> Value {
    let value = make([batch, channels, height, width])
    slots[value.slots[0]].use(at: 2 * steps.count...2 * steps.count)
    return value
  }

  /// Gives a value memory of its own, so that it can be read after its part.
  public func keep(_ value: Value) {
    for slot in value.slots { slots[place(of: slot).root].isKept = true }
  }

  /// Writes steps down that are run together.
  public func part(_ body: () -> Void) -> NetworkPlan.Part {
    let start = steps.count
    body()
    return NetworkPlan.Part(steps: start..<steps.count)
  }

  /// Takes the memory. The builder is done.
  public func finish() -> NetworkPlan {
    let maps = placedMaps()
    return NetworkPlan(steps: steps.map { $0(maps) }, maps: maps)
  }

  // MARK: - Operations

  /// `[batch, channels, height, width]` of all values together.
  public func shape(of value: Value) -> [Int] {
    var shape = slots[value.slots[0]].shape
    shape[1] = value.slots.reduce(0) { $0 + slots[$1].shape[1] }
    return shape
  }

  /// A step that fills a map with zeros.
  public func zeros(batch: Int, channels: Int, height: Int, width: Int) -> Value {
    let value = make([batch, channels, height, width])
    append(using: value) { maps in
      let map = maps[value.slots[0]]
      return { _ in map.fill(0) }
    }
    return value
  }

  /// The values side by side in one map, where all of them are made for that alone.
  public func joined(_ values: [Value]) -> Value {
    let parts = values.flatMap(\.slots)
    let all = Value(slots: parts)
    guard parts.count > 1, Set(parts).count == parts.count,
      parts.allSatisfy({ slots[$0].parent == nil && !slots[$0].isKept })
    else { return parts.count <= PlacedMaps.mostParts ? all : copied(all) }
    let whole = make(shape(of: all))
    var channel = 0
    for part in parts {
      slots[part].parent = (whole.slots[0], channel)
      channel += slots[part].shape[1]
    }
    return whole
  }

  /// A step of a convolution.
  public func convolution(_ layer: ConvolutionLayer, _ input: Value) -> Value {
    let shape = shape(of: input)
    let size = layer.outputSize(height: shape[2], width: shape[3])
    let output = make([shape[0], layer.configuration.outputs, size.height, size.width])
    let (kernel, activation) = (layer.kernel, layer.configuration.activation)
    append(using: input, output) { maps in
      let (input, output) = (maps.joined(input.slots), maps[output.slots[0]])
      return { kernel(input, into: output, activation: activation, workers: $0) }
    }
    return output
  }

  /// A step of a decoder, whose two convolutions of the prediction are one.
  public func decoded(_ input: Value, by decoder: UpsamplingDecoder) -> (features: Value?, prediction: Value) {
    let shape = shape(of: input)
    let (features, predictions) = (decoder.configuration.features, decoder.configuration.predictions)
    let output = make([shape[0], features + predictions, 2 * shape[2], 2 * shape[3]])
    append(using: input, output) { maps in decoder.run(maps.joined(input.slots), into: maps[output.slots[0]]) }
    return (
      features > 0 ? channels(0..<features, of: output) : nil,
      channels(features..<features + predictions, of: output)
    )
  }

  /// A step of a recurrent unit, in place.
  public func renewed(_ state: Value, by cell: ConvGRU, _ input: Value) -> Value {
    let (shape, hidden) = (shape(of: state), single(state))
    let gates = make([shape[0], 2 * shape[1], shape[2], shape[3]])
    let reset = make(shape)
    append(using: state, input, gates, reset) { maps in
      cell.run(
        ConvGRU.Operands(
          state: maps[hidden], all: maps.joined([hidden] + input.slots),
          allReset: maps.joined(reset.slots + input.slots), resetState: maps[reset.slots[0]],
          gates: maps[gates.slots[0]]))
    }
    return state
  }

  /// A step of a local correlation.
  public func correlation(_ a: Value, _ b: Value, activation: Activation) -> Value {
    let shape = shape(of: a)
    let output = make([shape[0], Correlation.displacementCount, shape[2], shape[3]])
    let (a, b) = (single(a), single(b))
    append(using: Value(slots: [a, b]), output) { maps in
      let (a, b, output) = (maps[a], maps[b], maps[output.slots[0]])
      return { Correlation.run(a, b, into: output, activation: activation, workers: $0) }
    }
    return output
  }

  /// A step of a warp.
  public func warped(_ value: Value, by flow: Value, alignment: Warp.Alignment) -> Value {
    let output = make(shape(of: value))
    let (source, motion) = (single(value), single(flow))
    append(using: value, flow, output) { maps in
      let (source, motion, output) = (maps[source], maps[motion], maps[output.slots[0]])
      return { Warp.run(source, by: motion, alignment: alignment, into: output, workers: $0) }
    }
    return output
  }

  /// A step of an enlargement.
  public func enlarged(_ value: Value, scale: Float) -> Value {
    let shape = shape(of: value)
    let output = make([shape[0], shape[1], 2 * shape[2], 2 * shape[3]])
    let enlarge = Upsampling2x(height: shape[2], width: shape[3])
    let source = single(value)
    append(using: value, output) { maps in
      let (source, output) = (maps[source], maps[output.slots[0]])
      return { enlarge(source, scale: scale, into: output, workers: $0) }
    }
    return output
  }

  /// A step of a sum, in place of `sum`.
  public func adding(_ value: Value, to sum: Value) -> Value {
    let (term, target) = (single(value), single(sum))
    append(using: value, sum) { maps in
      let (term, target) = (maps[term], maps[target])
      return { $0.add(term, to: target) }
    }
    return sum
  }

  // MARK: - Slots

  /// A place for a map `[batch, channels, height, width]`, which a step of the caller's own fills.
  package func make(_ shape: [Int]) -> Value {
    slots.append(Slot(shape: shape))
    return Value(slots: [slots.count - 1])
  }

  /// Some of the channels of a value that is one map.
  package func channels(_ range: Range<Int>, of value: Value) -> Value {
    let whole = value.slots[0]
    var shape = slots[whole].shape
    shape[1] = range.count
    let part = make(shape)
    slots[part.slots[0]].parent = (whole, range.lowerBound)
    return part
  }

  private func copied(_ value: Value) -> Value {
    let whole = make(shape(of: value))
    append(using: value, whole) { maps in
      let target = maps[whole.slots[0]]
      var channel = 0
      let parts = value.slots.map { slot in
        defer { channel += maps[slot].channelCount }
        return (source: maps[slot], target: target[channel..<channel + maps[slot].channelCount])
      }
      return { workers in
        for part in parts { workers.copy(part.source, to: part.target) }
      }
    }
    return whole
  }

  /// The slot of a value that a kernel reads as one map.
  private func single(_ value: Value) -> Int {
    precondition(value.slots.count == 1, "This operation reads one map, not \(value.slots.count) one after another.")
    return value.slots[0]
  }

  private func append(using values: Value..., step: @escaping (PlacedMaps) -> NetworkPlan.Step) {
    append(using: values, step: step)
  }

  /// A step of the caller's own.
  ///
  /// - Parameters:
  ///   - values: All that it reads and writes.
  ///   - step: Is given the maps once, when the plan is finished, and returns what runs.
  package func append(using values: [Value], step: @escaping (PlacedMaps) -> NetworkPlan.Step) {
    let time = 2 * steps.count + 1
    for value in values {
      for slot in value.slots { slots[slot].use(at: time...time) }
    }
    steps.append(step)
  }

  /// The map in which a slot lies, and its first channel there.
  private func place(of slot: Int) -> (root: Int, channel: Int) {
    var (root, channel) = (slot, 0)
    while let parent = slots[root].parent {
      root = parent.slot
      channel += parent.channel
    }
    return (root, channel)
  }

  private func placedMaps() -> PlacedMaps {
    let places = slots.indices.map(place)
    // A map is needed from its first part's first use to its last part's last.
    for (slot, place) in zip(slots, places) { slot.span.map { slots[place.root].use(at: $0) } }
    let shared = slots.indices.filter { slots[$0].parent == nil && !slots[$0].isKept }
    let placement = MapPlacement(
      shared.map { slot in
        MapPlacement.Item(
          count: MapMemory.scalarCount(ofMap: Shape.count(slots[slot].shape)), span: slots[slot].span ?? 0...0)
      })
    let memory = MapMemory(scalarCount: placement.scalarCount)
    var byteCount = memory.byteCount
    var wholes: [Int: FeatureMap] = [:]
    for (slot, offset) in zip(shared, placement.offsets) {
      var phase = MapMemory.Phase(in: memory)
      if offset > 0 { _ = phase.map(channels: 1, height: 1, width: offset) }
      let shape = slots[slot].shape
      wholes[slot] = phase.map(batch: shape[0], channels: shape[1], height: shape[2], width: shape[3])
    }
    let maps = slots.indices.map { slot in
      let (place, shape) = (places[slot], slots[slot].shape)
      let root = slots[place.root].shape
      let whole =
        wholes[place.root] ?? FeatureMap(batch: root[0], channels: root[1], height: root[2], width: root[3])
      if wholes[place.root] == nil {
        wholes[place.root] = whole
        byteCount += whole.bufferByteCount
      }
      return slot == place.root ? whole : whole[place.channel..<place.channel + shape[1]]
    }
    return PlacedMaps(maps: maps, byteCount: byteCount)
  }
}
