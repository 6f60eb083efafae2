import CKernels
import Kernels
import Recordings
import Tensors

/// A spiking camera without noise: every pixel integrates light and fires when it has gathered enough.
///
/// Gray levels are linear, 0…255 by convention. A readout adds to a pixel's charge the gray level averaged over that
/// readout; where the charge reaches the threshold, the readout carries a spike and the threshold is subtracted. The
/// light is given by key frames; between two of them it changes linearly in time, and it is integrated exactly, also
/// in readouts that begin before a key frame and end after it.
///
/// For a constant gray level g at or below the threshold a pixel has fired exactly ⌊(initial charge + n · g) /
/// threshold⌋ times after n readouts. A pixel fires at most once a readout: where more charge comes in than one spike
/// takes away, what is beyond the threshold is lost, and the pixel fires in every readout.
///
/// Charge is counted in units of 2^−32 gray levels, so float32 gray levels from 2^−8 up are exact. On a ramp the
/// increments of up to 256 readouts form an arithmetic progression with rounded members; its error is below 2^−17 gray
/// levels in total. The result depends neither on the number of threads nor on the instruction set nor on
/// how frames are cut into blocks.
///
/// Steady state allocates nothing, as long as the streams handed out are dropped.
public struct IdealSpikingCamera: ~Copyable {
  /// The threshold at which white, 255, fires in 64 % of the readouts.
  public static let defaultThreshold = 400.0

  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// Readouts a second.
  public let rateHz: Rational
  /// The charge of a spike in gray levels.
  public let threshold: Double
  /// The number of key frames taken so far.
  public private(set) var keyFrameCount = 0
  /// The number of frames made so far, those not handed out yet included.
  public private(set) var frameCount = 0

  private var previous: KeyFrame
  private var next: KeyFrame
  private var clock: ReadoutClock?
  private var lastTime: Rational = 0
  private var position = ReadoutClock.Position(whole: 0, phase: 0)
  private var block: SpikeFrameBuffer
  private var blockFrames = 0
  private var script: [SpikePixels.Action] = []
  private let pixels: SpikePixels

  /// Prepares a camera.
  ///
  /// - Parameters:
  ///   - rateHz: Readouts a second.
  ///   - threshold: The charge of a spike in gray levels, in 2^−8...131072.
  ///   - threads: How many threads to use; nil for one a core.
  ///   - framesPerBlock: How many frames a block handed out holds; the last holds the rest.
  ///   - instructionSet: The set of the inner loop; nil for the best of this processor. A test pins it.
  /// - Precondition: The processor has `instructionSet`.
  public init(
    geometry: SpikeGeometry, rateHz: Rational = 20_000, threshold: Double = Self.defaultThreshold,
    initialCharge: InitialCharge = .uniform(seed: 0), threads: Int? = nil, framesPerBlock: Int = 256,
    instructionSet: InstructionSet? = nil
  ) {
    precondition(
      rateHz.numerator > 0 && rateHz.numerator <= Int64(Int32.max), "A camera cannot read out at \(rateHz) Hz.")
    precondition(
      threshold >= 1 / 256 && threshold <= Double(SpikeCharge.brightestGray),
      "The threshold \(threshold) lies outside 1/256...\(SpikeCharge.brightestGray).")
    self.geometry = geometry
    self.rateHz = rateHz
    self.threshold = threshold
    pixels = SpikePixels(
      geometry: geometry, threshold: threshold, initialCharge: initialCharge, threads: threads,
      instructionSet: instructionSet ?? .best)
    previous = KeyFrame(pixelCount: pixels.paddedCount)
    next = KeyFrame(pixelCount: pixels.paddedCount)
    block = SpikeFrameBuffer(geometry: geometry, capacity: framesPerBlock)
  }

  /// Takes the next key frame and makes the frames up to it.
  ///
  /// The first key frame starts the recording. Two key frames of the same time are a jump.
  ///
  /// - Parameters:
  ///   - keyFrame: Gray levels `[height, width]`, linear; what is below 0 counts as 0, above 131072 as that.
  ///   - time: The time in seconds, on any clock.
  ///   - emit: Called with every block of frames that became full, in order.
  /// - Throws: ``KeyFrameError``, and what `emit` throws.
  public mutating func append(
    _ keyFrame: Tensor<Float>, at time: Rational, emit: (SpikeStream) throws -> Void
  ) throws {
    precondition(
      keyFrame.shape == [geometry.height, geometry.width],
      "A key frame of shape \(keyFrame.shape) does not fit a sensor of \(geometry.width)x\(geometry.height).")
    guard let clock else {
      try load(keyFrame)
      clock = ReadoutClock(rate: rateHz, origin: time)
      return accept(time, position)
    }
    if !clock.isInOrder(lastTime, time) { throw KeyFrameError.goesBackInTime(frame: keyFrameCount) }
    try load(keyFrame)
    let reached = clock.position(of: time)
    try run(ReadoutStep.steps(from: position, to: reached), emit: emit)
    accept(time, reached)
  }

  /// Hands out the frames that do not fill a block. Readouts that the last key frame cuts off are not made.
  public mutating func finish(emit: (SpikeStream) throws -> Void) throws { try handOut(emit) }

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
        script.append(.readouts(1, atFrame: blockFrames, onRamp: false))
        try advance(1, emit)
      case .ramp(let first, let step, let count):
        script.append(.ramp(first: first, step: step))
        var left = count
        while left > 0 {
          let part = min(left, block.capacity - blockFrames)
          script.append(.readouts(part, atFrame: blockFrames, onRamp: true))
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
    let limit = threshold - SpikeCharge.rampMargin
    let mayReachThreshold = !(Double(previous.largest) < limit && Double(next.largest) < limit)
    block.withUnsafeMutableBytes { bytes in
      pixels.run(script, from: previous, to: next, saturating: mayReachThreshold, writing: bytes)
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
