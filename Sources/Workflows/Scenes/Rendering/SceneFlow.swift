import Recordings
import Simulator
import Tensors

/// The fields of flow of a scene over some intervals, and what else is true of its pixels.
struct SceneFlow {
  let renderer: SceneRenderer
  let layout: SceneLayout
  let rate: Rational
  let frames: Int
  /// Whether all of the truth is wanted, not the flow alone.
  let hasTruth: Bool

  /// A moment at which fields over an interval begin or end.
  func moment(_ index: Int, interval: Int) -> SceneMoment {
    SceneMoment(index: index, seconds: layout.seconds(ofFrame: index * interval, rate: rate))
  }

  /// The moments at which fields over an interval begin or end, in order.
  func moments(interval: Int) -> [SceneMoment] {
    (0...layout.fieldCount(frames: frames, interval: interval)).map { moment($0, interval: interval) }
  }

  /// Hands all fields over an interval to a sink.
  func write(interval: Int, to sink: any SceneSink, didWrite: () throws -> Void) throws {
    let moments = moments(interval: interval)
    for (first, second) in zip(moments, moments.dropFirst()) {
      try sink.append(field(first, second, interval: interval))
      try didWrite()
    }
    if hasTruth, moments.count > 1, let last = moments.last {
      try sink.append(lastObjects: renderer.objects(at: last.seconds), interval: interval, index: last.index)
    }
  }

  private func field(_ first: SceneMoment, _ second: SceneMoment, interval: Int) -> SceneField {
    guard hasTruth else {
      return SceneField(
        interval: interval, first: first, second: second,
        flow: renderer.flow(from: first.seconds, to: second.seconds))
    }
    let forward = renderer.truth(from: first.seconds, to: second.seconds)
    let backward = renderer.truth(from: second.seconds, to: first.seconds)
    return SceneField(
      interval: interval, first: first, second: second, flow: forward.flow, truth: (forward, backward))
  }
}
