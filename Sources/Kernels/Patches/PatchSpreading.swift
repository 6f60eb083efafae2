import CKernels

/// Displacements of pixels as the means of those of the patches over them, a patch counting the less the more its pixel
/// differs from the one that it is taken to.
public struct PatchSpreading {
  private let width: Int
  private let height: Int
  private var weights: [Float]
  private var u: [Float]
  private var v: [Float]

  /// Starts with nothing on `width` x `height` pixels.
  public init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    weights = [Float](repeating: 0, count: width * height)
    (u, v) = (weights, weights)
  }

  /// Adds a patch that a displacement takes to its place in another picture.
  public mutating func add(_ patch: PicturePatch, _ displacement: SIMD2<Float>, in other: BorderedPicture) {
    precondition(
      patch.x + PicturePatch.side <= width && patch.y + PicturePatch.side <= height, "The patch lies outside.")
    let mean = patch.fit(displacement, in: other).mean
    var place = patch.place(displacement, in: other)
    let start = patch.y * width + patch.x
    weights.withUnsafeMutableBufferPointer { weights in
      u.withUnsafeMutableBufferPointer { u in
        v.withUnsafeMutableBufferPointer { v in
          guard let weights = weights.baseAddress, let u = u.baseAddress, let v = v.baseAddress else { return }
          InstructionSet.bestTable.pictures.patch_spread(
            &place, mean, displacement.x, displacement.y, width, weights + start, u + start, v + start)
        }
      }
    }
  }

  /// The displacements, columns and rows; every pixel has to lie under a patch.
  public func means() -> (u: [Float], v: [Float]) {
    (zip(u, weights).map { $0 / $1 }, zip(v, weights).map { $0 / $1 })
  }
}
