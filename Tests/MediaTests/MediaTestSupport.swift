import Files
import Tensors
import TestSupport
import Testing

@testable import Media

extension Trait where Self == ConditionTrait {
  static var needsSharedData: Self {
    .enabled(if: SharedFolder.isPresent, "needs ../shared")
  }
}

/// Pictures whose every pixel can be told from the others.
enum TestPicture {
  static func gray(width: Int, height: Int, seed: Int = 0) -> Tensor<UInt8> {
    Tensor(shape: [height, width], scalars: (0..<width * height).map { UInt8(hash($0, seed) & 255) })
  }

  static func colored(width: Int, height: Int, channels: Int = 3, seed: Int = 0) -> Tensor<UInt8> {
    Tensor(
      shape: [height, width, channels],
      scalars: (0..<width * height * channels).map { UInt8(hash($0, seed) & 255) })
  }

  static func deep(shape: [Int]) -> Tensor<UInt16> {
    Tensor(shape: shape, scalars: (0..<Shape.count(shape)).map { UInt16(hash($0, 5) & 65535) })
  }

  /// Smooth, as codecs with loss want it: a slope that moves by 4 with each `seed`.
  static func slope(width: Int, height: Int, seed: Int = 0) -> Tensor<UInt8> {
    Tensor(
      shape: [height, width],
      scalars: (0..<width * height).map { UInt8(40 + ($0 % width + 2 * ($0 / width) + 4 * seed) % 160) })
  }

  /// Two crossing slopes of red and green, and one level of blue.
  static func ramps(side: Int, blue: UInt8) -> Tensor<UInt8> {
    var picture = Tensor<UInt8>(zeros: [side, side, 3])
    for y in 0..<side {
      for x in 0..<side {
        picture[y, x, 0] = UInt8(x * 255 / side)
        picture[y, x, 1] = UInt8(y * 255 / side)
        picture[y, x, 2] = blue
      }
    }
    return picture
  }

  private static func hash(_ index: Int, _ seed: Int) -> Int {
    var value = UInt64(index &* 2 &+ 1) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(seed) &* 0xbf58_476d_1ce4_e5b9
    value ^= value >> 29
    value &*= 0x94d0_49bb_1331_11eb
    return Int(value >> 40)
  }
}

/// Writes gray or RGB pictures at given ticks.
func writeVideo(
  _ pictures: [Tensor<UInt8>], to path: String, framesPerSecond: Double = 25, ticks: [Int64]? = nil
) throws {
  let writer = try VideoWriter(
    path: path, width: pictures[0].shape[1], height: pictures[0].shape[0], framesPerSecond: framesPerSecond)
  for (index, picture) in pictures.enumerated() {
    try writer.append(picture, tick: ticks?[index] ?? Int64(index))
  }
  try writer.finish()
}

/// Every frame of a video.
func frames(of path: String, threads: Int = 2) throws -> [VideoFrame] {
  let reader = try VideoReader(path: path, threads: threads)
  var frames: [VideoFrame] = []
  while let frame = try reader.next() { frames.append(frame) }
  return frames
}

/// The kind of the ``FileError`` that a call throws, or nil.
func errorKind<Result>(of body: () throws -> Result) -> FileError.Kind? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? FileError)?.kind
  }
}

func largestDifference(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Float {
  zip(a.scalars, b.scalars).map { abs($0 - $1) }.max() ?? 0
}
