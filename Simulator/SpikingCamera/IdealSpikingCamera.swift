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
/// takes away, what is beyond the threshold is lost, and the pixel fires in every readout. With a ``SpikeReset/hard``
/// reset a spike takes all charge, and such a pixel fires every ⌈threshold / g⌉ readouts.
///
/// Charge is counted in units of 2^−32 gray levels, so float32 gray levels from 2^−8 up are exact. On a ramp the
/// increments of up to 256 readouts form an arithmetic progression with rounded members; its error is below 2^−17 gray
/// levels in total. The result depends neither on the number of threads nor on the instruction set nor on
/// how frames are cut into blocks.
///
/// Steady state allocates nothing, as long as the streams handed out are dropped.
public struct IdealSpikingCamera: SpikingCamera, ~Copyable {
  /// The threshold at which white, 255, fires in 64 % of the readouts.
  public static let defaultThreshold = 400.0

  /// The size of the sensor.
  public var geometry: SpikeGeometry { recording.geometry }
  /// Readouts a second.
  public var rateHz: Rational { recording.rateHz }
  /// The charge of a spike in gray levels.
  public let threshold: Double
  /// The number of key frames taken so far.
  public var keyFrameCount: Int { recording.keyFrameCount }
  /// The number of frames made so far, those not handed out yet included.
  public var frameCount: Int { recording.frameCount }

  private var recording: KeyFrameRecording<SpikePixels>

  /// Prepares a camera.
  ///
  /// - Parameters:
  ///   - rateHz: Readouts a second.
  ///   - threshold: The charge of a spike in gray levels, in 2^−8...131072.
  ///   - reset: What a spike leaves of the charge.
  ///   - threads: How many threads to use; nil for one a core.
  ///   - framesPerBlock: How many frames a block handed out holds; the last holds the rest.
  ///   - instructionSet: The set of the inner loop; nil for the best of this processor. A test pins it.
  /// - Precondition: The processor has `instructionSet`.
  public init(
    geometry: SpikeGeometry, rateHz: Rational = 20_000, threshold: Double = Self.defaultThreshold,
    reset: SpikeReset = .soft, initialCharge: InitialCharge = .uniform(seed: 0), threads: Int? = nil,
    framesPerBlock: Int = 256, instructionSet: InstructionSet? = nil
  ) {
    precondition(
      threshold >= 1 / 256 && threshold <= Double(SpikeCharge.brightestGray),
      "The threshold \(threshold) lies outside 1/256...\(SpikeCharge.brightestGray).")
    self.threshold = threshold
    let pixels = SpikePixels(
      geometry: geometry, threshold: threshold, reset: reset, initialCharge: initialCharge,
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
