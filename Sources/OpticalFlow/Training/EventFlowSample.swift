import Kernels
import Recordings
import Representations
import Tensors

/// The events of a window and what is known of their flow: what STE-FlowNet is trained with.
public struct EventFlowSample: Sendable {
  /// The events themselves, for the loss of contrast and for passes over moved ones.
  public struct Events: Sendable {
    /// The column of each.
    public var x: [UInt16]
    /// Its row.
    public var y: [UInt16]
    /// Its time, 0 at the start of the window and 1 at its end.
    public var time: [Float]
    /// Whether it got brighter there.
    public var isOn: [Bool]

    /// Describes events, in order of time.
    public init(x: [UInt16], y: [UInt16], time: [Float], isOn: [Bool]) {
      precondition(
        x.count == y.count && x.count == time.count && x.count == isOn.count,
        "Every event has a place, a time and a polarity.")
      (self.x, self.y, self.time, self.isOn) = (x, y, time, isOn)
    }

    /// The time of the window's end where it lasts as many ticks as times have different values.
    private static let ticks: Int64 = 1 << 24

    /// The window that they are of.
    static var window: Range<Int64> { 0..<ticks }

    /// The same as a batch of ``window``. Cost: a copy.
    var batch: EventBatch {
      var batch = EventBatch(capacity: max(1, x.count))
      batch.refill { columns in
        for index in x.indices {
          let tick = min(Self.ticks - 1, Int64(time[index] * Float(Self.ticks)))
          columns.write(Event(timeMicroseconds: tick, x: x[index], y: y[index], isOn: isOn[index]), at: index)
        }
        return x.count
      }
      return batch
    }

    /// The same moved to the window's start along a flow `[2, height, width]`, encoded in so many splits.
    func splits(_ count: Int, movedAlong flow: Tensor<Float>, workers: Workers) -> Tensor<UInt8> {
      STEEncoding(splits: count).tensor(
        of: batch.moved(along: flow, over: Self.window),
        over: SpaceTimeWindow(
          width: flow.shape[2], height: flow.shape[1], startMicroseconds: 0, endMicroseconds: Self.ticks),
        workers: workers)
    }
  }

  /// The encoded splits, `[splits, 2, height, width]`, on before off, as `STEEncoding` makes them.
  public var splits: Tensor<UInt8>
  /// The flow over the window, in pixels; nil where none is known.
  public var truth: FlowField?
  /// The pictures at both ends of the window, `[2, height, width]`, 0 for black to 1 for white; nil without.
  public var pictures: Tensor<Float>?
  /// The events; nil where the loss needs none and there is one pass.
  public var events: Events?
  /// The passes after which it is judged: all but the first see the events moved back along the flow found before.
  public var passes = 1

  /// Describes a sample.
  public init(
    splits: Tensor<UInt8>, truth: FlowField? = nil, pictures: Tensor<Float>? = nil, events: Events? = nil
  ) {
    precondition(splits.rank == 4 && splits.shape[1] == 2, "Splits have the shape [splits, 2, height, width].")
    let size = Array(splits.shape.suffix(2))
    precondition(truth.map { [$0.height, $0.width] == size } ?? true, "The truth has another size.")
    precondition(pictures.map { $0.shape == [2] + size } ?? true, "The pictures have another size.")
    (self.splits, self.truth, self.pictures, self.events) = (splits, truth, pictures, events)
  }

  /// The rows.
  public var height: Int { splits.shape[2] }
  /// The columns.
  public var width: Int { splits.shape[3] }

  /// 1 where a pixel has an event, else 0, `[height, width]`.
  public var eventMask: Tensor<UInt8> {
    let (pixels, planes) = (height * width, splits.shape[0] * 2)
    return splits.withUnsafeBufferPointer { values in
      Tensor(unsafeUninitializedShape: [height, width]) { out in
        for pixel in 0..<pixels {
          let hasEvent = (0..<planes).contains { values[$0 * pixels + pixel] != 0 }
          out.initializeElement(at: pixel, to: hasEvent ? 1 : 0)
        }
      }
    }
  }
}

extension EventFlowSample {
  /// The sample in a mirror: left to right, upside down, or both.
  public func flipped(horizontally: Bool, vertically: Bool) -> EventFlowSample {
    guard horizontally || vertically else { return self }
    var sample = self
    sample.splits = splits.mirrored(horizontally: horizontally, vertically: vertically)
    sample.truth = truth?.flipped(horizontally: horizontally, vertically: vertically)
    sample.pictures = pictures?.mirrored(horizontally: horizontally, vertically: vertically)
    if let events {
      let (right, bottom) = (UInt16(width - 1), UInt16(height - 1))
      sample.events = Events(
        x: horizontally ? events.x.map { right - $0 } : events.x,
        y: vertically ? events.y.map { bottom - $0 } : events.y, time: events.time, isOn: events.isOn)
    }
    return sample
  }

  /// The sample with on and off exchanged.
  public var negated: EventFlowSample {
    var sample = self
    let pixels = height * width
    sample.splits = splits.withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: splits.shape) { out in
        for plane in 0..<splits.shape[0] * 2 {
          for pixel in 0..<pixels {
            out.initializeElement(at: plane * pixels + pixel, to: source[(plane ^ 1) * pixels + pixel])
          }
        }
      }
    }
    if let events { sample.events?.isOn = events.isOn.map { !$0 } }
    return sample
  }

  /// The sample backwards in time: splits in the opposite order, on and off exchanged, pictures and times turned round.
  ///
  /// - Precondition: No flow is known: it would be that of the other end's pixels.
  public var reversed: EventFlowSample {
    precondition(truth == nil, "The flow of a window from its end is not that from its start.")
    var sample = negated
    func backwards<Scalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
      Tensor(
        concatenating: (0..<tensor.shape[0]).reversed().map { index in
          let slice = tensor.slice(at: index)
          return slice.reshaped(to: [1] + slice.shape)
        })
    }
    sample.splits = backwards(sample.splits)
    sample.pictures = pictures.map(backwards)
    sample.events = events.map { events in
      Events(
        x: events.x.reversed(), y: events.y.reversed(), time: events.time.reversed().map { 1 - $0 },
        isOn: events.isOn.reversed().map { !$0 })
    }
    return sample
  }
}

extension Tensor {
  /// Planes in a mirror: the last two axes are rows and columns.
  fileprivate func mirrored(horizontally: Bool, vertically: Bool) -> Tensor {
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    return withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: shape) { out in
        for row in 0..<count / width {
          let (plane, y) = row.quotientAndRemainder(dividingBy: height)
          let from = (plane * height + (vertically ? height - 1 - y : y)) * width
          for x in 0..<width {
            out.initializeElement(at: row * width + x, to: source[from + (horizontally ? width - 1 - x : x)])
          }
        }
      }
    }
  }
}
