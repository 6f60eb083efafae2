import Runtime
import Tensors

/// What a layer of neurons sends: its spikes, and where it takes spikes back, those with a negative sign.
public struct SpikeTrains: Sendable {
  /// The spikes.
  public var positive: SpikeMap
  /// The spikes that take others back, or nil for neurons without such.
  public var negative: SpikeMap?

  /// Makes trains without spikes. A frame is one sample in one step: `step · samples + sample`.
  public init(frames: Int, channels: Int, height: Int, width: Int, isSigned: Bool = false) {
    positive = SpikeMap(frames: frames, channels: channels, height: height, width: width)
    negative = isSigned ? SpikeMap(frames: frames, channels: channels, height: height, width: width) : nil
  }

  /// The bytes of the maps.
  public var byteCount: Int { positive.byteCount + (negative?.byteCount ?? 0) }

  /// The spikes of a frame, of both signs.
  public func count(frame: Int) -> Int { positive.count(frame: frame) + (negative?.count(frame: frame) ?? 0) }
}

/// Values that reach neurons beside spikes, or what a layer without neurons sums up: `[frames, blocks, pixels, channels]`
/// in the order of a layer's weights.
public final class NeuronValues: @unchecked Sendable {
  /// The number of frames.
  public let frames: Int
  let blocks: Int
  let pixels: Int
  /// The channels of a block.
  let channels: Int
  private let memory: AlignedMemory

  init(frames: Int, blocks: Int, pixels: Int, channels: Int) {
    self.frames = frames
    self.blocks = blocks
    self.pixels = pixels
    self.channels = channels
    let count = Shape.count([frames, blocks, pixels, channels])
    memory = AlignedMemory(zeroedByteCount: Shape.count([count, MemoryLayout<Float>.stride]))
  }

  /// The bytes held.
  public var byteCount: Int { memory.byteCount }

  func pointer(frame: Int, block: Int, pixel: Int = 0) -> UnsafeMutablePointer<Float> {
    memory.baseAddress.assumingMemoryBound(to: Float.self) + ((frame * blocks + block) * pixels + pixel) * channels
  }

  /// The value of a channel of a pixel of a frame.
  public subscript(frame: Int, channel: Int, pixel: Int) -> Float {
    pointer(frame: frame, block: channel / channels, pixel: pixel)[channel % channels]
  }

  /// Reads the values of a frame of one pixel: one a channel, and those that pad the last block.
  public func withFrame<Result>(
    _ frame: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(pixels == 1 && (0..<frames).contains(frame), "The frame \(frame) of \(pixels) pixels is no row.")
    return try body(UnsafeBufferPointer(start: pointer(frame: frame, block: 0), count: blocks * channels))
  }

  /// Puts the planes of the first samples of a map in place of some frames, `placed[i]` for sample i.
  public func replaceFrames(_ placed: [Int], by map: FeatureMap, workers: Workers) {
    precondition(
      placed.count <= map.batch && placed.allSatisfy((0..<frames).contains) && map.planeCount == pixels
        && map.channelCount <= blocks * channels,
      "A map of shape \(map.shape) does not fit \(placed.count) of \(frames) frames of \(pixels) pixels.")
    workers.run(placed.count * blocks) { item, _ in
      let (sample, block) = item.quotientAndRemainder(dividingBy: blocks)
      replaceBlock(frame: placed[sample], block: block, by: map, sample: sample)
    }
  }

  /// Transposes one block of one sample.
  private func replaceBlock(frame: Int, block: Int, by map: FeatureMap, sample: Int) {
    let target = pointer(frame: frame, block: block)
    for channel in block * channels..<min((block + 1) * channels, map.channelCount) {
      let plane = map.plane(sample: sample, channel: channel)
      let out = target + channel % channels
      for pixel in 0..<pixels { out[pixel * channels] = plane[pixel] }
    }
  }
}

/// The membranes of a layer of neurons, and what else they remember.
public final class NeuronState: @unchecked Sendable {
  let membranes: NeuronValues
  /// The sums of frames that were convolved densely, from the first such frame on.
  var denseSums: NeuronValues?
  /// The spikes sent and the steps of rest left, for neurons that remember them.
  private let counters: AlignedMemory?
  private let neuronCount: Int

  init(samples: Int, blocks: Int, pixels: Int, channels: Int, remembersCounts: Bool) {
    membranes = NeuronValues(frames: samples, blocks: blocks, pixels: pixels, channels: channels)
    neuronCount = Shape.count([samples, blocks, pixels, channels])
    counters = remembersCounts ? AlignedMemory(zeroedByteCount: 2 * neuronCount * MemoryLayout<Int32>.stride) : nil
  }

  /// The bytes held.
  public var byteCount: Int { membranes.byteCount + (counters?.byteCount ?? 0) + (denseSums?.byteCount ?? 0) }

  /// The counts of the spikes sent, and the steps of rest left, of the neurons of a block from a pixel on.
  func counters(sample: Int, block: Int, pixel: Int) -> (
    counts: UnsafeMutablePointer<Int32>, rests: UnsafeMutablePointer<Int32>
  )? {
    guard let counters else { return nil }
    let first = counters.baseAddress.assumingMemoryBound(to: Int32.self)
    let index = ((sample * membranes.blocks + block) * membranes.pixels + pixel) * membranes.channels
    return (first + index, first + neuronCount + index)
  }

  /// Sets every membrane to a share of its channel's threshold, and forgets all spikes.
  func reset(to share: Float, thresholds: UnsafePointer<Float>) {
    let channels = membranes.channels
    for sample in 0..<membranes.frames {
      for block in 0..<membranes.blocks {
        // The first pixel by hand, the others from the one before.
        let first = membranes.pointer(frame: sample, block: block)
        for channel in 0..<channels { first[channel] = share * thresholds[block * channels + channel] }
        for pixel in 1..<membranes.pixels {
          (first + pixel * channels).update(from: first, count: channels)
        }
      }
    }
    if let counters {
      counters.baseAddress.initializeMemory(as: UInt8.self, repeating: 0, count: counters.byteCount)
    }
  }
}
