import Kernels
import Runtime

/// The pixels of an event camera, in blocks that threads take one by one.
///
/// A step has two parts, since some times depend on all pixels: ``advance(block:step:previous:current:)`` for every block,
/// then ``emit(block:step:gridTimes:previous:current:into:)`` for every block.
protocol EventPixels: AnyObject {
  /// Whether times depend on the most events of any pixel.
  var needsGridTimes: Bool { get }

  /// Takes the first key frame.
  func start(_ gray: UnsafePointer<Float>, at seconds: Double)

  /// Moves the pixels of a block to the end of a step, and returns the most events that one of them will have, where
  /// ``needsGridTimes`` is set.
  func advance(
    block: Int, step: EventStep, previous: UnsafePointer<Float>, current: UnsafePointer<Float>
  ) -> Int

  /// Adds the events of a block. Returns the first pixel whose gray level is not a number.
  func emit(
    block: Int, step: EventStep, gridTimes: Int, previous: UnsafePointer<Float>, current: UnsafePointer<Float>,
    into events: BlockEvents
  ) -> Int?
}

/// How the pixels of a sensor are cut into blocks.
struct PixelBlocks {
  static let blockPixels = 4096
  let pixelCount: Int
  /// Room for whole groups of 64.
  var paddedCount: Int { (pixelCount + 63) / 64 * 64 }
  var count: Int { (pixelCount + Self.blockPixels - 1) / Self.blockPixels }

  func pixels(of block: Int) -> Range<Int> {
    block * Self.blockPixels..<min(pixelCount, (block + 1) * Self.blockPixels)
  }
}

/// A value of each pixel, and of those that pad the last group.
struct PixelPlane<Scalar: BitwiseCopyable> {
  private let memory: AlignedMemory
  let start: UnsafeMutablePointer<Scalar>

  init(_ count: Int, of value: Scalar) {
    memory = AlignedMemory(uninitializedByteCount: count * MemoryLayout<Scalar>.stride)
    start = memory.baseAddress.bindMemory(to: Scalar.self, capacity: count)
    start.initialize(repeating: value, count: count)
  }

  subscript(pixel: Int) -> Scalar {
    get { start[pixel] }
    nonmutating set { start[pixel] = newValue }
  }
}

/// The drawn thresholds of all pixels.
struct PixelThresholds {
  /// Infinite where a pixel only pads.
  let on: PixelPlane<Float>
  let off: PixelPlane<Float>

  init(_ thresholds: EventThresholds, blocks: PixelBlocks, random: CounterRandom, threads: Int) {
    let (on, off) = (
      PixelPlane(blocks.paddedCount, of: Float.infinity), PixelPlane(blocks.paddedCount, of: Float.infinity)
    )
    Threads.forEach(blocks.count, threads: threads) { block, _ in
      for pixel in blocks.pixels(of: block) {
        if let map = thresholds.map {
          (on[pixel], off[pixel]) = (map.on[pixel], map.off[pixel])
        } else if thresholds.deviation == 0 {
          (on[pixel], off[pixel]) = (Float(thresholds.on), Float(thresholds.off))
        } else {
          let draw = random.normals(for: .eventThreshold, pixel: pixel)
          on[pixel] = Float(max(EventThresholds.least, thresholds.on + thresholds.deviation * draw.0))
          off[pixel] = Float(max(EventThresholds.least, thresholds.off + thresholds.deviation * draw.1))
        }
      }
    }
    (self.on, self.off) = (on, off)
  }
}
