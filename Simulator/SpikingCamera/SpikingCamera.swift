import Recordings
import Tensors

/// A simulated spiking camera: key frames of light in, frames of spikes out.
///
/// Between two key frames the light changes linearly in time. Steady state allocates nothing, as long as the streams
/// handed out are dropped.
public protocol SpikingCamera: ~Copyable {
  /// The size of the sensor.
  var geometry: SpikeGeometry { get }
  /// Readouts a second.
  var rateHz: Rational { get }
  /// The number of key frames taken so far.
  var keyFrameCount: Int { get }
  /// The number of frames made so far, those not handed out yet included.
  var frameCount: Int { get }

  /// Takes the next key frame and makes the frames up to it.
  ///
  /// The first key frame starts the recording. Two key frames of the same time are a jump.
  ///
  /// - Parameters:
  ///   - keyFrame: Gray levels `[height, width]`, linear; what is below 0 counts as 0, above 131072 as that.
  ///   - time: The time in seconds, on any clock.
  ///   - emit: Called with every block of frames that became full, in order.
  /// - Throws: ``KeyFrameError``, and what `emit` throws.
  mutating func append(_ keyFrame: Tensor<Float>, at time: Rational, emit: (SpikeStream) throws -> Void) throws

  /// Hands out the frames that do not fill a block. Readouts that the last key frame cuts off are not made.
  mutating func finish(emit: (SpikeStream) throws -> Void) throws
}

extension SpikingCamera where Self: ~Copyable {
  /// Records light to its end, whatever it comes from, into whatever takes spikes; the sink is finished by its owner.
  ///
  /// Memory: a block of frames.
  ///
  /// - Precondition: The light has the size of the sensor.
  /// - Throws: What the light and the sink throw, ``KeyFrameError`` where times do not rise.
  public consuming func record(_ light: any IntensitySource, to sink: any SpikeSink) throws {
    precondition(light.geometry == geometry, "The light has another size than the sensor.")
    while let frame = try light.next() {
      try append(frame.gray, at: frame.time) { try sink.append($0) }
    }
    try finish { try sink.append($0) }
  }
}

/// What a spike leaves of a pixel's charge.
public enum SpikeReset: String, Sendable, CaseIterable {
  /// What is above the threshold: the threshold is subtracted.
  case soft
  /// Nothing: a new charge is gathered from zero.
  case hard
}
