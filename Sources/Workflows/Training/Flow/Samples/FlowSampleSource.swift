import OpticalFlow

/// Where the samples of a training of flow come from.
protocol FlowSampleSource<Sample>: AnyObject {
  /// What is made.
  associatedtype Sample: FlowSample

  /// The sample of a number: the same for the same number, whatever was asked before. One is asked for at a time.
  func sample(_ number: Int) throws -> Sample
  /// What there is, in a few words.
  var summary: String { get }
}
