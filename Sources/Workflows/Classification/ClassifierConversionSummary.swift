import SpikingNetworks

/// What a conversion of a classifier made.
public struct ClassifierConversionSummary: Encodable, Sendable {
  /// A layer of neurons.
  public struct Threshold: Encodable, Sendable {
    /// Its name.
    public var name: String
    /// The neurons of one sample.
    public var neurons: Int
    /// The threshold; of thresholds that differ from channel to channel the mean.
    public var threshold: Float
  }

  /// The file.
  public var output: String
  /// The file that was converted.
  public var source: String
  /// The name of the architecture.
  public var architecture: String
  /// How it was converted; nil where neurons were only stored in another way.
  public var method: ConversionMethod?
  /// What becomes of samples before the network sees them.
  public var input: InputSummary
  /// The numbers of all parameters.
  public var parameters: Int
  /// The neurons of one sample.
  public var neurons: Int
  /// Products of one sample in floating point.
  public var multiplyAccumulates: Int
  /// The pictures that thresholds were balanced on; nil where nothing was.
  public var calibrationSamples: Int?
  /// The percentile of activations that is a threshold; nil where nothing was balanced.
  public var percentile: Double?
  /// The layers of neurons.
  public var layers: [Threshold]
  /// How far rates are from activations; nil without pictures.
  public var report: ConversionReport?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []

  init(_ converted: ClassifierCheckpoint, method: ConversionMethod?, output: String, report: ConversionReport?) {
    self.output = output
    source = converted.source
    architecture = converted.architecture.name
    self.method = method
    input = InputSummary(converted)
    parameters = converted.tensors.values.reduce(0) { $0 + $1.count }
    neurons = converted.architecture.neurons
    multiplyAccumulates = converted.architecture.multiplyAccumulates
    layers = converted.architecture.accounts.compactMap { account in
      guard case .activation(let name, _) = account.layer, let thresholds = converted.tensors["\(name).thresh"] else {
        return nil
      }
      let mean = thresholds.scalars.reduce(0, +) / Float(thresholds.count)
      return Threshold(name: name, neurons: account.neurons, threshold: mean)
    }
    self.report = report
  }

  private enum Key: String, CodingKey {
    case output, source, architecture, method, mean, deviation, normalization, parameters, neurons, multiplyAccumulates
    case calibrationSamples, percentile, layers, report, warnings
  }

  /// Encodes it.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(output, forKey: .output)
    try object.encode(source, forKey: .source)
    try object.encode(architecture, forKey: .architecture)
    try object.encodeIfPresent(method?.rawValue, forKey: .method)
    try object.encodeIfPresent(input.mean, forKey: .mean)
    try object.encodeIfPresent(input.deviation, forKey: .deviation)
    try object.encode(input.origin, forKey: .normalization)
    try object.encode(parameters, forKey: .parameters)
    try object.encode(neurons, forKey: .neurons)
    try object.encode(multiplyAccumulates, forKey: .multiplyAccumulates)
    try object.encodeIfPresent(calibrationSamples, forKey: .calibrationSamples)
    try object.encodeIfPresent(percentile, forKey: .percentile)
    try object.encode(layers, forKey: .layers)
    try object.encodeIfPresent(report, forKey: .report)
    try object.encode(warnings, forKey: .warnings)
  }
}
