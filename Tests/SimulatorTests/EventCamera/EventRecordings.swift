import Foundation
import Kernels
import Recordings
import Simulator
import Tensors

/// An event with its cause.
struct LabelledEvent: Hashable {
  var event: Event
  var cause: EventCause
}

extension EventCamera {
  /// Everything that a camera makes of frames.
  func record(_ frames: [Tensor<Float>], at times: [Rational]) throws -> [LabelledEvent] {
    var result: [LabelledEvent] = []
    let keep: (SimulatedEvents) -> Void = { part in
      for (event, cause) in zip(part.events.events, part.causes) {
        result.append(LabelledEvent(event: event, cause: EventCause(rawValue: cause) ?? .photoreceptorNoise))
      }
    }
    for (frame, time) in zip(frames, times) { try append(frame, at: time, emit: keep) }
    try finish(emit: keep)
    return result
  }

  /// The same at a constant rate.
  func record(_ frames: [Tensor<Float>], fps: Int64) throws -> [LabelledEvent] {
    try record(frames, at: frames.indices.map { Rational(Int64($0), fps) })
  }
}

/// Pictures that move, with light and dark.
func movingPictures(_ count: Int, size: SensorSize) -> [Tensor<Float>] {
  (0..<count).map { frame in
    Tensor(
      shape: [size.height, size.width],
      scalars: (0..<size.width * size.height).map { pixel in
        let (x, y) = (Double(pixel % size.width), Double(pixel / size.width))
        return Float(
          (128 + 120 * sin((x - 1.3 * Double(frame)) / 5) * cos((y + 0.7 * Double(frame)) / 6)).rounded(.down))
      })
  }
}
