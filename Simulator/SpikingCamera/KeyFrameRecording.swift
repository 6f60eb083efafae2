import CKernels
import Kernels
import Recordings
import Tensors

/// The pixels of a kind of spiking camera, which know what light does to them.
protocol SpikingPixels: AnyObject {
  /// The number of pixels, up to whole blocks of ``PixelThreads``.
  var paddedCount: Int { get }
  /// The loops that check key frames.
  var loops: SaccadeCameraLoops { get }

  /// Sees the first key frame, before anything is read out.
  func begin(with light: borrowing KeyFrame)

  /// Runs `script` for every pixel, from key frame `a` to key frame `b`.
  ///
  /// - Parameters:
  ///   - firstReadout: The number of the readout that is frame 0 of the block, since the camera's first.
  ///   - bytes: The block; its frame f begins at `f * geometry.bytesPerFrame`.
  func run(
    _ script: [PixelAction], from a: borrowing KeyFrame, to b: borrowing KeyFrame, firstReadout: Int,
    writing bytes: UnsafeMutableBufferPointer<UInt8>)
}

/// What to do next with every pixel.
enum PixelAction {
  /// Gather a part of a readout; see ``ReadoutStep/part(from:to:slope:)``.
  case part(add: Bool, from: Double, to: Double, slope: Double)
  /// Begin a ramp.
  case ramp(first: Double, step: Double)
  /// Read out on what was gathered, or on readouts of a ramp.
  case readouts(Int, atFrame: Int, ramp: RampPart?)

  /// Readouts of a ramp from one of them on.
  struct RampPart {
    var first: Double
    var step: Double
    var from: Int
  }
}

/// A recording under way: turns key frames into what pixels do, and their spikes into blocks of frames.
struct KeyFrameRecording<Pixels: SpikingPixels>: ~Copyable {
  let geometry: SpikeGeometry
  let rateHz: Rational
  private(set) var keyFrameCount = 0
  private(set) var frameCount = 0

  private var previous: KeyFrame
  private var next: KeyFrame
  private var clock: ReadoutClock?
  private var lastTime: Rational = 0
  private var position = ReadoutClock.Position(whole: 0, phase: 0)
  private var block: SpikeFrameBuffer
  private var blockFrames = 0
  private var script: [PixelAction] = []
  private let pixels: Pixels

  init(geometry: SpikeGeometry, rateHz: Rational, framesPerBlock: Int, pixels: Pixels) {
    precondition(
      rateHz.numerator > 0 && rateHz.numerator <= Int64(Int32.max), "A camera cannot read out at \(rateHz) Hz.")
    self.geometry = geometry
    self.rateHz = rateHz
    self.pixels = pixels
    previous = KeyFrame(pixelCount: pixels.paddedCount)
    next = KeyFrame(pixelCount: pixels.paddedCount)
    block = SpikeFrameBuffer(geometry: geometry, capacity: framesPerBlock)
  }

  mutating func append(_ keyFrame: Tensor<Float>, at time: Rational, emit: (SpikeStream) throws -> Void) throws {
    precondition(
      keyFrame.shape == [geometry.height, geometry.width],
      "A key frame of shape \(keyFrame.shape) does not fit a sensor of \(geometry.width)x\(geometry.height).")
    guard let clock else {
      try load(keyFrame)
      clock = ReadoutClock(rate: rateHz, origin: time)
      pixels.begin(with: next)
      return accept(time, position)
    }
    if !clock.isInOrder(lastTime, time) { throw KeyFrameError.goesBackInTime(frame: keyFrameCount) }
    try load(keyFrame)
    let reached = clock.position(of: time)
    try run(ReadoutStep.steps(from: position, to: reached), emit: emit)
    accept(time, reached)
  }

  mutating func finish(emit: (SpikeStream) throws -> Void) throws { try handOut(emit) }

  private mutating func load(_ keyFrame: Tensor<Float>) throws {
    if let index = next.load(keyFrame, loops: pixels.loops) {
      let (y, x) = index.quotientAndRemainder(dividingBy: geometry.width)
      throw KeyFrameError.notANumber(frame: keyFrameCount, x: x, y: y)
    }
  }

  private mutating func accept(_ time: Rational, _ reached: ReadoutClock.Position) {
    swap(&previous, &next)
    lastTime = time
    position = reached
    keyFrameCount += 1
  }

  /// Cuts the steps where a block is full, and lets the pixels run what lies between.
  private mutating func run(_ steps: [ReadoutStep], emit: (SpikeStream) throws -> Void) throws {
    for step in steps {
      switch step {
      case .part(let from, let to, let slope):
        script.append(.part(add: from > 0, from: from, to: to, slope: slope))
      case .fire:
        script.append(.readouts(1, atFrame: blockFrames, ramp: nil))
        try advance(1, emit)
      case .ramp(let first, let step, let count):
        script.append(.ramp(first: first, step: step))
        var left = count
        while left > 0 {
          let part = min(left, block.capacity - blockFrames)
          let ramp = PixelAction.RampPart(first: first, step: step, from: count - left)
          script.append(.readouts(part, atFrame: blockFrames, ramp: ramp))
          left -= part
          try advance(part, emit)
        }
      }
    }
    runScript()
  }

  private mutating func advance(_ frames: Int, _ emit: (SpikeStream) throws -> Void) throws {
    blockFrames += frames
    frameCount += frames
    if blockFrames == block.capacity {
      runScript()
      try handOut(emit)
    }
  }

  private mutating func runScript() {
    if script.isEmpty { return }
    let first = frameCount - blockFrames
    block.withUnsafeMutableBytes { bytes in
      pixels.run(script, from: previous, to: next, firstReadout: first, writing: bytes)
    }
    script.removeAll(keepingCapacity: true)
  }

  private mutating func handOut(_ emit: (SpikeStream) throws -> Void) throws {
    if blockFrames == 0 { return }
    let frames = blockFrames
    blockFrames = 0
    try emit(block.stream(frameCount: frames, firstFrame: frameCount - frames))
    block.clear()
  }
}
