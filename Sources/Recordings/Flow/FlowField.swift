import Tensors

/// A flow field, and which of its pixels have flow.
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
  package init(flow: Tensor<Float>, valid: Tensor<UInt8>?, whereUnknown isUnknown: (Float) -> Bool) {
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

  /// The flow with a number, such as NaN, in both components of pixels that have none. Cost: a copy where there are such.
  public func marking(_ number: Float) -> Tensor<Float> {
    guard let valid else { return flow }
    var marked = flow
    let pixels = height * width
    valid.withUnsafeBufferPointer { mask in
      marked.withUnsafeMutableBufferPointer { values in
        for pixel in 0..<pixels where mask[pixel] == 0 {
          (values[pixel], values[pixels + pixel]) = (number, number)
        }
      }
    }
    return marked
  }

  /// The field in a mirror: left to right, upside down, or both; displacements turn with it. Cost: a copy.
  public func flipped(horizontally: Bool, vertically: Bool) -> FlowField {
    guard horizontally || vertically else { return self }
    let (height, width) = (height, width)
    func place(_ y: Int, _ x: Int) -> Int {
      (vertically ? height - 1 - y : y) * width + (horizontally ? width - 1 - x : x)
    }
    let moved = flow.withUnsafeBufferPointer { source in
      Tensor<Float>(unsafeUninitializedShape: [2, height, width]) { out in
        for y in 0..<height {
          for x in 0..<width {
            let (to, from) = (y * width + x, place(y, x))
            let (u, v) = (source[from], source[height * width + from])
            out.initializeElement(at: to, to: horizontally ? -u : u)
            out.initializeElement(at: height * width + to, to: vertically ? -v : v)
          }
        }
      }
    }
    let mask = valid.map { valid in
      valid.withUnsafeBufferPointer { source in
        Tensor<UInt8>(unsafeUninitializedShape: [height, width]) { out in
          for y in 0..<height {
            for x in 0..<width { out.initializeElement(at: y * width + x, to: source[place(y, x)]) }
          }
        }
      }
    }
    return FlowField(flow: moved, valid: mask)
  }
}
