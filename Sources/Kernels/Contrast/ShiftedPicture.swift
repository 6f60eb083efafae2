import CKernels
import Runtime

/// The picture that a few events make when all of them move alike, and how sharp it is: what a search tries out.
///
/// For one thread. Cost of an energy: 4 sums an event and about 25 operations a pixel.
public final class ShiftedPicture {
  /// The most columns and rows.
  private let room: Int
  private let memory: AlignedMemory
  private let loops: SaccadeContrastLoops

  /// Takes memory for pictures of at most so many columns and rows.
  public init(mostWidth: Int, mostHeight: Int, workers: Workers) {
    room = (mostWidth + 2) * (mostHeight + 2)
    memory = AlignedMemory(uninitializedByteCount: (room + 6 * (mostWidth + 2)) * 4)
    loops = workers.kernels.contrast
  }

  /// The gradient energy of the blurred picture, as ``EventContrast`` defines it, and the sum of the squares of its values.
  ///
  /// - Parameters:
  ///   - x: The events' columns, which may lie between pixels.
  ///   - y: Their rows.
  ///   - time: Their times in the window, from 0 to 1.
  ///   - u: How far all move to the right over the window.
  ///   - v: How far downwards.
  ///   - reference: The moment of the picture.
  public func energy(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>, time: UnsafeBufferPointer<Float>, u: Float, v: Float,
    reference: Float, width: Int, height: Int
  ) -> Double {
    let stride = width + 2
    precondition(width >= 3 && height >= 3 && stride * (height + 2) <= room, "The picture is too large or too small.")
    precondition(x.count == y.count && x.count == time.count, "Every event has a place and a time.")
    guard let xs = x.baseAddress, let ys = y.baseAddress, let times = time.baseAddress else { return 0 }
    let picture = memory.baseAddress.assumingMemoryBound(to: Float.self)
    picture.update(repeating: 0, count: stride * (height + 2))
    loops.shifted_votes(
      xs, ys, times, x.count, u, v, reference, SaccadeRing(width: Int32(width), height: Int32(height)), picture)
    func row(_ y: Int) -> UnsafeMutablePointer<Float> { picture + (y + 1) * stride + 1 }
    for y in 0..<height { (row(y)[-1], row(y)[width]) = (row(y)[1], row(y)[width - 2]) }
    (row(-1) - 1).update(from: row(1) - 1, count: stride)
    (row(height) - 1).update(from: row(height - 2) - 1, count: stride)
    let spare = picture + room
    let taps = EventContrast.blurTaps
    func blurred(_ y: Int) -> UnsafeMutablePointer<Float> { spare + (1 + y % 3) * stride }
    var energy = 0.0
    for y in 0..<height {
      loops.blur_row(row(y - 1), row(y), row(y + 1), width, taps.centre, taps.side, spare, blurred(y))
      guard y >= 2 else { continue }
      energy += loops.sobel_row(
        blurred(y - 2), blurred(y - 1), blurred(y), width, spare + 4 * stride, spare + 5 * stride)
    }
    return energy / Double((width - 2) * (height - 2))
  }
}
