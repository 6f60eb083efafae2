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
  }

  /// How gray levels go from frame to frame.
  public var interpolation: Interpolation
  /// How many steps are made of the time between two frames; nil for what is usual: the frames as they are where gray
  /// levels go in a line, ``Steps/automatic`` along the flow, ``usualFilterSteps`` by `minterpolate`.
  public var steps: Steps?

  /// The steps of `minterpolate` where nothing else is said.
  public static let usualFilterSteps = 8

  /// Describes it.
  public init(interpolation: Interpolation = .linear, steps: Steps? = nil) {
    (self.interpolation, self.steps) = (interpolation, steps)
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

  /// The same for the simulator.
  ///
  /// - Parameter contrast: What no step may exceed; nil where the camera integrates the light.
  func upsampling(contrast: Double?) -> LightUpsampling {
    switch chosenSteps {
    case .times(let steps): .times(steps)
    case .automatic: .automatic(contrast: contrast)
    }
  }
}
