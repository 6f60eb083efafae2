import Kernels
import Recordings
import Tensors

/// A spiking camera as its sensor is: pixels that differ, dark current, photons that are counted, noise of readouts.
///
/// The law is that of its ``SpikingSensor``, in double precision; what a readout sees is the light averaged over it, as
/// in an ``IdealSpikingCamera``. Where a pixel gathers more than a spike takes away, a soft reset keeps what is above
/// the threshold, as the published simulator does: the pixel goes on firing after the light is gone.
///
/// From 50 photons a readout on they are drawn from a normal distribution, below exactly from Poisson's. Random numbers
/// are addressed by seed, readout and pixel: the result depends neither on the number of threads nor on the instruction
/// set nor on how frames are cut into blocks. Cost: about 3 ns a pixel and readout and thread with AVX-512, three times
/// that where pixels are almost black.
public struct SensorSpikingCamera: SpikingCamera, ~Copyable {
  /// The size of the sensor.
  public var geometry: SpikeGeometry { recording.geometry }
  /// Readouts a second.
  public var rateHz: Rational { recording.rateHz }
  /// The number of key frames taken so far.
  public var keyFrameCount: Int { recording.keyFrameCount }
  /// The number of frames made so far, those not handed out yet included.
  public var frameCount: Int { recording.frameCount }
  /// The physics of the sensor.
  public let sensor: SpikingSensor

  private var recording: KeyFrameRecording<SensorPixels>

  /// Prepares a camera.
  ///
  /// - Parameters:
  ///   - rateHz: Readouts a second.
  ///   - sensor: The physics of the sensor, which are stated for a readout, whatever the rate.
  ///   - reset: What a spike leaves of the charge.
  ///   - seed: The seed of pixels and noise.
  ///   - threads: How many threads to use; nil for one a core.
  ///   - framesPerBlock: How many frames a block handed out holds; the last holds the rest.
  ///   - instructionSet: The set of the inner loop; nil for the best of this processor. A test pins it.
  /// - Precondition: The processor has `instructionSet`; the sensor's maps have as many values as there are pixels.
  public init(
    geometry: SpikeGeometry, rateHz: Rational = 20_000, sensor: SpikingSensor = .scsim, reset: SpikeReset = .soft,
    initialCharge: InitialCharge = .uniform(seed: 0), seed: UInt64 = 0, threads: Int? = nil,
    framesPerBlock: Int = 256, instructionSet: InstructionSet? = nil
  ) {
    precondition(sensor.maps.fit(pixelCount: geometry.pixelCount), "The sensor's maps are of another size.")
    self.sensor = sensor
    let pixels = SensorPixels(
      geometry: geometry, sensor: sensor, reset: reset, initialCharge: initialCharge, seed: seed,
      threads: PixelThreads(threads), instructionSet: instructionSet ?? .best)
    recording = KeyFrameRecording(geometry: geometry, rateHz: rateHz, framesPerBlock: framesPerBlock, pixels: pixels)
  }

  /// Takes the next key frame and makes the frames up to it; see ``SpikingCamera/append(_:at:emit:)``.
  public mutating func append(
    _ keyFrame: Tensor<Float>, at time: Rational, emit: (SpikeStream) throws -> Void
  ) throws {
    try recording.append(keyFrame, at: time, emit: emit)
  }

  /// Hands out the frames that do not fill a block. Readouts that the last key frame cuts off are not made.
  public mutating func finish(emit: (SpikeStream) throws -> Void) throws { try recording.finish(emit: emit) }
}
