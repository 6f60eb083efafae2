import Recordings

extension SceneRenderer {
  /// The number of the thing that the pixel of each event sees at the time of the event; −1 where it sees none.
  ///
  /// Times of events are microseconds of the scene's clock. Cost: some 20 ns an event and layer, and 1 µs for each time
  /// that differs from the one before; where there are meshes some 100 ns an event, and for each such time what it takes to
  /// look at all their triangles, some 100 ns each.
  public func objects(of events: EventBatch) -> [Int32] {
    var labels: [Int32] = []
    labels.reserveCapacity(events.count)
    var (time, backs, views): (Int64?, [ScenePose?], [MeshView]) = (nil, [], [])
    var readers: [MeshReader] = []
    events.withColumns { columns in
      for index in 0..<events.count {
        if columns.t[index] != time {
          time = columns.t[index]
          let moment = moment(at: Double(columns.t[index]) * 1e-6)
          backs = moment.poses.map { $0.isInvertible ? $0.inverse : nil }
          views = moment.views
          readers = views.map { MeshReader($0) }
        }
        let point = SIMD2(Double(columns.x[index]), Double(columns.y[index]))
        let label = layers.indices.reversed().lazy.compactMap { number -> Int? in
          if let group = meshes?.group(endingWith: number) {
            return readers[group].nearest(at: point).map { readers[group].number(of: $0.owner) }
          }
          guard let layer = layers[number], let back = backs[number] else { return nil }
          return layer.contains(back(point)) ? number : nil
        }.first
        labels.append(Int32(label ?? -1))
      }
    }
    withExtendedLifetime(views) {}
    return labels
  }

  /// The farthest that anything a pixel could see moves from one moment to another, in pixels of the sensor: that of the
  /// corners of all things, of the sensor for those that are everywhere.
  public func largestMotion(from first: Double, to second: Double) -> Double {
    let motions = SceneMotions(self, from: first, to: second)
    return motions.largest(in: PixelRegion(x: 0, y: 0, size: scene.size), beyond: true)
  }
}
