import Tensors

/// Windows of events that follow each other, and the pictures at their ends: what FireNet is trained with.
public struct ReconstructionSample: Sendable {
  /// The grids, `[windows, bins, height, width]`, as the network sees them.
  public var grids: Tensor<Float>
  /// The pictures, `[windows, height, width]`, 0 for black to 1 for white.
  public var pictures: Tensor<Float>

  /// Describes a sample.
  public init(grids: Tensor<Float>, pictures: Tensor<Float>) {
    precondition(
      grids.rank == 4 && pictures.rank == 3 && grids.shape[0] == pictures.shape[0]
        && Array(grids.shape.suffix(2)) == Array(pictures.shape.suffix(2)),
      "Grids of \(grids.shape) have no pictures of \(pictures.shape).")
    (self.grids, self.pictures) = (grids, pictures)
  }

  /// The windows.
  public var count: Int { grids.shape[0] }

  /// The sample in a mirror: left to right, upside down, or both.
  public func flipped(horizontally: Bool, vertically: Bool) -> ReconstructionSample {
    guard horizontally || vertically else { return self }
    func moved(_ tensor: Tensor<Float>) -> Tensor<Float> {
      let (height, width) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
      return tensor.withUnsafeBufferPointer { source in
        Tensor(unsafeUninitializedShape: tensor.shape) { out in
          for row in 0..<tensor.count / width {
            let (plane, y) = row.quotientAndRemainder(dividingBy: height)
            let from = (plane * height + (vertically ? height - 1 - y : y)) * width
            for x in 0..<width {
              out.initializeElement(at: row * width + x, to: source[from + (horizontally ? width - 1 - x : x)])
            }
          }
        }
      }
    }
    return ReconstructionSample(grids: moved(grids), pictures: moved(pictures))
  }
}
