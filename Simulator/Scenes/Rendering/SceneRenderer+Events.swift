import Recordings

extension SceneRenderer {
  /// The number of the thing that the pixel of each event sees at the time of the event; −1 where it sees none.
  ///
  /// Times of events are microseconds of the scene's clock. Cost: some 20 ns an event and thing, and 1 µs for each time
  /// that differs from the one before.
  public func objects(of events: EventBatch) -> [Int32] {
    var labels: [Int32] = []
    labels.reserveCapacity(events.count)
    var (time, backs): (Int64?, [ScenePose?]) = (nil, [])
    events.withColumns { columns in
      for index in 0..<events.count {
        if columns.t[index] != time {
          time = columns.t[index]
          backs = poses(at: Double(columns.t[index]) * 1e-6).map { $0.isInvertible ? $0.inverse : nil }
        }
        let point = SIMD2(Double(columns.x[index]), Double(columns.y[index]))
        let front = layers.indices.reversed().first { number in
          backs[number].map { layers[number].contains($0(point)) } ?? false
        }
        labels.append(Int32(front ?? -1))
      }
    }
    return labels
  }

  /// The farthest that anything a pixel could see moves from one moment to another, in pixels of the sensor: that of the
  /// corners of all things, of the sensor for those that are everywhere.
  public func largestMotion(from first: Double, to second: Double) -> Double {
    let motions = SceneMotions(self, from: first, to: second)
    return motions.largest(in: PixelRegion(x: 0, y: 0, size: scene.size), beyond: true)
  }
}
