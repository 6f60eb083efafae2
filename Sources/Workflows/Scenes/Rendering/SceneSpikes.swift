import Recordings
import Simulator

/// The spikes of a scene from 0 on, as a spiking camera sees it, as far as is asked for.
final class SceneSpikes {
  /// How many there are so far.
  private(set) var count = 0
  private let light: SceneLight
  private let camera: any SpikeExposure
  private var seen = -Double.infinity
  private var isFirst = true

  /// Describes a recording.
  ///
  /// - Parameters:
  ///   - job: What the camera is; where its light comes from and its spikes go to is not looked at.
  ///   - framesPerBlock: The readouts that are handed out at once; nil for what is usual.
  init(_ renderer: SceneRenderer, frames: Int, job: SpikeSimulation, framesPerBlock: Int?) {
    light = SceneLight(renderer, rate: job.rate, count: frames + 1)
    camera = job.camera(light.geometry, framesPerBlock: framesPerBlock)
  }

  /// Shows the camera what comes up to a time.
  ///
  /// - Parameter willRead: Called before every readout.
  func advance(to seconds: Double, willRead: () throws -> Void, emit: (SpikeStream) throws -> Void) throws {
    while seen < seconds, let frame = light.next() {
      if !isFirst { try willRead() }
      isFirst = false
      try camera.append(frame) { try keep($0, emit) }
      seen = frame.time.doubleValue
    }
  }

  /// Records to the end.
  func finish(willRead: () throws -> Void, emit: (SpikeStream) throws -> Void) throws {
    try advance(to: .infinity, willRead: willRead, emit: emit)
    try camera.finish { try keep($0, emit) }
  }

  private func keep(_ block: SpikeStream, _ emit: (SpikeStream) throws -> Void) throws {
    count += block.spikeCount
    try emit(block)
  }
}
