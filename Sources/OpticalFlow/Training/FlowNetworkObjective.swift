import Kernels
import NeuralNetworks
import Recordings
import Tensors

/// A network of flow in training: what is made small, and the flow that is judged.
public protocol FlowNetworkObjective<Sample>: TrainingObjective where Samples == [Sample] {
  /// What it sees, with what is true of it.
  associatedtype Sample: FlowSample

  /// The flows of samples of one size, `[samples, 2, height, width]` in pixels; they stay until the tape's next
  /// ``Tape/begin()``.
  func flow(of samples: [Sample], on tape: Tape) -> FeatureMap

  /// The parameters that a training starts from, before samples set their scales.
  static func startingParameters(_ list: ParameterList, seed: UInt64) -> [String: Tensor<Float>]

  /// Sets the scales of parameters that were drawn, by samples of one size, on a tape that records nothing: as
  /// ``StandardizingOperations``.
  func standardize(by samples: [Sample], on tape: Tape)
}

extension FlowNetworkObjective {
  /// Those of `StartingParameters`.
  public static func startingParameters(_ list: ParameterList, seed: UInt64) -> [String: Tensor<Float>] {
    list.values(from: StartingParameters(seed: seed))
  }
}

/// A sample of a training of flow, as it is judged, shown and stored.
public protocol FlowSample: Sendable {
  /// The true flow; nil where none is known.
  var knownFlow: FlowField? { get }
  /// What the network sees, as a picture: gray `[height, width]`.
  var picture: Tensor<UInt8> { get }
  /// Everything that the sample holds, by name.
  var tensors: [(name: String, tensor: AnyTensor)] { get }
  /// How sharp a flow `[2, height, width]` makes it; nil where it has no events.
  func sharpness(along flow: Tensor<Float>, workers: Workers) -> FlowSharpness?
}

extension FlowSample {
  /// None.
  public func sharpness(along flow: Tensor<Float>, workers: Workers) -> FlowSharpness? { nil }
}

/// How a flow without a truth to hold it against is judged: by what it makes of the events.
public struct FlowSharpness: Sendable {
  /// The cost of contrast maximisation, 4 for events at rest (``ContrastScore``).
  public var cost: Double
  /// The flow-warp loss of blurred images, 1 for events at rest (``WarpedEvents/blurredFlowWarpLoss``).
  public var blurredFWL: Double
  /// The events moved to the window's middle, as a picture: gray `[height, width]`, white where there are most.
  public var picture: Tensor<UInt8>
}

extension EventFlowSample {
  /// That of the sample's events; nil without any, or where they make a picture without edges.
  public func sharpness(along flow: Tensor<Float>, workers: Workers) -> FlowSharpness? {
    guard let batch = events?.batch,
      let cost = ContrastScore.cost(of: flow, events: batch, window: Events.window, workers: workers)
    else { return nil }
    var warped = WarpedEvents(flow: flow, window: Events.window, to: 0.5)
    warped.add(batch)
    guard let blurredFWL = warped.blurredFlowWarpLoss else { return nil }
    return FlowSharpness(cost: cost, blurredFWL: blurredFWL, picture: warped.movedImage.brightened)
  }
}

extension Tensor<Float> {
  /// Counts as gray: the 99.5th percentile of those above 0, and more, is white.
  fileprivate var brightened: Tensor<UInt8> {
    let seen = scalars.filter { $0 > 0 }.sorted()
    let white = seen.isEmpty ? 1 : seen[min(seen.count - 1, seen.count * 995 / 1000)]
    return map { UInt8(max(0, min(255, 255 * $0 / white))) }
  }
}

extension SpikeFlowSample: FlowSample {
  /// The true flow.
  public var knownFlow: FlowField? { truth }

  /// The mean of the first window; white fires in every frame.
  public var picture: Tensor<UInt8> {
    let frames = first.unpacked()
    let pixels = first.geometry.pixelCount
    return frames.withUnsafeBufferPointer { frames in
      Tensor(unsafeUninitializedShape: [first.geometry.height, first.geometry.width]) { out in
        for pixel in 0..<pixels {
          var sum = 0
          for frame in 0..<first.frameCount { sum += Int(frames[frame * pixels + pixel]) }
          out.initializeElement(at: pixel, to: UInt8(255 * sum / first.frameCount))
        }
      }
    }
  }

  /// Both windows as bytes of 0 and 1, the truth, and the interval.
  public var tensors: [(name: String, tensor: AnyTensor)] {
    [
      ("first", AnyTensor(first.unpacked())), ("second", AnyTensor(second.unpacked())),
      ("truth", AnyTensor(truth.marking(.nan))),
      ("interval", AnyTensor(Tensor<Float>(shape: [1], scalars: [Float(interval)]))),
    ]
  }
}
