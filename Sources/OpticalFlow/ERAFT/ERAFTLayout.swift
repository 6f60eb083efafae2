import Kernels
import NeuralNetworks

/// The steps of E-RAFT in planned maps, at one size, as ``ERAFTRunner`` runs them.
struct ERAFTLayout {
  typealias Value = PlanBuilder.Value

  /// What is run together.
  struct Parts {
    /// From the grid to its features.
    var features: NetworkPlan.Part
    /// From the grid to state and context.
    var context: NetworkPlan.Part
    /// From correlation, state and flow to the next ones.
    var iteration: NetworkPlan.Part
    /// From flow and state to the flow at full size.
    var enlargement: NetworkPlan.Part
  }

  let builder = PlanBuilder()
  let volume: CorrelationVolume
  let grid: Value
  let features: Value
  let state: Value
  let flow: Value
  let places: Value
  let correction: Value
  let fullFlow: Value
  let parts: Parts

  init(network: ERAFT, height: Int, width: Int) {
    let builder = builder
    let (h, w) = (height / ERAFT.scale, width / ERAFT.scale)
    let volume = CorrelationVolume(channels: ERAFT.featureWidth, height: h, width: w)
    let grid = builder.state(channels: network.bins, height: height, width: width)
    let state = builder.state(channels: ERAFT.hiddenWidth, height: h, width: w)
    let flow = builder.state(channels: 2, height: h, width: w)
    let places = builder.state(channels: 2, height: h, width: w)
    var features = grid
    let featurePart = builder.part {
      features = network.features.steps(grid, on: builder)
      builder.keep(features)
    }
    var prepared: [Value] = []
    let contextPart = builder.part {
      let context = network.context.steps(grid, on: builder)
      builder.splitContext(context, state: state)
      prepared = builder.prepared(
        builder.channels(ERAFT.hiddenWidth..<2 * ERAFT.hiddenWidth, of: context), for: network.unit)
    }
    var correction = flow
    let iteration = builder.part {
      let motion = Self.motion(network.motion, volume: volume, places: places, flow: flow, on: builder)
      _ = builder.renewed(state, by: network.unit, prepared: prepared, builder.joined([motion, flow]))
      correction = builder.convolution(network.head[1], builder.convolution(network.head[0], state))
      builder.keep(correction)
      builder.correct(flow, by: correction, places: places)
    }
    var fullFlow = flow
    let enlargement = builder.part {
      let weights = builder.convolution(network.mask[1], builder.convolution(network.mask[0], state))
      fullFlow = builder.enlarged(flow, weights: weights, scale: ERAFT.maskScale)
      builder.keep(fullFlow)
    }
    (self.volume, self.grid, self.features, self.state) = (volume, grid, features, state)
    (self.flow, self.places, self.correction, self.fullFlow) = (flow, places, correction, fullFlow)
    parts = Parts(features: featurePart, context: contextPart, iteration: iteration, enlargement: enlargement)
  }

  private static func motion(
    _ encoder: ERAFTMotionEncoder, volume: CorrelationVolume, places: Value, flow: Value, on builder: PlanBuilder
  ) -> Value {
    let correlation = builder.convolution(
      encoder.correlation, builder.projection(encoder.volume, of: volume, at: places))
    let motion = encoder.flow.reduce(flow) { builder.convolution($1, $0) }
    return builder.convolution(encoder.joined, builder.joined([correlation, motion]))
  }

  /// Writes where a flow leads: `[1, 2, height, width]`, the pixel's own place and the vector.
  static func writePlaces(of flow: FeatureMap, into places: FeatureMap) {
    let (u, v) = (flow.plane(sample: 0), flow.plane(sample: 0, channel: 1))
    let (x, y) = (places.plane(sample: 0), places.plane(sample: 0, channel: 1))
    for pixel in 0..<flow.planeCount {
      x[pixel] = Float(pixel % flow.width) + u[pixel]
      y[pixel] = Float(pixel / flow.width) + v[pixel]
    }
  }
}

extension PlanBuilder {
  /// A step that turns the encoder's sums into the state, `tanh` of the first half, and the context, the rest cut off
  /// below zero, in place.
  fileprivate func splitContext(_ context: Value, state: Value) {
    append(using: [context, state]) { maps in
      let (all, state) = (maps[context], maps[state])
      let hidden = state.channelCount
      let (sums, rest) = (all[0..<hidden], all[hidden..<all.channelCount])
      return { workers in
        workers.copy(sums, to: state)
        workers.apply(.tanh, to: state)
        workers.apply(.relu, to: rest)
      }
    }
  }

  /// A step that adds a correction to the flow, and notes where that leads.
  fileprivate func correct(_ flow: Value, by correction: Value, places: Value) {
    append(using: [flow, correction, places]) { maps in
      let (flow, correction, places) = (maps[flow], maps[correction], maps[places])
      return { workers in
        workers.add(correction, to: flow)
        ERAFTLayout.writePlaces(of: flow, into: places)
      }
    }
  }

  /// A step of a convex enlargement.
  fileprivate func enlarged(_ flow: Value, weights: Value, scale: Float) -> Value {
    let shape = shape(of: flow)
    let output = make([1, 2, ConvexUpsampling.factor * shape[2], ConvexUpsampling.factor * shape[3]])
    append(using: [flow, weights, output]) { maps in
      let (flow, weights, output) = (maps[flow], maps[weights], maps[output])
      return { ConvexUpsampling.run(flow, weights: weights, scale: scale, into: output, workers: $0) }
    }
    return output
  }
}
