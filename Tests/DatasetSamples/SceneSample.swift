import Datasets
import Foundation
import Recordings
import Tensors

/// A folder of scenes in PHM's layout in which everything moves alike.
public struct SceneSample: Sendable {
  /// The size of the camera.
  public var (width, height) = (48, 32)
  /// The displacement from one frame to the next, in pixels.
  public var (u, v) = (Float(0.25), Float(-0.125))
  /// The frames of a recording.
  public var frameCount = 201
  /// The frames between fields.
  public var intervals = [10, 20]

  /// Makes a sample.
  public init() {}

  /// The flow over some frames.
  public func flow(interval: Int) -> Tensor<Float> {
    let pixels = width * height
    return Tensor(unsafeUninitializedShape: [2, height, width]) { target in
      for pixel in 0..<pixels {
        target.initializeElement(at: pixel, to: u * Float(interval))
        target.initializeElement(at: pixels + pixel, to: v * Float(interval))
      }
    }
  }

  /// Writes scenes to a folder.
  public func write(to folder: String, scenes: [String]) throws {
    for scene in scenes {
      let path = "\(folder)/\(scene)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try writeSpikes("\(path)/test.dat")
      for interval in intervals {
        let fields = "\(path)/dt=\(interval)/motion_vector"
        try FileManager.default.createDirectory(atPath: fields, withIntermediateDirectories: true)
        let flow = flow(interval: interval)
        for index in 0..<(frameCount - 1) / interval {
          try MiddleburyFlow.write(flow, path: "\(fields)/\(String(format: "%04d", index)).flo", overwrite: true)
        }
      }
    }
  }

  /// Spikes of an edge that moves along.
  private func writeSpikes(_ path: String) throws {
    let geometry = SpikeGeometry(width: width, height: height)
    let writer = try SpikeDatWriter(path: path, geometry: geometry, overwrite: true)
    for frame in 0..<frameCount {
      let stream = SpikeStream(geometry: geometry, frameCount: 1, firstFrame: frame) { bytes in
        for index in 0..<bytes.count { bytes[index] = 0 }
        for pixel in 0..<width * height {
          let x = Float(pixel % width) - u * Float(frame)
          let y = Float(pixel / width) - v * Float(frame)
          let isBright = (Int((x / 8).rounded(.down)) + Int((y / 8).rounded(.down))) % 2 == 0
          if (frame + pixel) % (isBright ? 2 : 5) == 0 { bytes[pixel / 8] |= 1 << UInt8(pixel % 8) }
        }
      }
      try writer.append(stream)
    }
    try writer.finish()
  }
}
