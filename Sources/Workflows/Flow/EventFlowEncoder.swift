import Kernels
import OpticalFlow
import Recordings
import Representations
import Tensors

/// Encodes the windows of a recording as STE-FlowNet takes them: each of a window's spans has splits of its own.
///
/// Splits and weights are those of all events of the sensor; memory is taken for the pixels that the network sees.
package struct EventFlowEncoder {
  package let encoding: STEEncoding
  package let plan: EventFlowPlan
  /// The part of the sensor that the network sees.
  private let layout: EventFlowLayout
  /// Not those of the network, which may run at the same time.
  private let workers: Workers

  package init(encoding: STEEncoding, plan: EventFlowPlan, layout: EventFlowLayout) throws {
    (self.encoding, self.plan, self.layout) = (encoding, plan, layout)
    workers = try Workers(threads: 1)
  }

  /// The splits of all spans at the layout's part, `[splits, 2, height, width]`, and when each span ends; no splits where
  /// none holds an event that the network sees.
  package func encode(_ window: EventWindow) -> (splits: Tensor<UInt8>?, spanEnds: [Int64]) {
    let parts = plan.parts(of: window)
    let encodings = parts.map { part in
      encoding.tensor(
        of: part.events.counted(from: layout),
        over: EventVolume(
          width: layout.width, height: layout.height, startMicroseconds: part.interval.startMicroseconds,
          endMicroseconds: part.interval.endMicroseconds), workers: workers)
    }
    let splits = encodings.count == 1 ? encodings[0] : Tensor(concatenating: encodings)
    return (isEmpty(splits) ? nil : splits, parts.map(\.interval.endMicroseconds))
  }

  private func isEmpty(_ splits: Tensor<UInt8>) -> Bool {
    splits.withUnsafeBufferPointer { values in values.allSatisfy { $0 == 0 } }
  }
}

extension EventBatch {
  /// The events of a sensor with places that count from the corner of a part of it; all others have places outside of the
  /// part. Cost: a copy where the corner is not the sensor's.
  func counted(from part: EventFlowLayout) -> EventBatch {
    if part.x == 0 && part.y == 0 { return self }
    let (x, y) = (UInt16(part.x), UInt16(part.y))
    var moved = self
    moved.edit { columns, count in
      // What lies left of the corner or above wraps round to beyond every sensor's end.
      for index in 0..<count {
        columns.x[index] &-= x
        columns.y[index] &-= y
      }
      return count
    }
    return moved
  }
}
