import OpticalFlow

/// What the literature does otherwise than a protocol, in the words of a job's observer.
public struct FlowVariantText: Sendable, Hashable {
  /// What it is and who uses it.
  public var text: String
  /// Where the number is reported: a key of the encoded summary; nil where it is not computed.
  public var key: String?

  init(_ variant: FlowProtocol.Variant, _ observer: any JobObserver) {
    (text, key) = (observer.text(variant.text), variant.key)
  }
}
