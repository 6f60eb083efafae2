import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

/// An event camera: pixels that tell changes of light, each for itself.
///
/// The light is given by key frames of linear gray levels, of which 255 is white. The first starts the recording and makes
/// no events; an event of the step from one frame to the next is after the first of them and at the second at the latest.
/// Events are handed out in order of time with what made them, those of one microsecond by place.
///
/// The result depends neither on the number of threads nor on the instruction set nor on how events are cut into batches.
/// Cost of a frame of n pixels: ideal 0.2 to 1 ns · n, v2e 1 to 4 ns · n on one core, and some 20 ns an event; DVS-Voltmeter draws
/// numbers for every pixel and takes some 200 ns · n. Memory: some 40 bytes a pixel.
///
/// ```swift
/// let camera = EventCamera(size: SensorSize(width: 4, height: 1), model: .ideal(IdealEventModel()))
/// try camera.append(Tensor(repeating: 50, shape: [1, 4]), at: 0) { _ in }
/// try camera.append(Tensor(repeating: 100, shape: [1, 4]), at: Rational(1, 100)) { print($0.events.count) }
/// try camera.finish { print($0.events.count) }
/// ```
public final class EventCamera {
  /// The size of the sensor.
  public let size: SensorSize
  /// What the pixels do.
  public let model: EventCameraModel
  /// What the camera does to their events.
  public let terms: EventTerms
  /// The number of key frames taken so far.
  public private(set) var keyFrameCount = 0

  private let pixels: any EventPixels
  private let blocks: PixelBlocks
  private let blockEvents: [BlockEvents]
  private let badPixels: PixelPlane<Int>
  private let mostEvents: PixelPlane<Int>
  private let threads: Int
  private let random: CounterRandom
  private var previous: Tensor<Float>?
  private var lastTime: Rational = 0
  private var output: EventOutput?

  /// Prepares a camera.
  ///
  /// - Parameters:
  ///   - seed: The seed of all randomness.
  ///   - threads: How many threads to use; nil for one a core.
  ///   - instructionSet: The set of the inner loops; nil for the best of this processor. A test pins it.
  /// - Precondition: The processor has `instructionSet`; the sensor has at most 2²⁶ pixels, and maps as many values.
  public init(
    size: SensorSize, model: EventCameraModel, terms: EventTerms = EventTerms(), seed: UInt64 = 0,
    threads: Int? = nil, instructionSet: InstructionSet? = nil
  ) {
    guard let table = (instructionSet ?? .best).table else {
      preconditionFailure("This processor has no such instruction set.")
    }
    precondition(size.width * size.height <= 1 << 26, "No sensor has \(size.width)x\(size.height) pixels.")
    precondition(model.fits(pixelCount: size.width * size.height), "The model's maps are of another size.")
    (self.size, self.model, self.terms) = (size, model, terms)
    self.threads = threads ?? Threads.coreCount
    blocks = PixelBlocks(pixelCount: size.width * size.height)
    random = CounterRandom(seed: seed)
    let loops = table.functions.events.camera
    pixels =
      switch model {
      case .ideal(let model):
        IdealEventPixels(model, blocks: blocks, random: random, threads: self.threads, loops: loops)
      case .v2e(let model):
        V2EPixels(model, blocks: blocks, random: random, threads: self.threads, loops: loops)
      case .voltmeter(let model): VoltmeterPixels(model, blocks: blocks, random: random)
      }
    blockEvents = (0..<blocks.count).map { _ in BlockEvents() }
    badPixels = PixelPlane(blocks.count, of: -1)
    mostEvents = PixelPlane(blocks.count, of: 0)
  }

  /// Takes the next key frame and makes the events up to it.
  ///
  /// - Parameters:
  ///   - keyFrame: Gray levels `[height, width]`, linear; what is below 0 counts as 0.
  ///   - time: The time in seconds, on any clock; times of events are those of this clock in microseconds.
  ///   - emit: Called with events as soon as none can come before them.
  /// - Throws: ``EventKeyFrameError``, and what `emit` throws. The camera is of no use then.
  public func append(
    _ keyFrame: Tensor<Float>, at time: Rational, emit: (SimulatedEvents) throws -> Void
  ) throws {
    precondition(
      keyFrame.shape == [size.height, size.width],
      "A key frame of shape \(keyFrame.shape) does not fit a sensor of \(size.width)x\(size.height).")
    if let previous {
      guard time.doubleValue > lastTime.doubleValue else {
        throw EventKeyFrameError.isNotLater(frame: keyFrameCount)
      }
      let step = EventStep(index: keyFrameCount, from: lastTime, to: time)
      try run(step, from: previous, to: keyFrame)
      try output?.add(blockEvents, of: step, emit: emit)
    } else {
      try start(keyFrame, at: time)
    }
    previous = keyFrame
    lastTime = time
    keyFrameCount += 1
  }

  /// Hands out the events that latency, jitter or an arbiter held back.
  public func finish(emit: (SimulatedEvents) throws -> Void) throws { try output?.finish(emit: emit) }

  private func start(_ keyFrame: Tensor<Float>, at time: Rational) throws {
    try keyFrame.withUnsafeBufferPointer { gray in
      if let place = gray.firstIndex(where: \.isNaN) { throw badLevel(at: place) }
      guard let start = gray.baseAddress else { return }
      pixels.start(start, at: time.doubleValue)
    }
    output = EventOutput(terms: terms, width: size.width, height: size.height, from: time, random: random)
  }

  private func badLevel(at place: Int) -> EventKeyFrameError {
    .notANumber(frame: keyFrameCount, x: place % size.width, y: place / size.width)
  }

  private func run(_ step: EventStep, from previous: Tensor<Float>, to current: Tensor<Float>) throws {
    try previous.withUnsafeBufferPointer { previous in
      try current.withUnsafeBufferPointer { current in
        guard let previous = previous.baseAddress, let current = current.baseAddress else { return }
        if pixels.needsGridTimes {
          Threads.forEach(blocks.count, threads: threads) { block, _ in
            mostEvents[block] = pixels.advance(block: block, step: step, previous: previous, current: current)
          }
          // At least one time, for shot noise.
          let gridTimes = (0..<blocks.count).reduce(1) { max($0, mostEvents[$1]) }
          Threads.forEach(blocks.count, threads: threads) { block, _ in
            emit(block, step, gridTimes: gridTimes, previous, current)
          }
        } else {
          Threads.forEach(blocks.count, threads: threads) { block, _ in
            _ = pixels.advance(block: block, step: step, previous: previous, current: current)
            emit(block, step, gridTimes: 0, previous, current)
          }
        }
        if let block = (0..<blocks.count).first(where: { badPixels[$0] >= 0 }) {
          throw badLevel(at: badPixels[block])
        }
      }
    }
  }

  private func emit(
    _ block: Int, _ step: EventStep, gridTimes: Int, _ previous: UnsafePointer<Float>, _ current: UnsafePointer<Float>
  ) {
    let bad = pixels.emit(
      block: block, step: step, gridTimes: gridTimes, previous: previous, current: current, into: blockEvents[block])
    if let bad { badPixels[block] = bad }
  }
}
