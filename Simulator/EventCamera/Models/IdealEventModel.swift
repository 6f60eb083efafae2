/// An event camera after ESIM (Rebecq, Gehrig, Scaramuzza: ESIM: an open event camera simulator; CoRL 2018).
///
/// With L = log(ε + I) and I = gray / 255, a pixel fires ON when L has risen by C⁺ above its reference, OFF when it has
/// fallen by C⁻ below; the reference then moves by the threshold. Between two key frames L is linear in time, so an event
/// has the time at which its own pixel crosses.
///
/// With a refractory period a pixel holds still after an event and takes the L at the period's end for its reference
/// (Low, Lee: Robust e-NeRF; ICCV 2023). ESIM itself lets the reference follow the crossings all the while and leaves out
/// the events of that time: ``movesReferenceAtCrossings``.
public struct IdealEventModel: Sendable, Equatable {
  /// The thresholds.
  public var thresholds: EventThresholds
  /// How long a pixel is silent after an event, in seconds.
  public var refractorySeconds: Double
  /// What is added to the intensity, of which 1 is white, before the logarithm.
  public var epsilon: Double
  /// Whether the reference follows the crossings during the refractory period, as in ESIM.
  public var movesReferenceAtCrossings: Bool

  /// Describes a camera.
  ///
  /// - Precondition: The period is not negative, ε is above zero.
  public init(
    thresholds: EventThresholds = EventThresholds(), refractorySeconds: Double = 0, epsilon: Double = 0.001,
    movesReferenceAtCrossings: Bool = false
  ) {
    precondition(refractorySeconds >= 0 && refractorySeconds.isFinite, "A period is not negative.")
    precondition(epsilon > 0 && epsilon.isFinite, "The logarithm needs an ε above zero.")
    (self.thresholds, self.refractorySeconds) = (thresholds, refractorySeconds)
    (self.epsilon, self.movesReferenceAtCrossings) = (epsilon, movesReferenceAtCrossings)
  }
}
