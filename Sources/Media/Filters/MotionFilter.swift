import CFFmpeg
import Files
import Tensors

/// Pictures between pictures, as libavfilter's `minterpolate` makes them: block by block along the motion.
///
/// It sees 8 bits of gray. The settings are `mc_mode=aobmc`, `me_mode=bidir`, `vsbmc=1`; at a cut it repeats pictures.
/// libavfilter is loaded when the first filter is made. Memory: some ten pictures.
public final class MotionFilter {
  /// A picture that came out.
  public struct Output {
    /// Its place: so many steps after the first picture that went in.
    public var step: Int
    /// The gray levels, `[height, width]`.
    public var gray: Tensor<UInt8>
  }

  /// The steps between two pictures.
  public let steps: Int
  private let width: Int
  private let height: Int
  private let graph: FilterGraph
  private var count = 0
  private var last: Tensor<UInt8>?
  private static let name = "minterpolate"

  /// Makes a filter.
  ///
  /// - Throws: ``FileError`` of kind `missingPart` where libavfilter is not installed or lacks the filter.
  public init(width: Int, height: Int, steps: Int) throws {
    (self.width, self.height, self.steps) = (width, height, steps)
    graph = try FilterGraph(
      source: "video_size=\(width)x\(height):pix_fmt=gray:time_base=1/\(steps):pixel_aspect=1/1:frame_rate=1/1",
      filter: "\(Self.name)=fps=\(steps):mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1", name: Self.name)
  }

  /// Puts in the next picture, `[height, width]`.
  public func append(_ gray: Tensor<UInt8>) throws {
    precondition(gray.shape == [height, width], "A picture of shape \(gray.shape) is not \(width) x \(height).")
    let frame = try FrameHandle(width: width, height: height, format: AV_PIX_FMT_GRAY8, path: Self.name)
    try gray.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for y in 0..<height {
        try frame.row(y, as: UInt8.self, path: Self.name).update(from: values + y * width, count: width)
      }
    }
    frame.pointer.pointee.pts = Int64(count * steps)
    try graph.put(frame)
    count += 1
    last = gray
  }

  /// Says that no more pictures come. The filter swallows what lies behind the last but one, so the last is put in again.
  public func finish() throws {
    if let last { try append(last) }
    try graph.put(nil)
  }

  /// The next picture that is ready; nil where there is none before more are put in.
  public func next() throws -> Output? {
    guard let frame = try graph.take() else { return nil }
    let gray = try Tensor<UInt8>(unsafeUninitializedShape: [height, width]) { target in
      guard let target = target.baseAddress else { return }
      for y in 0..<height {
        (target + y * width).update(from: try frame.row(y, as: UInt8.self, path: Self.name), count: width)
      }
    }
    return Output(step: Int(frame.pointer.pointee.pts), gray: gray)
  }
}
