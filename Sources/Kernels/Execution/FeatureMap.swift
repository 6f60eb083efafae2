import Runtime
import Tensors

/// Channels of a float32 buffer `[batch, channels, height, width]` that kernels read and write in place.
///
/// A feature map has reference semantics, unlike ``Tensor``: a network makes its maps once and writes them again at
/// every run. Selecting channels costs nothing, so what a network concatenates is written side by side into one map.
/// Nothing guards against two threads writing one map; a network runs one kernel after another.
public struct FeatureMap: @unchecked Sendable {
  /// The number of samples.
  public let batch: Int
  /// The rows of a plane.
  public let height: Int
  /// The columns of a plane.
  public let width: Int
  /// The channels selected, counted from the first of the buffer.
  public let channels: Range<Int>
  private let memory: AlignedMemory
  /// Where the buffer starts in its memory, in scalars.
  private let start: Int
  private let allChannels: Int

  /// Makes a buffer of zeros.
  public init(batch: Int = 1, channels: Int, height: Int, width: Int) {
    let memory = MapMemory(scalarCount: Shape.count([batch, channels, height, width]))
    self.init(memory: memory.block, start: 0, batch: batch, channels: channels, height: height, width: width)
  }

  init(memory: AlignedMemory, start: Int, batch: Int, channels: Int, height: Int, width: Int) {
    precondition(
      batch > 0 && channels > 0 && height > 0 && width > 0,
      "A feature map of shape [\(batch), \(channels), \(height), \(width)] is empty.")
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = 0..<channels
    self.memory = memory
    self.start = start
    allChannels = channels
  }

  private init(of map: FeatureMap, channels: Range<Int>) {
    batch = map.batch
    height = map.height
    width = map.width
    memory = map.memory
    start = map.start
    allChannels = map.allChannels
    self.channels = channels
  }

  /// Makes a buffer with the values of a tensor `[batch, channels, height, width]`.
  public init(_ tensor: Tensor<Float>) {
    precondition(tensor.rank == 4, "A feature map has four axes, not the shape \(tensor.shape).")
    self.init(batch: tensor.shape[0], channels: tensor.shape[1], height: tensor.shape[2], width: tensor.shape[3])
    copy(from: tensor)
  }

  /// The number of channels selected.
  public var channelCount: Int { channels.count }
  /// `[batch, channels, height, width]`.
  public var shape: [Int] { [batch, channelCount, height, width] }
  /// The number of pixels of a plane.
  public var planeCount: Int { height * width }
  /// The bytes of the whole buffer.
  public var bufferByteCount: Int { scalars.count * MemoryLayout<Float>.stride }
  /// The scalars of the whole buffer in its memory.
  private var scalars: Range<Int> { start..<start + batch * allChannels * planeCount }

  /// Some of the channels, counted from the first selected. Cost: none.
  public subscript(range: Range<Int>) -> FeatureMap {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= channelCount && !range.isEmpty,
      "The channels \(range) lie outside 0..<\(channelCount).")
    return FeatureMap(
      of: self, channels: channels.lowerBound + range.lowerBound..<channels.lowerBound + range.upperBound)
  }

  /// One of the samples, as a batch of its own. Cost: none.
  ///
  /// - Precondition: All channels of the buffer are selected.
  public func sample(_ index: Int) -> FeatureMap {
    precondition((0..<batch).contains(index), "There is no sample \(index) of \(batch).")
    precondition(isWhole, "Samples of a selection of channels do not follow each other.")
    return FeatureMap(
      memory: memory, start: start + index * allChannels * planeCount, batch: 1, channels: allChannels, height: height,
      width: width)
  }

  /// The same values, in the same memory, with other axes. Cost: none.
  ///
  /// - Precondition: All channels of the buffer are selected, and the new axes have as many values.
  public func reshaped(batch: Int, channels: Int, height: Int, width: Int) -> FeatureMap {
    precondition(isWhole, "A selection of channels has no other axes: its values do not follow each other.")
    precondition(
      Shape.count([batch, channels, height, width]) == Shape.count(shape),
      "The axes \([batch, channels, height, width]) do not fit the values of \(shape).")
    return FeatureMap(memory: memory, start: start, batch: batch, channels: channels, height: height, width: width)
  }

  /// The values as a tensor `[batch, channels, height, width]`. Cost: a copy.
  public var tensor: Tensor<Float> {
    Tensor(unsafeUninitializedShape: shape) { target in
      guard var out = target.baseAddress else { return }
      for sample in 0..<batch {
        out.update(from: plane(sample: sample), count: channelCount * planeCount)
        out += channelCount * planeCount
      }
    }
  }

  /// Overwrites the values with those of a tensor of the same shape.
  public func copy(from tensor: Tensor<Float>) {
    precondition(tensor.shape == shape, "A tensor of shape \(tensor.shape) does not fit a map of shape \(shape).")
    tensor.withUnsafeBufferPointer { source in
      guard var from = source.baseAddress else { return }
      for sample in 0..<batch {
        plane(sample: sample).update(from: from, count: channelCount * planeCount)
        from += channelCount * planeCount
      }
    }
  }

  /// Overwrites every value with `value`.
  public func fill(_ value: Float) {
    for sample in 0..<batch { plane(sample: sample).update(repeating: value, count: channelCount * planeCount) }
  }

  /// The first value of a channel's plane; planes of neighbouring channels follow each other.
  ///
  /// For kernels: the pointer is valid while the map lives, and whoever writes through it checks the shape first.
  @inline(__always)
  package func plane(sample: Int, channel: Int = 0) -> UnsafeMutablePointer<Float> {
    let index = start + (sample * allChannels + channels.lowerBound + channel) * planeCount
    return memory.baseAddress.assumingMemoryBound(to: Float.self) + index
  }

  /// Whether all channels of the buffer are selected, so that its values follow each other.
  package var isWhole: Bool { channels.count == allChannels }

  /// Whether both select a channel of the same buffer, or buffers that share memory.
  package func overlaps(_ other: FeatureMap) -> Bool {
    guard memory === other.memory else { return false }
    let isSameBuffer = scalars == other.scalars && planeCount == other.planeCount && batch == other.batch
    return isSameBuffer ? channels.overlaps(other.channels) : scalars.overlaps(other.scalars)
  }
}
