import Kernels
import Recordings
import Tensors

/// How the events of a recording become the input of time steps: counted by pixel and polarity.
///
/// A step is a stretch of the recording, so that a classifier's latency is real time: what it knew after step k it
/// could have said `k · ``stepMicroseconds(of:)`` ` after the first event.
public struct EventBinning: Sendable, Hashable, Codable {
  /// What the steps share.
  public enum Extent: Sendable, Hashable, Codable {
    /// The recording from its first event to its last.
    case recording
    /// That many microseconds a step, from the first event on; events after the last step are left out.
    case microsecondsPerStep(Int64)
  }

  /// The number of steps.
  public var steps: Int
  /// What they share.
  public var extent: Extent
  /// The pixels of the sensor, along each axis, that are one of the input; counts are summed.
  public var downsampling: Int
  /// The largest count of a pixel in a step; nil for no bound. 1 makes spikes of them.
  public var largestCount: Int?

  /// Describes a binning.
  public init(steps: Int, extent: Extent = .recording, downsampling: Int = 1, largestCount: Int? = nil) {
    precondition(steps > 0, "Events are counted in a step or more, not \(steps).")
    precondition(downsampling > 0, "One pixel of the input is one of the sensor or more, not \(downsampling).")
    if case .microsecondsPerStep(let duration) = extent {
      precondition(duration > 0, "A step lasts a microsecond or more, not \(duration).")
    }
    self.steps = steps
    self.extent = extent
    self.downsampling = downsampling
    self.largestCount = largestCount
  }

  /// The binning that a classifier of events was made for; nil for one of pictures.
  public init?(_ input: ClassifierInput) {
    guard case .events(let bins, let duration) = input else { return nil }
    self.init(steps: bins, extent: .microsecondsPerStep(duration))
  }

  /// The shape of one step for a sensor: `[2, rows, columns]`. Pixels at the right and lower border that fill no whole
  /// square are kept.
  public func shape(width: Int, height: Int) -> [Int] {
    [2, (height + downsampling - 1) / downsampling, (width + downsampling - 1) / downsampling]
  }

  /// How long a step of a recording lasts, in microseconds; 0 where it has no events.
  public func stepMicroseconds(of events: EventBatch) -> Double {
    if case .microsecondsPerStep(let duration) = extent { return Double(duration) }
    return Self.bounds(of: events).map { (Double($0.span) + 1) / Double(steps) } ?? 0
  }

  /// The time from the first event of a recording to the end of each step, in microseconds: a latency table's axis.
  public func microseconds(afterEachStepOf events: EventBatch) -> [Double] {
    let step = stepMicroseconds(of: events)
    return (1...steps).map { Double($0) * step }
  }

  /// The counts of recordings: `[steps, recordings, 2, rows, columns]`, channel 0 of events that went darker, 1 of those
  /// that went brighter.
  ///
  /// - Parameters:
  ///   - width: The sensor's columns; no event lies beyond them.
  ///   - height: The sensor's rows.
  public func input(of recordings: [EventBatch], width: Int, height: Int, workers: Workers) -> SpikingInput {
    let shape = shape(width: width, height: height)
    let cells = shape.reduce(1, *)
    var counts = Tensor<Float>(zeros: [steps, recordings.count] + shape)
    counts.withUnsafeMutableBufferPointer { counts in
      // Recordings have cells of their own.
      nonisolated(unsafe) let counts = counts
      workers.forEach(recordings.count) { recording in
        count(recordings[recording], width: width, height: height) { step, cell in
          counts[(step * recordings.count + recording) * cells + cell] += 1
        }
        guard let largestCount else { return }
        for step in 0..<steps {
          let first = (step * recordings.count + recording) * cells
          for place in first..<first + cells { counts[place] = min(counts[place], Float(largestCount)) }
        }
      }
    }
    return .sequence(counts)
  }

  private func count(_ events: EventBatch, width: Int, height: Int, add: (_ step: Int, _ cell: Int) -> Void) {
    guard let bounds = Self.bounds(of: events) else { return }
    let shape = shape(width: width, height: height)
    let (rows, columns) = (shape[1], shape[2])
    events.withColumns { event in
      for index in 0..<events.count {
        let (x, y) = (Int(event.x[index]), Int(event.y[index]))
        precondition(x < width && y < height, "An event at (\(x), \(y)) lies outside the \(width)x\(height) sensor.")
        guard let step = step(of: UInt64(bitPattern: event.t[index] &- bounds.first), span: bounds.span) else {
          continue
        }
        let plane = event.p[index] == 0 ? 0 : 1
        add(step, (plane * rows + y / downsampling) * columns + x / downsampling)
      }
    }
  }

  /// The step of a time after the first event, or nil after the last.
  private func step(of time: UInt64, span: UInt64) -> Int? {
    switch extent {
    case .microsecondsPerStep(let duration):
      let step = time / UInt64(duration)
      return step < UInt64(steps) ? Int(step) : nil
    case .recording:
      // A recording ends a microsecond after its last event.
      let length = span == .max ? span : span + 1
      return min(Int(length.dividingFullWidth(time.multipliedFullWidth(by: UInt64(steps))).quotient), steps - 1)
    }
  }

  private static func bounds(of events: EventBatch) -> (first: Int64, span: UInt64)? {
    if events.isEmpty { return nil }
    let (first, last) = events.withColumns { columns in
      (0..<events.count).reduce((Int64.max, Int64.min)) { (min($0.0, columns.t[$1]), max($0.1, columns.t[$1])) }
    }
    return (first, UInt64(bitPattern: last &- first))
  }
}
