import Recordings
import Tensors

/// A tensor made of the spikes around one moment, by the names that users give them.
///
/// | name | tensor | what it holds |
/// |---|---|---|
/// | `window:K` | uint8 `[K, height, width]` | K frames as they are, from K / 2 before the moment on; 0 outside the recording |
/// | `tfp:W` | float32 `[height, width]` | ``TextureFromPlayback`` |
/// | `tfi:W` | float32 `[height, width]` | ``TextureFromInterval`` |
/// | `tfstp` | float32 `[height, width]` | ``TextureFromPlasticity`` |
/// | `isi` | uint8 `[height, width]` | ``InterSpikeInterval`` of the readout at the moment |
/// | `isi:K` | uint8 `[K, height, width]` | ``InterSpikeInterval`` of K readouts, from K / 2 before the moment on; 255 outside |
public enum SpikeRepresentation: Sendable {
  /// Frames as they are.
  case window(frames: Int)
  /// A reconstruction, and the name it goes by.
  case reconstruction(any SpikeReconstruction, name: String)
  /// The intervals around readouts, of which nil is one without an axis of its own.
  case intervals(readouts: Int?)

  /// The most frames or readouts of one tensor.
  public static let longestWindow = 1 << 16

  /// Reads a name; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, parts.count <= 2 else { return nil }
    let number = parts.count == 2 ? Int(parts[1]).flatMap { (1...Self.longestWindow).contains($0) ? $0 : nil } : nil
    if let reconstruction = SpikeReconstructionName.reconstruction(text) {
      self = .reconstruction(reconstruction, name: text)
    } else if name == "window", let number {
      self = .window(frames: number)
    } else if name == "isi", number != nil || parts.count == 1 {
      self = .intervals(readouts: number)
    } else {
      return nil
    }
  }

  /// The names, as a help text lists them.
  public static let names = descriptions.map(\.name)

  /// The names with the type and axes of their tensors, and what their values mean.
  public static let descriptions: [(name: String, shape: String, meaning: String)] =
    [("window:K", "uint8 [N,K,H,W]", "K frames of spikes as they are, 1 for a spike")]
    + SpikeReconstructionName.allCases.map { ($0.form, "float32 [N,H,W]", $0.meaning) }
    + [
      ("isi", "uint8 [N,H,W]", "the interval between the spikes before and after, in frames"),
      ("isi:K", "uint8 [N,K,H,W]", "the same for each of K frames"),
    ]

  /// The name that ``init(_:)`` reads.
  public var name: String {
    switch self {
    case .window(let frames): "window:\(frames)"
    case .reconstruction(_, let name): name
    case .intervals(let readouts): readouts.map { "isi:\($0)" } ?? "isi"
    }
  }

  /// The names of the tensor's axes.
  public var axes: [String] {
    switch self {
    case .window: ["frame", "y", "x"]
    case .intervals(let readouts): readouts == nil ? ["y", "x"] : ["frame", "y", "x"]
    case .reconstruction: ["y", "x"]
    }
  }

  /// The type of the tensor's scalars.
  public var scalarType: ScalarType {
    switch self {
    case .reconstruction: .float32
    case .window, .intervals: .uint8
    }
  }

  /// What the tensor's values mean.
  public var meaning: TensorMeaning { TensorMeaning(values: .brightness) }

  /// The shape of the tensor for a sensor.
  public func shape(for geometry: SpikeGeometry) -> [Int] {
    let plane = [geometry.height, geometry.width]
    switch self {
    case .window(let frames): return [frames] + plane
    case .intervals(let readouts): return (readouts.map { [$0] } ?? []) + plane
    case .reconstruction: return plane
    }
  }

  /// The frames that the tensor at frame `centre` depends on, clipped to the recording.
  public func window(at center: Int, frameCount: Int) -> Range<Int> {
    precondition((0..<frameCount).contains(center), "There is no frame \(center); there are \(frameCount).")
    switch self {
    case .reconstruction(let method, _): return method.window(around: center, frameCount: frameCount)
    case .window(let frames): return Self.frames(frames, around: center).clamped(to: 0..<frameCount)
    case .intervals(let readouts):
      let there = Self.frames(readouts ?? 1, around: center).clamped(to: 0..<frameCount)
      return InterSpikeInterval().window(of: there, frameCount: frameCount)
    }
  }

  /// The tensor at frame `centre` of a recording, of the ``shape(for:)`` of its sensor.
  ///
  /// - Parameters:
  ///   - frames: The frames of ``window(at:frameCount:)``, in that order.
  ///   - frameCount: The length of the recording.
  public func tensor(at center: Int, from frames: SpikeStream, frameCount: Int) -> AnyTensor {
    let window = window(at: center, frameCount: frameCount)
    precondition(frames.frameCount == window.count, "The frames given are not those that frame \(center) needs.")
    let frames = frames.renumbered(firstFrame: window.lowerBound)
    switch self {
    case .reconstruction(let method, _):
      return AnyTensor(method.picture(at: center, from: frames, frameCount: frameCount))
    case .window(let count):
      return AnyTensor(
        Self.padded(frames.unpacked(), covering: window, of: Self.frames(count, around: center), with: 0))
    case .intervals(let readouts):
      let wanted = Self.frames(readouts ?? 1, around: center)
      let there = wanted.clamped(to: 0..<frameCount)
      let tensor = Self.padded(
        InterSpikeInterval().intervals(of: there, from: frames), covering: there, of: wanted,
        with: UInt8(InterSpikeInterval.longest))
      return AnyTensor(tensor.reshaped(to: shape(for: frames.geometry)))
    }
  }

  /// The tensor at frame `centre` of a recording. Cost: reads the frames that it depends on.
  public func tensor(at center: Int, of source: some SpikeSource) throws -> AnyTensor {
    let frames = try source.frames(window(at: center, frameCount: source.frameCount))
    return tensor(at: center, from: frames, frameCount: source.frameCount)
  }

  /// So many frames, of which half lie before the centre.
  private static func frames(_ count: Int, around center: Int) -> Range<Int> {
    center - count / 2..<center - count / 2 + count
  }

  /// The planes of the frames `there`, with planes of one value for those of `wanted` that no recording holds.
  private static func padded(
    _ planes: Tensor<UInt8>, covering there: Range<Int>, of wanted: Range<Int>, with value: UInt8
  ) -> Tensor<UInt8> {
    if there == wanted { return planes }
    let plane = planes.shape[1] * planes.shape[2]
    return Tensor(unsafeUninitializedShape: [wanted.count] + planes.shape.dropFirst()) { target in
      target.initialize(repeating: value)
      let start = (there.lowerBound - wanted.lowerBound) * plane
      planes.withUnsafeBufferPointer {
        _ = target.extracting(start..<start + $0.count).initialize(from: $0)
      }
    }
  }
}
