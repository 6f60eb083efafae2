import Kernels
import Tensors

/// A picture and its halves, each with a border that repeats its edge.
struct PicturePyramid {
  /// Pictures from the finest to the coarsest.
  let levels: [BorderedPicture]
  /// A level of fewer rows or columns than so many has no half.
  private static let leastHalved = 4 * PicturePatch.side

  init(_ picture: Tensor<Float>) {
    var levels = [BorderedPicture(picture)]
    while let last = levels.last, min(last.width, last.height) >= Self.leastHalved { levels.append(last.half) }
    self.levels = levels
  }
}
