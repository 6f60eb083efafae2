import Files
import Foundation
import Media
import OpticalFlow
import Recordings
import Simulator
import Tensors

/// A short video of a scene: the light, and beside it the flow over ten frames.
struct SceneThumbnail {
  /// A video as a file's bytes, and its first picture.
  let video: (file: [UInt8], poster: Tensor<UInt8>)
  /// How long the flow is, over all that is shown, in pixels of the scene's own sensor.
  let flow: (median: Double, longest: Double)

  private static let picturesPerSecond = 20.0
  /// The frames that flow goes over.
  static let interval = 10
  private static let gap = 4

  /// - Parameters:
  ///   - frames: The frames of a recording, over which the pictures are spread.
  ///   - name: What messages call the video.
  init(
    _ scene: Scene, rate: Rational, frames: Int, pictures: Int, width: Int, name: String, threads: Int
  ) throws {
    let size = Self.size(of: scene.size, width: width)
    let enlargement = Double(scene.width) / Double(size.width)
    let renderer = try SceneRenderer(scene.seen(by: size), threads: threads)
    let step = max(1, (frames - Self.interval) / pictures)
    var (lights, flows, lengths): ([Tensor<UInt8>], [Tensor<Float>], [Float]) = ([], [], [])
    for picture in 0..<pictures {
      let time = Double(picture * step) / rate.doubleValue
      lights.append(LinearLight.bytes(ofGray: renderer.picture(at: time)))
      let field = renderer.flow(from: time, to: time + Double(Self.interval) / rate.doubleValue).flow
      lengths += Self.lengths(field)
      flows.append(field)
    }
    lengths.sort()
    // A few far points of a blade's tip would leave the rest pale.
    let long = lengths[lengths.count * 99 / 100]
    flow = (Double(lengths[lengths.count / 2]) * enlargement, Double(lengths[lengths.count - 1]) * enlargement)
    let colors = FlowColors(maximum: max(long, 1e-3))
    let shown = zip(lights, flows).map { Self.beside($0, colors.picture(of: $1)) }
    video = (try Self.encoded(shown, name: name), shown[0])
  }

  private static func size(of sensor: SensorSize, width: Int) -> SensorSize {
    let height = Double(sensor.height) * Double(width) / Double(sensor.width)
    return SensorSize(width: width, height: 2 * max(1, Int((height / 2).rounded())))
  }

  private static func lengths(_ flow: Tensor<Float>) -> [Float] {
    let pixels = flow.count / 2
    return flow.withUnsafeBufferPointer { flow in
      // Every seventh is enough to know how they are spread.
      stride(from: 0, to: pixels, by: 7).map {
        (flow[$0] * flow[$0] + flow[pixels + $0] * flow[pixels + $0]).squareRoot()
      }
    }
  }

  /// A gray picture, a white gap, and one in colours.
  private static func beside(_ gray: Tensor<UInt8>, _ colors: Tensor<UInt8>) -> Tensor<UInt8> {
    let (height, width) = (gray.shape[0], gray.shape[1])
    let total = 2 * width + gap
    return gray.withUnsafeBufferPointer { gray in
      colors.withUnsafeBufferPointer { colors in
        Tensor(unsafeUninitializedShape: [height, total, 3]) { out in
          out.initialize(repeating: 255)
          for row in 0..<height {
            for column in 0..<width {
              let (left, right) = (3 * (row * total + column), 3 * (row * total + width + gap + column))
              for channel in 0..<3 {
                out[left + channel] = gray[row * width + column]
                out[right + channel] = colors[3 * (row * width + column) + channel]
              }
            }
          }
        }
      }
    }
  }

  private static func encoded(_ pictures: [Tensor<UInt8>], name: String) throws -> [UInt8] {
    let place = try TemporaryFiles.folder(forFileNamed: "thumbnail.mp4", standingFor: name)
    defer { if TemporaryFiles.remove(place.folder) { TemporaryFiles.removeTree(place.folder) } }
    let writer = try VideoWriter(
      path: place.file, width: pictures[0].shape[1], height: pictures[0].shape[0],
      framesPerSecond: picturesPerSecond)
    for picture in pictures { try writer.append(picture) }
    try writer.finish()
    let file = try InputFile(path: place.file)
    return try file.bytes(at: 0, count: file.byteCount)
  }
}

extension Scene {
  /// The same as a sensor of other pixels sees it, as wide as the whole of its own.
  fileprivate func seen(by size: SensorSize) -> Scene {
    var scene = self
    (scene.width, scene.height) = (size.width, size.height)
    scene.space = space ?? SceneSpace(size: self.size)
    // The middle of the sensor is another point of the plane.
    scene.camera.x = camera.x.shifted(by: Double(width - size.width) / 2)
    scene.camera.y = camera.y.shifted(by: Double(height - size.height) / 2)
    let enlargement = Double(width) / Double(size.width)
    scene.camera.scaleX = camera.scaleX.scaled(by: enlargement)
    scene.camera.scaleY = camera.scaleY.scaled(by: enlargement)
    return scene
  }
}
