/// How a span of events is cut into splits: MVSEC's sequences as STE-FlowNet's authors encode them.
public enum SplitEncoding: String, Sendable, CaseIterable {
  /// A span is cut into the splits.
  case indoor
  /// A span is cut into 3n − 2, of which every third is kept.
  case outdoor
}
