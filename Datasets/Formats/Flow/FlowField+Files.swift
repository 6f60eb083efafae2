import Files
import Tensors

extension FlowField {
  /// Reads a flow field of any format.
  ///
  /// Values that mean no flow — not finite, in a `.flo` beyond 10⁹ — and pixels that a PNG marks as without it are zero
  /// and not valid. Arrays of others are read where they are `[2, height, width]` or `[height, width, 2]` of any type of
  /// numbers: the array `flow` of an archive or of HDF5, else the only one of such a shape. A PNG as DSEC has it without a
  /// single valid pixel, but with flow, holds no mask: predictions are handed in so.
  ///
  /// - Parameter format: The format, or nil to tell it from the file: ``FlowFormat/detect(_:)``.
  /// - Throws: `FileError` where there is no such file, it is damaged, or its scale is not known.
  public init(path: String, format: FlowFormat? = nil) throws {
    guard let format = try format ?? FlowFormat.detect(path) else {
      throw FileError(
        .badContent, path: path, problem: "this is no file of flow",
        remedy: "flow comes as " + FlowFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    switch format {
    case .flo:
      self.init(flow: try MiddleburyFlow.read(path: path), valid: nil, whereUnknown: MiddleburyFlow.isUnknown)
    case .npy: self = try FlowArrays.readNumpy(path)
    case .npz: self = try FlowArrays.readArchive(path)
    case .h5: self = try FlowArrays.readHDF5(path)
    case .kitti, .dsec: self = try FlowPNG.read(path, format: format)
    }
  }

  /// Writes the field.
  ///
  /// In a `.flo` pixels without flow are 10¹⁰, in a `.npy` NaN; the other formats hold the mask. In a PNG numbers are
  /// rounded to the nearest, ties away from zero for KITTI as its MATLAB code has it and to even for DSEC as its
  /// evaluation's has, and stay within the format's range. KITTI's pixels without flow are 0 in all channels; DSEC's are
  /// those of a flow of zero and 0 in the third, since its evaluation does not look there.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear; it appears when it is complete.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Returns: What the format could not hold.
  /// - Throws: `FileError`: `cannotCreate`, or `inputOutput` where the disk is full.
  @discardableResult
  public func write(to path: String, format: FlowFormat, overwrite: Bool = false) throws -> FlowWriteNotes {
    switch format {
    case .flo: try MiddleburyFlow.write(marking(MiddleburyFlow.unknown), path: path, overwrite: overwrite)
    case .npy: try NumpyFile.write(marking(.nan), to: path, overwrite: overwrite)
    case .npz:
      let archive = try NumpyArchiveWriter(path: path, compression: .deflated, overwrite: overwrite)
      try archive.add(flow, named: FlowArrays.flowName)
      if let valid { try archive.add(valid, named: FlowArrays.validName) }
      try archive.commit()
    case .h5:
      let file = try HDF5Writer(path: path, overwrite: overwrite)
      try file.write(flow, named: FlowArrays.flowName)
      if let valid { try file.write(valid, named: FlowArrays.validName) }
      try file.commit()
    case .kitti, .dsec: return try FlowPNG.write(self, to: path, format: format, overwrite: overwrite)
    }
    return FlowWriteNotes()
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
}
