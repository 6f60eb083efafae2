import Files
import Recordings

extension FlowField {
  /// Reads a flow field of any format.
  ///
  /// ```swift
  /// let truth = try FlowField(path: "flow/forward/000002.png")
  /// let notes = try truth.write(to: "000002.flo", format: .flo)
  /// ```
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
        remedy: "flow comes as \(FlowFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = try format.definition.read(path)
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
    try format.definition.write(self, path, overwrite)
  }
}
