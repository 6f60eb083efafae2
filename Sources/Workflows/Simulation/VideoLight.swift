import Files
import Recordings

/// How a video or an array of pictures becomes light on a sensor.
public struct VideoLight: Sendable {
  /// What becomes of a video of another aspect.
  public enum Fit: String, Sendable, CaseIterable {
    /// It is stretched to the sensor.
    case stretch
    /// It is cropped in the centre.
    case crop
  }

  /// What values mean.
  public enum Gamma: String, Sendable, CaseIterable {
    /// They become linear light.
    case srgb
    /// They are taken as they are.
    case none
  }

  /// The sensor's size; nil for that of the video.
  public var size: SpikeGeometry?
  /// What becomes of a video of another aspect.
  public var fit: Fit
  /// What values mean; nil for sRGB in videos and linear light in arrays.
  public var gamma: Gamma?
  /// Frames a second: an array needs it; nil for a video's own times.
  public var frameRate: Rational?
  /// The value of white in an array; nil for 255 where that can be told.
  public var white: Double?

  /// Describes light.
  public init(
    size: SpikeGeometry? = nil, fit: Fit = .stretch, gamma: Gamma? = nil, frameRate: Rational? = nil,
    white: Double? = nil
  ) {
    (self.size, self.fit, self.gamma, self.frameRate, self.white) = (size, fit, gamma, frameRate, white)
  }

  /// Opens a video or an array.
  ///
  /// - Parameter namedSize: The size of the sensor where the caller gave none.
  func open(_ path: String, namedSize: SpikeGeometry?) throws -> any LightFile {
    let size = size ?? namedSize
    if path.lowercased().hasSuffix(".npy") {
      guard let frameRate else {
        throw JobError(
          wrongOptions: "an array of pictures has no times; say its \(Setting.frameRate)", path: path)
      }
      return try ArrayKeyFrames(path: path, frameRate: frameRate, size: size, light: self)
    }
    if white != nil {
      throw JobError(wrongOptions: "\(Setting.whiteLevel) is for arrays; white is 255 in a video", path: path)
    }
    return try VideoKeyFrames(path: path, size: size, light: self)
  }
}
