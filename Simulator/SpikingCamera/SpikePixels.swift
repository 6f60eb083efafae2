import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

/// The charges of a spiking camera's pixels, and the threads that advance them.
///
/// Pixels are cut into blocks of 512, whose bits fill whole bytes of every frame, so no two threads write the same
/// byte. Pixels that pad the last block stay dark and never fire.
final class SpikePixels {
  /// What to do next with every pixel.
  enum Action {
    case part(add: Bool, from: Double, to: Double, slope: Double)
    case ramp(first: Double, step: Double)
    case readouts(Int, atFrame: Int, onRamp: Bool)
  }

  static let blockPixels = 512
  /// The blocks that a thread takes at once.
  private static let shareBlocks = 8
  let paddedCount: Int
  let loops: SaccadeCameraLoops
  private let geometry: SpikeGeometry
  private let threshold: Int64
  private let threads: Int
  private let charge: AlignedMemory
  private let increment: AlignedMemory
  private let step: AlignedMemory

  init(
    geometry: SpikeGeometry, threshold: Double, initialCharge: InitialCharge, threads: Int?,
    instructionSet: InstructionSet
  ) {
    guard let table = instructionSet.table else {
      preconditionFailure("This processor has no \(instructionSet.rawValue).")
    }
    self.geometry = geometry
    self.threshold = SpikeCharge.units(threshold)
    self.threads = threads ?? Threads.coreCount
    precondition(self.threads > 0, "At least one thread is needed, not \(self.threads).")
    loops = table.functions.spikes.camera
    let blocks = (geometry.pixelCount + Self.blockPixels - 1) / Self.blockPixels
    paddedCount = blocks * Self.blockPixels
    let bytes = paddedCount * MemoryLayout<Int64>.stride
    charge = AlignedMemory(zeroedByteCount: bytes)
    increment = AlignedMemory(zeroedByteCount: bytes)
    step = AlignedMemory(zeroedByteCount: bytes)
    let charges = charge.buffer(of: Int64.self, count: paddedCount)
    for pixel in 0..<geometry.pixelCount {
      charges[pixel] = initialCharge.units(pixel: pixel, threshold: self.threshold)
    }
  }

  /// Runs `script` for every pixel; frame f goes to `bytes` from `f * geometry.bytesPerFrame` on.
  func run(
    _ script: [Action], from a: borrowing KeyFrame, to b: borrowing KeyFrame, saturating: Bool,
    writing bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let out = bytes.baseAddress else { return }
    let blocks = paddedCount / Self.blockPixels
    // Threads write disjoint blocks.
    let job = Job(
      script: script, a: a.gray, b: b.gray, charge: start(charge), increment: start(increment), step: start(step),
      out: out, saturating: saturating ? 1 : 0)
    if threads == 1 { return run(job, blocks: 0..<blocks) }
    let shares = (blocks + Self.shareBlocks - 1) / Self.shareBlocks
    Threads.forEach(shares, threads: threads) { share, _ in
      let first = share * Self.shareBlocks
      run(job, blocks: first..<min(first + Self.shareBlocks, blocks))
    }
  }

  private struct Job {
    var script: [Action]
    var a: UnsafePointer<Float>
    var b: UnsafePointer<Float>
    var charge: UnsafeMutablePointer<Int64>
    var increment: UnsafeMutablePointer<Int64>
    var step: UnsafeMutablePointer<Int64>
    var out: UnsafeMutablePointer<UInt8>
    var saturating: Int32
  }

  private func start(_ memory: AlignedMemory) -> UnsafeMutablePointer<Int64> {
    memory.baseAddress.bindMemory(to: Int64.self, capacity: paddedCount)
  }

  private func run(_ job: Job, blocks: Range<Int>) {
    let frameBytes = geometry.bytesPerFrame
    let blockBytes = Self.blockPixels / 8
    for block in blocks {
      let pixel = block * Self.blockPixels
      for action in job.script {
        switch action {
        case .part(let add, let from, let to, let slope):
          loops.part(job.a + pixel, job.b + pixel, job.increment + pixel, add ? 1 : 0, from, to, slope)
        case .ramp(let first, let step):
          loops.ramp(job.a + pixel, job.b + pixel, job.increment + pixel, job.step + pixel, first, step)
        case .readouts(let count, let frame, let onRamp):
          var readouts = SaccadeReadouts(
            charge: job.charge + pixel, increment: job.increment + pixel,
            step: onRamp ? UnsafePointer(job.step + pixel) : nil, threshold: threshold, saturating: job.saturating,
            count: count, out: job.out + frame * frameBytes + block * blockBytes, out_stride: frameBytes,
            out_bytes: min(blockBytes, frameBytes - block * blockBytes))
          loops.readouts(&readouts)
        }
      }
    }
  }
}

/// The gray levels of a key frame, checked and padded with black to whole blocks.
struct KeyFrame: ~Copyable {
  private let memory: AlignedMemory
  /// The largest gray level.
  private(set) var largest: Float = 0

  init(pixelCount: Int) { memory = AlignedMemory(zeroedByteCount: pixelCount * MemoryLayout<Float>.stride) }

  /// The gray levels.
  var gray: UnsafePointer<Float> { UnsafePointer(memory.baseAddress.assumingMemoryBound(to: Float.self)) }

  /// Copies gray levels, held to the range of the camera.
  ///
  /// - Returns: The index of the first that is not a number, or nil where all are.
  mutating func load(_ tensor: Tensor<Float>, loops: SaccadeCameraLoops) -> Int? {
    let target = memory.baseAddress.bindMemory(to: Float.self, capacity: tensor.count)
    return tensor.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return nil }
      largest = loops.gray(start, target, source.count, SpikeCharge.brightestGray)
      return largest < 0 ? source.firstIndex { $0.isNaN } : nil
    }
  }
}
