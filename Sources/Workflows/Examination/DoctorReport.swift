import Recordings

/// What an examination says: what the recording is, the findings, and what a repair did.
public struct DoctorReport<Facts: Encodable & Sendable, Repair: Encodable & Sendable>: Encodable, Sendable {
  /// What the recording is.
  public var facts: Facts
  /// What is wrong with it, the gravest first.
  public var findings: [DoctorFinding]
  /// Whether events lie and count as the recording's own pictures say; nil for spikes.
  public var orientation: EventOrientation?
  /// What a repair did, where one was asked for.
  public var repair: Repair?
  /// What the reader has to say about the file that is nothing wrong with it; not encoded, as it stands in the facts.
  public var remarks: [RecordingWarning] = []

  private enum Key: CodingKey { case findings, repairable, orientation, repair }

  /// Encodes it.
  public func encode(to encoder: any Encoder) throws {
    try facts.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(findings, forKey: .findings)
    try container.encode(findings.contains(where: \.repairable), forKey: .repairable)
    try container.encodeIfPresent(orientation, forKey: .orientation)
    try container.encodeIfPresent(repair, forKey: .repair)
  }
}
