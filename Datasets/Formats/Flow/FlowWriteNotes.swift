/// What became of a field when it was written in a format that holds less.
public struct FlowWriteNotes: Sendable, Equatable {
  /// The components of valid pixels that lay outside of the format's range, and are its largest or smallest value now.
  public var saturatedCount = 0

  /// Makes notes.
  public init(saturatedCount: Int = 0) { self.saturatedCount = saturatedCount }

  /// A sentence for a warning, or nil where nothing was lost.
  public func warning(format: FlowFormat) -> String? {
    guard saturatedCount > 0, let range = format.range else { return nil }
    let noun = saturatedCount == 1 ? "component lies" : "components lie"
    return "\(saturatedCount) \(noun) outside of what \(format.rawValue) holds, "
      + "\(range.lowerBound)…\(range.upperBound) px"
  }
}
