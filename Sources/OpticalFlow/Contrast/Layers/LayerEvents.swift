/// The events of a window as its layers share them: places, and times from -0.5 at its start to 0.5 at its end.
struct LayerEvents {
  var x: [Float] = []
  var y: [Float] = []
  var offset: [Float] = []
  var width: Int
  var height: Int

  var count: Int { x.count }

  /// Every `step`-th event.
  init(_ events: ContrastSolver.Events, step: Int) {
    (width, height) = (events.width, events.height)
    for index in stride(from: 0, to: events.x.count, by: step) {
      x.append(Float(events.x[index]))
      y.append(Float(events.y[index]))
      offset.append(events.time[index] - 0.5)
    }
  }

  /// Some of the events.
  init(_ events: LayerEvents, where isIn: (Int) -> Bool) {
    (width, height) = (events.width, events.height)
    for index in events.x.indices where isIn(index) {
      x.append(events.x[index])
      y.append(events.y[index])
      offset.append(events.offset[index])
    }
  }

  /// Where the events lie at a moment when they move alike, -0.5 at the start of the window.
  func places(along motion: LayerMotion, at moment: Double) -> (x: [Float], y: [Float]) {
    var (px, py) = (x, y)
    px.withUnsafeMutableBufferPointer { px in
      py.withUnsafeMutableBufferPointer { py in
        offset.withUnsafeBufferPointer { offset in
          for index in px.indices {
            let middle = motion.middle(Double(px[index]), Double(py[index]), offset: Double(offset[index]))
            let (u, v) = motion.flow(middle.x, middle.y)
            (px[index], py[index]) = (Float(middle.x + moment * u), Float(middle.y + moment * v))
          }
        }
      }
    }
    return (px, py)
  }
}
