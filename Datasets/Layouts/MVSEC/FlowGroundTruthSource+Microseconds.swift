import Recordings

extension FlowGroundTruthSource {
  /// The times of the fields in microseconds, rounded as those of MVSEC's events are.
  public var timesMicroseconds: [Int64] { timesSeconds.map(SecondsOfMVSEC.microseconds) }
}
