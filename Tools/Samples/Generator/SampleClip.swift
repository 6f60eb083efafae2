import Files
import Kernels
import Media
import Runtime
import Simulator
import Tensors

/// Renders the clip of the demonstration: a textured wall that drifts to the left behind two textured discs.
///
/// Usage: `swift run sample-clip PATH.mp4`. The motion is at most one pixel a frame, so that intensities between two
/// frames may be taken as linear in time: 5000 frames a second, as a high-speed camera would give them.
@main
enum SampleClip {
  static let width = 400
  static let height = 250
  static let frames = 200
  static let framesPerSecond = 5000.0

  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      throw FileError(.cannotCreate, path: "sample-clip", problem: "the path of the clip is missing")
    }
    let writer = try VideoWriter(
      path: CommandLine.arguments[1], width: width, height: height, framesPerSecond: framesPerSecond, overwrite: true)
    let scene = Scene()
    for frame in 0..<frames { try writer.append(scene.picture(at: Float(frame))) }
    try writer.finish()
  }
}

/// The wall and the discs.
struct Scene {
  struct Disc {
    var center: SIMD2<Float>
    var radius: Float
    /// Pixels a frame.
    var velocity: SIMD2<Float>
    var texture: Texture
  }

  private let wall = Texture(seed: 1, cell: 9)
  private let wallVelocity = SIMD2<Float>(-0.3, 0)
  private let discs = [
    Disc(center: [90, 90], radius: 52, velocity: [0.8, 0.15], texture: Texture(seed: 2, cell: 6)),
    Disc(center: [300, 165], radius: 62, velocity: [-0.35, -0.4], texture: Texture(seed: 3, cell: 7)),
  ]

  /// The gray picture `[height, width]` at a time in frames.
  func picture(at time: Float) -> Tensor<UInt8> {
    Tensor(unsafeUninitializedShape: [SampleClip.height, SampleClip.width]) { out in
      for y in 0..<SampleClip.height {
        for x in 0..<SampleClip.width {
          let value = brightness(at: SIMD2(Float(x), Float(y)), time: time)
          out.initializeElement(at: y * SampleClip.width + x, to: UInt8(min(max(value * 255, 0), 255)))
        }
      }
    }
  }

  private func brightness(at point: SIMD2<Float>, time: Float) -> Float {
    var value = 0.25 + 0.5 * wall.value(at: point - wallVelocity * time)
    for disc in discs {
      let local = point - disc.center - disc.velocity * time
      let distance = (local * local).sum().squareRoot()
      // Edges one pixel wide, as a lens gives them.
      let cover = min(max(disc.radius - distance + 0.5, 0), 1)
      value += cover * (0.1 + 0.85 * disc.texture.value(at: local) - value)
    }
    return value
  }
}

/// Smooth noise in 0…1: values drawn at the corners of a grid, blended between them, on two scales.
struct Texture {
  private let random: CounterRandom
  private let cell: Float

  init(seed: UInt64, cell: Float) {
    random = CounterRandom(seed: seed)
    self.cell = cell
  }

  func value(at point: SIMD2<Float>) -> Float {
    0.65 * octave(point / cell, layer: 0) + 0.35 * octave(point / (cell / 2.6), layer: 1)
  }

  private func octave(_ point: SIMD2<Float>, layer: Int) -> Float {
    let corner = point.rounded(.down)
    let part = point - corner
    let blend = part * part * (3 - 2 * part)
    let (x, y) = (Int(corner.x), Int(corner.y))
    let top = drawn(x, y, layer) * (1 - blend.x) + drawn(x + 1, y, layer) * blend.x
    let bottom = drawn(x, y + 1, layer) * (1 - blend.x) + drawn(x + 1, y + 1, layer) * blend.x
    return top * (1 - blend.y) + bottom * blend.y
  }

  private func drawn(_ x: Int, _ y: Int, _ layer: Int) -> Float {
    let side = 1 << 12
    let cell = (y + side / 2) * side + x + side / 2
    return Float(random.integer(below: 1 << 20, for: .texture, frame: layer, pixel: cell)) / Float(1 << 20)
  }
}
