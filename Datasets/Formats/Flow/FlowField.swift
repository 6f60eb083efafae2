import Tensors

/// A flow field, and which of its pixels have flow.
///
/// ```swift
/// let truth = try FlowField(path: "flow/forward/000002.png")
/// let notes = try truth.write(to: "000002.flo", format: .flo)
/// ```
public struct FlowField: Sendable, Equatable {
  /// The displacement, `[2, height, width]` in pixels, u to the right before v downwards; finite in every pixel.
  public let flow: Tensor<Float>
  /// 1 where a pixel has flow, else 0, `[height, width]`; nil where every pixel has.
  public let valid: Tensor<UInt8>?

  /// Makes a field. Pixels with a component that is not finite are valid no longer, and zero. Cost: one pass, and a copy
  /// where there are such.
  ///
  /// - Precondition: The shapes are `[2, height, width]` and `[height, width]`, of one pixel or more.
  public init(flow: Tensor<Float>, valid: Tensor<UInt8>? = nil) {
    precondition(
      flow.rank == 3 && flow.shape[0] == 2 && flow.count > 0,
      "A flow has the shape [2, height, width], not \(flow.shape).")
    precondition(
      valid.map { $0.shape == Array(flow.shape.dropFirst()) } ?? true,
      "A mask of shape \(valid?.shape ?? []) does not fit a flow of \(flow.shape).")
    self.init(flow: flow, valid: valid) { !$0.isFinite }
  }

  /// Makes a field of numbers of which some mean that there is none.
  init(flow: Tensor<Float>, valid: Tensor<UInt8>?, whereUnknown isUnknown: (Float) -> Bool) {
    let pixels = flow.shape[1] * flow.shape[2]
    let isWhole = flow.withUnsafeBufferPointer { !$0.contains(where: isUnknown) }
    if isWhole {
      self.flow = flow
      self.valid = valid
      return
    }
    var (flow, mask) = (flow, valid ?? Tensor(repeating: 1, shape: Array(flow.shape.dropFirst())))
    flow.withUnsafeMutableBufferPointer { values in
      mask.withUnsafeMutableBufferPointer { mask in
        for pixel in 0..<pixels where isUnknown(values[pixel]) || isUnknown(values[pixels + pixel]) {
          (values[pixel], values[pixels + pixel], mask[pixel]) = (0, 0, 0)
        }
      }
    }
    self.flow = flow
    self.valid = mask
  }

  /// The height in pixels.
  public var height: Int { flow.shape[1] }
  /// The width in pixels.
  public var width: Int { flow.shape[2] }
  /// The number of pixels with flow. Cost: one pass over the mask.
  public var validCount: Int {
    valid?.withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 != 0 ? 1 : 0) } } ?? height * width
  }
}

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
