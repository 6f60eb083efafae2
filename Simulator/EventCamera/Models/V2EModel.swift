/// An event camera after v2e (Hu, Liu, Delbruck: v2e: from video frames to realistic DVS events; CVPRW 2021).
///
/// For every frame, with gray g in 0…255 and the time Δt since the last one:
/// - L = g · ln 20 / 20 up to 20 and ln g above, rounded to 8 digits;
/// - a low-pass filter whose speed rises with the light: F ← (1 − e) F + e L, e = min(1, 2π f Δt (g + 20) / 275);
/// - a leak: the reference R sinks by Δt · leak · 10^(cov · N) · (1 − jitter · N′) · C⁺, N once a pixel, N′ every frame;
/// - ⌊(F − R) / C⁺⌋ ON or ⌊(R − F) / C⁻⌋ OFF events, by which R moves;
/// - shot noise: ON and OFF at the rate rate / 2 · (1 − ¾ (g + 20) / 275) · C / C of the pixel each, which sets R to F.
///
/// Counts of every pixel and frame are those of v2e. Its times lie on one grid of all pixels; here an event has the time
/// at which its own pixel crosses, F − R being linear over the frame, unless ``times`` says otherwise. With a refractory
/// period counts depend on times.
public struct V2EModel: Sendable, Equatable {
  /// When the events of a frame happen.
  public enum Times: String, Sendable, CaseIterable {
    /// Each when its pixel crosses the threshold.
    case crossing
    /// On n times in each frame, n being the most events of any pixel, as in v2e.
    case grid
  }

  /// Sets of constants that v2e comes with.
  public enum Preset: String, Sendable, CaseIterable {
    /// What v2e's program takes where nothing is said.
    case v2e
    /// Bright light: mismatch of thresholds only.
    case clean
    /// Little light: a slow filter and much noise.
    case noisy
  }

  /// The thresholds.
  public var thresholds = EventThresholds(on: 0.2, off: 0.2, deviation: 0.03)
  /// The filter's cutoff in Hz at white; 0 for no filter.
  public var cutoffHz = 300.0
  /// The ON events a second that the leak makes in a pixel.
  public var leakHz = 0.01
  /// How much the leak scatters from frame to frame, as a share of it. The scatter is the sum of four uniform numbers.
  public var leakJitter = 0.1
  /// The standard deviation of the pixels' leak, in decades.
  public var noiseDecades = 0.1
  /// The events a second of shot noise in a dark pixel, ON and OFF together; a quarter of them remains in white light.
  public var shotHz = 0.001
  /// The standard deviation of the photoreceptor's noise in logarithms; 0 for none. It is white noise behind a low-pass of
  /// ``cutoffHz``, which has to be above 0, added to F where F is compared.
  public var photoreceptorNoise = 0.0
  /// How long a pixel is silent after an event, in seconds.
  public var refractorySeconds = 0.0005
  /// When the events of a frame happen.
  public var times = Times.crossing
  /// The leak of every pixel in Hz, row by row, where it is known; nil to draw it around ``leakHz``, which has to be above 0.
  public var leakMap: [Float]?
  /// The shot noise of every pixel in Hz when dark, likewise, where ``shotHz`` is above 0.
  public var shotMap: [Float]?

  /// The constants of a preset.
  public init(_ preset: Preset = .v2e) {
    switch preset {
    case .v2e: break
    case .clean:
      thresholds.deviation = 0.02
      (cutoffHz, leakHz, leakJitter, noiseDecades, shotHz, refractorySeconds) = (0, 0, 0, 0, 0, 0)
    case .noisy:
      thresholds.deviation = 0.05
      (cutoffHz, leakHz, leakJitter, noiseDecades, shotHz, refractorySeconds) = (30, 0.1, 0.1, 0.1, 5, 0)
    }
  }
}
