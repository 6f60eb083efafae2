import ArgumentParser
import Simulator
import Workflows

/// The models of an event camera on the command line.
enum EventModelName: String, ExpressibleByArgument, CaseIterable { case ideal, v2e, voltmeter }

/// The constants of a simulated event camera. Which model it is, and the option that says it, is the verb's.
struct EventCameraOptions: ParsableArguments {
  @Option(help: "v2e: where the constants start (default: v2e, those of v2e's program).")
  var preset: V2EModel.Preset?

  @Option(parsing: .unconditional, help: ArgumentHelp("ideal, v2e: C⁺ (default: 0.2).", valueName: "log"))
  var contrastOn: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("ideal, v2e: C⁻ (default: 0.2).", valueName: "log"))
  var contrastOff: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "ideal, v2e: the standard deviation of both from pixel to pixel (default: 0; v2e 0.03, clean 0.02, noisy 0.05).",
      valueName: "log"))
  var contrastSigma: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "ideal, v2e: how long a pixel is silent after an event (default: 0us; v2e 500us, clean and noisy 0us).",
      valueName: "time"))
  var refractory: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "v2e: the low-pass filter's cutoff at white; 0 for none (300; clean 0, noisy 30).", valueName: "hz"))
  var cutoffHz: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("v2e: ON events a second that the leak makes (0.01; clean 0, noisy 0.1).", valueName: "hz"))
  var leakHz: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("v2e: the leak's scatter from frame to frame, as a share (0.1; clean 0).", valueName: "share"))
  var leakJitter: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("v2e: the leak's spread from pixel to pixel (0.1; clean 0).", valueName: "decades"))
  var noiseCov: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("v2e: shot noise of a dark pixel in events a second (0.001; clean 0, noisy 5).", valueName: "hz")
  )
  var shotHz: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "v2e: the standard deviation of the photoreceptors' noise, behind a low-pass at the cutoff (0).", valueName: "log"
    ))
  var photoreceptorNoise: Double?

  @Option(help: "v2e: each event at its pixel's own crossing, or all on v2e's grid (default: crossing).")
  var times: V2EModel.Times?

  @Option(parsing: .unconditional, help: ArgumentHelp("ideal: ε, white being 1 (default: 0.001).", valueName: "level"))
  var epsilon: Double?

  @Flag(help: "ideal: the reference follows the crossings during the refractory period, as in ESIM.")
  var esim = false

  @Option(help: "voltmeter: the sensor whose constants are taken (default: dvs346).")
  var sensor: VoltmeterModel.Sensor?

  @Option(help: ArgumentHelp("voltmeter: other constants.", valueName: "k1,k2,k3,k4,k5,k6"))
  var constants: ConstantsArgument?

  @Flag(help: "voltmeter: keep the published code's faults: a factor of 2 in Lévy times, even odds without drift.")
  var asPublished = false

  func validate() throws {
    for (name, value) in [("--contrast-on", contrastOn), ("--contrast-off", contrastOff)] {
      if let value, !(value >= EventThresholds.least && value <= 100) {
        throw ValidationError("\(name) needs a threshold from \(EventThresholds.least) to 100, not \(value)")
      }
    }
    let others = [
      ("--contrast-sigma", contrastSigma, 100), ("--cutoff-hz", cutoffHz, 1e9), ("--leak-hz", leakHz, 1e6),
      ("--leak-jitter", leakJitter, 100), ("--noise-cov", noiseCov, 10), ("--shot-hz", shotHz, 1e6),
      ("--photoreceptor-noise", photoreceptorNoise, 100),
    ]
    for (name, value, most) in others {
      if let value, !(value >= 0 && value <= most) {
        throw ValidationError("\(name) needs a number from 0 to \(Text.number(most)), not \(value)")
      }
    }
    if let epsilon, !(epsilon > 0 && epsilon <= 1) {
      throw ValidationError("--epsilon needs a number above 0 and up to 1, not \(epsilon)")
    }
    if let refractory, refractory.microseconds < 0 {
      throw ValidationError("--refractory needs a time from 0us on")
    }
    if sensor != nil && constants != nil {
      throw ValidationError("--sensor and --constants both say the constants; give one")
    }
  }

  /// Throws where an option is none of the model, or a camera file says it.
  func check(_ model: EventModelName?, file: String?, names: CameraOptionNames = .single) throws {
    if file != nil, let name = model != nil ? names.model : given {
      throw ValidationError("\(name) and \(names.file) both say what the camera is; change it in the file")
    }
    let model = model ?? .ideal
    try refuseOptionsOfOthers(model, option: names.model)
    if model == .v2e, v2e.photoreceptorNoise > 0, v2e.cutoffHz == 0 {
      throw ValidationError("--photoreceptor-noise needs a --cutoff-hz above 0")
    }
  }

  /// The first of these options that was given: a camera file says all of them.
  private var given: String? {
    let options = [
      ("--preset", preset != nil), ("--contrast-on", contrastOn != nil),
      ("--contrast-off", contrastOff != nil), ("--contrast-sigma", contrastSigma != nil),
      ("--refractory", refractory != nil), ("--cutoff-hz", cutoffHz != nil), ("--leak-hz", leakHz != nil),
      ("--leak-jitter", leakJitter != nil), ("--noise-cov", noiseCov != nil), ("--shot-hz", shotHz != nil),
      ("--photoreceptor-noise", photoreceptorNoise != nil), ("--times", times != nil), ("--epsilon", epsilon != nil),
      ("--esim", esim), ("--sensor", sensor != nil), ("--constants", constants != nil), ("--as-published", asPublished),
    ]
    return options.first(where: \.1)?.0
  }

  private func refuseOptionsOfOthers(_ model: EventModelName, option: String) throws {
    let v2e = [
      ("--preset", preset != nil), ("--cutoff-hz", cutoffHz != nil), ("--leak-hz", leakHz != nil),
      ("--leak-jitter", leakJitter != nil), ("--noise-cov", noiseCov != nil), ("--shot-hz", shotHz != nil),
      ("--photoreceptor-noise", photoreceptorNoise != nil),
      ("--times", times != nil),
    ]
    let both = [
      ("--contrast-on", contrastOn != nil), ("--contrast-off", contrastOff != nil),
      ("--contrast-sigma", contrastSigma != nil), ("--refractory", refractory != nil),
    ]
    let ideal = [("--epsilon", epsilon != nil), ("--esim", esim)]
    let voltmeter = [("--sensor", sensor != nil), ("--constants", constants != nil), ("--as-published", asPublished)]
    let foreign: [(String, Bool)] =
      switch model {
      case .ideal: v2e + voltmeter
      case .v2e: ideal + voltmeter
      case .voltmeter: v2e + both + ideal
      }
    if let name = foreign.first(where: \.1)?.0 {
      throw ValidationError("\(option) \(model.rawValue) has no \(name)")
    }
  }

  /// The camera of a model, or of a file.
  func camera(_ model: EventModelName?, file: EventCameraFile?) -> EventCameraModel {
    file?.model ?? camera(model ?? .ideal)
  }

  private func camera(_ model: EventModelName) -> EventCameraModel {
    switch model {
    case .ideal:
      .ideal(
        IdealEventModel(
          thresholds: thresholds(EventThresholds()), refractorySeconds: refractorySeconds ?? 0,
          epsilon: epsilon ?? 0.001, movesReferenceAtCrossings: esim))
    case .v2e: .v2e(v2e)
    case .voltmeter:
      .voltmeter(
        constants.map { VoltmeterModel(constants: $0.values, followsPublishedCode: asPublished) }
          ?? VoltmeterModel(sensor ?? .dvs346, followsPublishedCode: asPublished))
    }
  }

  private var v2e: V2EModel {
    var model = V2EModel(preset ?? .v2e)
    model.thresholds = thresholds(model.thresholds)
    model.cutoffHz = cutoffHz ?? model.cutoffHz
    model.leakHz = leakHz ?? model.leakHz
    model.leakJitter = leakJitter ?? model.leakJitter
    model.noiseDecades = noiseCov ?? model.noiseDecades
    model.shotHz = shotHz ?? model.shotHz
    model.photoreceptorNoise = photoreceptorNoise ?? model.photoreceptorNoise
    model.refractorySeconds = refractorySeconds ?? model.refractorySeconds
    model.times = times ?? model.times
    return model
  }

  private var refractorySeconds: Double? { refractory.map { Double($0.microseconds) * 1e-6 } }

  private func thresholds(_ usual: EventThresholds) -> EventThresholds {
    EventThresholds(
      on: contrastOn ?? usual.on, off: contrastOff ?? usual.off, deviation: contrastSigma ?? usual.deviation)
  }
}

extension V2EModel.Preset: ExpressibleByArgument {}
extension V2EModel.Times: ExpressibleByArgument {}
extension VoltmeterModel.Sensor: ExpressibleByArgument {}

/// Six numbers with commas between them.
struct ConstantsArgument: ExpressibleByArgument, Sendable {
  let values: [Double]

  init?(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
    guard values.count == 6, argument.split(separator: ",", omittingEmptySubsequences: false).count == 6,
      values.allSatisfy(\.isFinite), values[1] > 0, values[2] >= 0, values[5] >= 0
    else { return nil }
    self.values = values
  }
}
