import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

/// The charges of a spiking camera's pixels, and the threads that advance them.
///
/// Pixels that pad the last block stay dark and never fire.
final class SpikePixels: SpikingPixels {
  let paddedCount: Int
  let loops: SaccadeCameraLoops
  private let geometry: SpikeGeometry
  private let threshold: Int64
  private let reset: SpikeReset
  private let initialCharge: InitialCharge
  private let threads: PixelThreads
  private let charge: AlignedMemory
  private let increment: AlignedMemory
  private let step: AlignedMemory

  init(
    geometry: SpikeGeometry, threshold: Double, reset: SpikeReset, initialCharge: InitialCharge, threads: PixelThreads,
    instructionSet: InstructionSet
  ) {
    guard let table = instructionSet.table else {
      preconditionFailure("This processor has no \(instructionSet.rawValue).")
    }
    self.geometry = geometry
    self.threshold = SpikeCharge.units(threshold)
    self.reset = reset
    self.initialCharge = initialCharge
    self.threads = threads
    loops = table.functions.spikes.camera
    paddedCount = PixelThreads.blocks(of: geometry) * PixelThreads.blockPixels
    let bytes = paddedCount * MemoryLayout<Int64>.stride
    charge = AlignedMemory(zeroedByteCount: bytes)
    increment = AlignedMemory(zeroedByteCount: bytes)
    step = AlignedMemory(zeroedByteCount: bytes)
  }

  func begin(with light: borrowing KeyFrame) {
    let charges = charge.buffer(of: Int64.self, count: paddedCount)
    let gray = light.gray
    for pixel in 0..<geometry.pixelCount {
      charges[pixel] = initialCharge.units(
        pixel: pixel, threshold: threshold, increment: SpikeCharge.units(Double(gray[pixel])), reset: reset)
    }
  }

  func run(
    _ script: [PixelAction], from a: borrowing KeyFrame, to b: borrowing KeyFrame, firstReadout: Int,
    writing bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let out = bytes.baseAddress else { return }
    let limit = SpikeCharge.gray(threshold) - SpikeCharge.rampMargin
    let mayReachThreshold = !(Double(a.largest) < limit && Double(b.largest) < limit)
    // Threads write disjoint blocks.
    let job = Job(
      script: script, a: a.gray, b: b.gray, charge: start(charge), increment: start(increment), step: start(step),
      out: out, saturating: mayReachThreshold ? 1 : 0)
    threads.forEachBlock(of: geometry) { run(job, blocks: $0) }
  }

  private struct Job {
    var script: [PixelAction]
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
    let blockBytes = PixelThreads.blockPixels / 8
    for block in blocks {
      let pixel = block * PixelThreads.blockPixels
      for action in job.script {
        switch action {
        case .part(let add, let from, let to, let slope):
          loops.part(job.a + pixel, job.b + pixel, job.increment + pixel, add ? 1 : 0, from, to, slope)
        case .ramp(let first, let step):
          loops.ramp(job.a + pixel, job.b + pixel, job.increment + pixel, job.step + pixel, first, step)
        case .readouts(let count, let frame, let ramp):
          var readouts = SaccadeReadouts(
            charge: job.charge + pixel, increment: job.increment + pixel,
            step: ramp == nil ? nil : UnsafePointer(job.step + pixel), threshold: threshold,
            saturating: job.saturating, hard: reset == .hard ? 1 : 0, count: count,
            out: job.out + frame * frameBytes + block * blockBytes, out_stride: frameBytes,
            out_bytes: min(blockBytes, frameBytes - block * blockBytes))
          loops.readouts(&readouts)
        }
      }
    }
  }
}
