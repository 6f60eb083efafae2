import Files
import OpticalFlow
import Recordings
import Simulator

/// What a camera sees in the time between the frames of its light.
public struct LightSampling: Sendable {
  /// How gray levels go from frame to frame.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// In a line, whatever moves.
    case linear
    /// Along the motion of the picture.
    case flow
    /// By libavfilter's filter of that name, on 8 bits of sRGB.
    case minterpolate
  }

  /// How many steps are made of the time between two frames.
  public enum Steps: Sendable, Hashable {
    /// So many, 1 to `LightUpsampling.mostSteps`.
    case times(Int)
    /// As many as `LightUpsampling.automatic(contrast:)` takes.
    case automatic

    /// The number, or "auto".
    var name: String {
      switch self {
      case .times(let steps): "\(steps)"
      case .automatic: "auto"
      }
    }
  }

  /// How gray levels go from frame to frame.
  public var interpolation: Interpolation
  /// How many steps are made of the time between two frames; nil for what is usual: the frames as they are where gray
  /// levels go in a line, ``Steps/automatic`` along the flow, ``usualFilterSteps`` by `minterpolate`.
  public var steps: Steps?
  /// What estimates the flow; nil where patches of the frames are compared.
  public var flowModel: FlowModel?
  /// The checkpoint of the flow model, where it needs one.
  public var weights: String?

  /// The steps of `minterpolate` where nothing else is said.
  public static let usualFilterSteps = 8

  /// Describes it.
  public init(
    interpolation: Interpolation = .linear, steps: Steps? = nil, flowModel: FlowModel? = nil, weights: String? = nil
  ) {
    (self.interpolation, self.steps, self.flowModel, self.weights) = (interpolation, steps, flowModel, weights)
  }

  /// The steps that are taken.
  var chosenSteps: Steps {
    if let steps { return steps }
    return switch interpolation {
    case .linear: .times(1)
    case .flow: .automatic
    case .minterpolate: .times(Self.usualFilterSteps)
    }
  }

  /// What lies between frames, in words.
  var summary: String {
    let steps =
      switch chosenSteps {
      case .times(let steps): Text.count(steps, "step")
      case .automatic: "as many steps as are needed"
      }
    return switch interpolation {
    case .linear: "gray levels in a line, \(steps)"
    case .flow: "gray levels along the flow (\(flowModel?.name ?? "patches")), \(steps)"
    case .minterpolate: "libavfilter's minterpolate, \(steps)"
    }
  }

  /// The same for the simulator.
  ///
  /// - Parameter contrast: What no step may exceed; nil where the camera integrates the light.
  func upsampling(contrast: Double?) -> LightUpsampling {
    switch chosenSteps {
    case .times(let steps): .times(steps)
    case .automatic: .automatic(contrast: contrast)
    }
  }

  /// What estimates the motion between frames of a size.
  ///
  /// - Throws: ``JobError`` where it does not see frames that small or the model cannot be used for it; what is wrong with
  ///   the checkpoint.
  func motion(geometry: SpikeGeometry, threads: Int, observer: any JobObserver) throws -> any LightMotion {
    if let flowModel {
      return try ModelMotion(
        flowModel, weights: weights, geometry: geometry, threads: threads, observer: observer)
    }
    let least = DenseInverseSearch.smallestSide
    if min(geometry.width, geometry.height) < least {
      throw JobError(
        wrongOptions: "\(Setting.interpolation, to: interpolation.rawValue) needs \(least) rows and columns, not "
          + "\(geometry.width)x\(geometry.height)")
    }
    return PictureMotion(threads: threads)
  }
}
