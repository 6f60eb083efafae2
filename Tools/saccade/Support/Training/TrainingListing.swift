import SpikingNetworks

/// What a training found, as `--json` prints it.
struct TrainingListing: Encodable {
  /// One epoch.
  struct Epoch: Encodable {
    var epoch: Int
    var loss: Double
    var accuracy: Double
    var validationLoss: Double?
    var validationAccuracy: Double?
    var samplesPerS: Double
    var seconds: Double
  }

  var output: String
  var checkpoint: String
  var architecture: String
  var parameters: Int
  var classes: Int
  var trainingSamples: Int
  var validationSamples: Int
  var testSamples: Int
  var seed: UInt64
  var epochs: [Epoch] = []
  var testLoss: Double?
  var testAccuracy: Double?
  var seconds: Double = 0
  var warnings: [String] = []
}
