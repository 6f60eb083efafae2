import CKernels
import Kernels
import Recordings
import Runtime

/// The pixels of a noisy spiking camera, and the threads that advance them.
final class SensorPixels: SpikingPixels {
  let paddedCount: Int
  let loops: SaccadeCameraLoops
  private let sensorLoops: SaccadeSensorLoops
  private let geometry: SpikeGeometry
  private let sensor: SpikingSensor
  private let reset: SpikeReset
  private let initialCharge: InitialCharge
  private let seed: UInt64
  private let threads: PixelThreads
  private let charge: Column<Double>
  private let dark: Column<Double>
  private let sensitivity: Column<Double>
  private let threshold: Column<Double>
  private let gathered: Column<Double>
  private let scatter: Column<Float>
  private let spiked: Column<UInt8>
  private let photonSums: Column<UInt32>
  /// The readout of every pixel's next inherent spike, and how many it had.
  private let inherent: Column<Int>
  private let inherentCount: Column<Int>

  /// Values that loops read and write.
  private struct Column<Element: BitwiseCopyable> {
    private let memory: AlignedMemory
    let start: UnsafeMutablePointer<Element>

    init(count: Int) {
      memory = AlignedMemory(zeroedByteCount: count * MemoryLayout<Element>.stride)
      start = memory.baseAddress.bindMemory(to: Element.self, capacity: count)
    }
  }

  init(
    geometry: SpikeGeometry, sensor: SpikingSensor, reset: SpikeReset, initialCharge: InitialCharge, seed: UInt64,
    threads: PixelThreads, instructionSet: InstructionSet
  ) {
    guard let table = instructionSet.table else {
      preconditionFailure("This processor has no \(instructionSet.rawValue).")
    }
    (self.geometry, self.sensor, self.reset, self.initialCharge) = (geometry, sensor, reset, initialCharge)
    (self.seed, self.threads) = (seed, threads)
    loops = table.functions.spikes.camera
    sensorLoops = table.functions.spikes.sensor
    paddedCount = PixelThreads.blocks(of: geometry) * PixelThreads.blockPixels
    charge = Column(count: paddedCount)
    dark = Column(count: paddedCount)
    sensitivity = Column(count: paddedCount)
    threshold = Column(count: paddedCount)
    gathered = Column(count: paddedCount)
    scatter = Column(count: paddedCount)
    spiked = Column(count: paddedCount / 8)
    inherent = Column(count: sensor.inherentInterval == nil ? 0 : paddedCount)
    inherentCount = Column(count: sensor.inherentInterval == nil ? 0 : paddedCount)
    photonSums = Column(count: ReadoutNoise.photonSums.count)
    photonSums.start.update(from: ReadoutNoise.photonSums, count: ReadoutNoise.photonSums.count)
  }

  func begin(with light: borrowing KeyFrame) {
    let gray = light.gray
    let columns = (charge.start, dark.start, sensitivity.start, threshold.start, scatter.start)
    let (times, counts) = (inherent.start, inherentCount.start)
    threads.forEachBlock(of: geometry) { blocks in
      for index in blocks.lowerBound * PixelThreads.blockPixels..<blocks.upperBound * PixelThreads.blockPixels {
        let isPixel = index < geometry.pixelCount
        let pixel = isPixel ? sensor.pixel(index, seed: seed) : .padding
        columns.0[index] =
          isPixel
          ? pixel.charge(
            initialCharge, pixel: index, gray: gray[index], uniformCharge: sensor.uniformCharge, reset: reset) : 0
        columns.1[index] = pixel.dark
        columns.2[index] = pixel.sensitivity
        columns.3[index] = pixel.threshold
        columns.4[index] = pixel.scatter
        if isPixel, sensor.inherentInterval != nil {
          (times[index], counts[index]) = sensor.firstInherentSpike(of: index, seed: seed)
        }
      }
    }
  }

  func run(
    _ script: [PixelAction], from a: borrowing KeyFrame, to b: borrowing KeyFrame, firstReadout: Int,
    writing bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let out = bytes.baseAddress else { return }
    let job = Job(script: script, a: a.gray, b: b.gray, firstReadout: firstReadout, out: out)
    // Threads write disjoint blocks.
    threads.forEachBlock(of: geometry) { blocks in
      for block in blocks { run(job, block: block) }
    }
  }

  private struct Job {
    var script: [PixelAction]
    var a: UnsafePointer<Float>
    var b: UnsafePointer<Float>
    var firstReadout: Int
    var out: UnsafeMutablePointer<UInt8>
  }

  private func run(_ job: Job, block: Int) {
    let pixel = block * PixelThreads.blockPixels
    for action in job.script {
      switch action {
      case .part(let add, let from, let to, let slope):
        sensorLoops.gather(job.a + pixel, job.b + pixel, gathered.start + pixel, add ? 1 : 0, from, to, slope)
      case .ramp: break
      case .readouts(let count, let frame, let ramp):
        var readouts = readouts(of: job, block: block, ramp: ramp)
        readouts.first_readout = UInt64(job.firstReadout + frame)
        readouts.count = count
        readouts.out = job.out + frame * geometry.bytesPerFrame + pixel / 8
        sensorLoops.sense(&readouts)
        if sensor.inherentInterval != nil { addInherentSpikes(to: readouts, from: job.firstReadout + frame) }
      }
    }
  }

  /// Spikes that come without light and leave the charge alone.
  private func addInherentSpikes(to readouts: SaccadeSensorReadouts, from first: Int) {
    let start = Int(readouts.first_pixel)
    for pixel in start..<min(start + PixelThreads.blockPixels, geometry.pixelCount) {
      while inherent.start[pixel] < first + readouts.count {
        let place = (inherent.start[pixel] - first) * readouts.out_stride + (pixel - start) / 8
        readouts.out[place] |= 1 << UInt8(pixel & 7)
        inherent.start[pixel] += sensor.inherentInterval(inherentCount.start[pixel], of: pixel, seed: seed)
        inherentCount.start[pixel] += 1
      }
    }
  }

  private func readouts(of job: Job, block: Int, ramp: PixelAction.RampPart?) -> SaccadeSensorReadouts {
    let pixel = block * PixelThreads.blockPixels
    var readouts = SaccadeSensorReadouts()
    readouts.a = job.a + pixel
    readouts.b = job.b + pixel
    if let ramp {
      (readouts.first, readouts.step, readouts.ramp_from) = (ramp.first, ramp.step, ramp.from)
    } else {
      readouts.gathered = UnsafePointer(gathered.start + pixel)
    }
    readouts.charge = charge.start + pixel
    readouts.dark = UnsafePointer(dark.start + pixel)
    readouts.sensitivity = UnsafePointer(sensitivity.start + pixel)
    readouts.threshold = UnsafePointer(threshold.start + pixel)
    readouts.scatter = UnsafePointer(scatter.start + pixel)
    readouts.after_spike = sensor.afterSpike
    readouts.hard = reset == .hard ? 1 : 0
    readouts.clocks = Double(sensor.clocksPerReadout)
    readouts.diffuse = Float(sensor.diffuseNoise)
    readouts.noisy = sensor.isNoisy ? 1 : 0
    readouts.photons = sensor.photonsPerGray
    readouts.photon_sums = UnsafePointer(photonSums.start)
    readouts.spiked = spiked.start + pixel / 8
    readouts.key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    readouts.normal_purpose = RandomPurpose.readoutNoise.rawValue
    readouts.photon_purpose = RandomPurpose.fewPhotons.rawValue
    readouts.first_pixel = UInt32(pixel)
    readouts.out_stride = geometry.bytesPerFrame
    readouts.out_bytes = min(PixelThreads.blockPixels / 8, geometry.bytesPerFrame - pixel / 8)
    return readouts
  }
}
