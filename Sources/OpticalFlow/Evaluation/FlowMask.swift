import Recordings
import Tensors

/// Masks of pixels, `[height, width]`: 1 where a pixel counts, 0 elsewhere.
public enum FlowMask {
  /// The pixels whose ground truth is finite and, unless zero is valid, not zero in both components: MVSEC stores zero
  /// where it knows nothing.
  ///
  /// - Parameter truth: `[2, height, width]`.
  public static func known(_ truth: Tensor<Float>, zeroIsValid: Bool = false) -> Tensor<UInt8> {
    precondition(
      truth.rank == 3 && truth.shape[0] == 2, "A flow has the shape [2, height, width], not \(truth.shape).")
    let pixels = truth.shape[1] * truth.shape[2]
    return truth.withUnsafeBufferPointer { values in
      Tensor(unsafeUninitializedShape: [truth.shape[1], truth.shape[2]]) { mask in
        for pixel in 0..<pixels {
          let (u, v) = (values[pixel], values[pixels + pixel])
          let isKnown = u.isFinite && v.isFinite && (zeroIsValid || u != 0 || v != 0)
          mask.initializeElement(at: pixel, to: isKnown ? 1 : 0)
        }
      }
    }
  }

  /// No pixel, to be filled by ``add(_:to:)``.
  public static func empty(height: Int, width: Int) -> Tensor<UInt8> { Tensor(zeros: [height, width]) }

  /// Sets the pixels that have an event in the batch. Events outside of the mask are passed over.
  public static func add(_ events: EventBatch, to mask: inout Tensor<UInt8>) {
    precondition(mask.rank == 2, "A mask has the shape [height, width], not \(mask.shape).")
    let (height, width) = (mask.shape[0], mask.shape[1])
    mask.withUnsafeMutableBufferPointer { mask in
      events.withColumns { columns in
        for index in 0..<events.count {
          let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
          if x < width && y < height { mask[y * width + x] = 1 }
        }
      }
    }
  }

  /// The pixels that two masks of one size share.
  public static func both(_ first: Tensor<UInt8>, _ second: Tensor<UInt8>) -> Tensor<UInt8> {
    precondition(first.shape == second.shape, "Masks of \(first.shape) and \(second.shape) cannot be joined.")
    return first.withUnsafeBufferPointer { a in
      second.withUnsafeBufferPointer { b in
        Tensor(unsafeUninitializedShape: first.shape) { out in
          for index in a.indices { out.initializeElement(at: index, to: a[index] != 0 && b[index] != 0 ? 1 : 0) }
        }
      }
    }
  }

  /// The pixels that two masks share, of which nil is all pixels.
  public static func both(_ first: Tensor<UInt8>?, _ second: Tensor<UInt8>?) -> Tensor<UInt8>? {
    guard let first, let second else { return first ?? second }
    let mask: Tensor<UInt8> = both(first, second)
    return mask
  }

  /// The pixels of a mask whose row is smaller than `count`: outdoor sequences of MVSEC show the car's hood below.
  public static func rows(below count: Int, of mask: Tensor<UInt8>) -> Tensor<UInt8> {
    precondition(mask.rank == 2 && count >= 0, "The first \(count) rows of a mask \(mask.shape) are not to be had.")
    var mask = mask
    let start = min(count, mask.shape[0]) * mask.shape[1]
    mask.withUnsafeMutableBufferPointer { mask in
      for index in start..<mask.count { mask[index] = 0 }
    }
    return mask
  }
}
