import Tensors

extension Tensor<UInt8> {
  /// A picture whose every pixel has become a square of `factor` x `factor`: small sensors on large screens.
  ///
  /// - Precondition: The shape is `[height, width]` or `[height, width, parts]`, and the factor one or more.
  public func enlarged(by factor: Int) -> Tensor<UInt8> {
    precondition(factor > 0, "A picture is enlarged by one or more, not \(factor).")
    precondition(rank == 2 || rank == 3, "A picture has two or three axes, not the shape \(shape).")
    if factor == 1 { return self }
    let (height, width, parts) = (shape[0], shape[1], rank == 3 ? shape[2] : 1)
    let rowBytes = width * factor * parts
    let larger = [height * factor, width * factor] + shape.dropFirst(2)
    return Tensor(unsafeUninitializedShape: larger) { out in
      withUnsafeBufferPointer { from in
        for y in 0..<height {
          let start = y * factor * rowBytes
          for x in 0..<width {
            for copy in 0..<factor {
              for part in 0..<parts {
                out[start + (x * factor + copy) * parts + part] = from[(y * width + x) * parts + part]
              }
            }
          }
          let row = out.extracting(start..<start + rowBytes)
          for copy in 1..<factor {
            let place = start + copy * rowBytes
            _ = out.extracting(place..<place + rowBytes).update(fromContentsOf: row)
          }
        }
      }
    }
  }
}
