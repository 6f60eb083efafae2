import Files

/// How a data set's flow is compared with its ground truth, as data: which fields, which pixels, which mean, and what
/// the literature does otherwise.
///
/// ``formulas`` and ``variants`` are what a report prints, so that a number is never without its definition.
public struct FlowProtocol: Sendable {
  /// Which of a sequence's windows are compared.
  public enum Selection: Sendable, Equatable {
    /// All.
    case all
    /// From one picture to that `interval` later, by the rules of ``MVSECFrames``.
    case mvsec(interval: Int)
    /// Windows of spikes, by the rules of ``SpikeSceneFields``.
    case spikes
  }

  /// What the number over several scenes is.
  public enum Overall: Sendable, Equatable {
    /// The mean of the scenes' numbers.
    case meanOfScenes
    /// The mean over all fields or pixels of all scenes.
    case allTogether
  }

  /// A definition that others use, or that is printed beside.
  public struct Variant: Sendable, Equatable {
    /// What it is and who uses it, and what computes it where it is not computed beside.
    public let text: Message
    /// Where the number is reported: a key of the JSON object; nil where it is not computed.
    public let key: String?

    /// Describes a variant.
    public init(_ text: Message, key: String? = nil) { (self.text, self.key) = (text, key) }
  }

  /// The name that users give it.
  public let name: String
  /// A title for people.
  public let title: String
  /// Where the definition comes from.
  public let source: String
  /// Which windows are compared.
  public let selection: Selection
  /// The side of the centre square that is compared; nil for the whole picture.
  public let cropSide: Int?
  /// Whether only pixels with an event in the window are compared.
  public let masksEvents: Bool
  /// Whether a true displacement of exactly zero counts.
  public let zeroIsValid: Bool
  /// The mean that is reported first.
  public let mean: FlowMean
  /// What the number over scenes is.
  public let overall: Overall
  /// The measures of the table, in its order.
  public let measures: [FlowMeasure]
  /// How pixels and fields are chosen and averaged, one sentence each.
  public let formulas: [String]
  /// What the literature does otherwise.
  public let variants: [Variant]

  /// All protocols with ground truth.
  public static let all: [FlowProtocol] = [.mvsecDt1, .mvsecDt4, .dsec, .phm, .spift, .plain]

  /// The protocol of that name, or nil.
  public static func named(_ name: String) -> FlowProtocol? { all.first { $0.name == name } }

  /// The formulas with those of the measures.
  public var allFormulas: [String] { measures.map(\.formula) + formulas }
}

extension FlowProtocol {
  /// What every protocol reports in both ways.
  static let meanVariants: [Variant] = [
    Variant("mean over fields of each field's mean: every field counts the same", key: "over_frames"),
    Variant("mean over all pixels of all fields: fields with many valid pixels count more", key: "over_pixels"),
    Variant(
      "fields without a valid pixel are left out and counted; code that adds 0 for them reports smaller numbers",
      key: "empty_fields"),
  ]
  static let angleVariants: [Variant] = [
    Variant("angle of (u, v, 1) (Barron et al. 1994): it stays small where displacements are small", key: "ae"),
    Variant("angle of (u, v) in the plane, where neither vector is zero", key: "ae_plane"),
  ]
}
