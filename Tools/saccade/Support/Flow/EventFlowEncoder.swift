import Kernels
import OpticalFlow
import Recordings
import Representations
import Tensors

/// Encodes the windows of a recording as STE-FlowNet takes them: each of a window's spans has splits of its own.
struct EventFlowEncoder {
  /// The sensor's columns.
  let width: Int
  /// The sensor's rows.
  let height: Int
  let encoding: STEEncoding
  let plan: EventFlowPlan
  /// The part of the sensor that the network sees.
  private let layout: EventFlowLayout
  /// Not those of the network, which may run at the same time.
  private let workers: Workers

  init(width: Int, height: Int, encoding: STEEncoding, plan: EventFlowPlan, layout: EventFlowLayout) throws {
    (self.width, self.height, self.encoding, self.plan, self.layout) = (width, height, encoding, plan, layout)
    workers = try Workers(threads: 1)
  }

  /// The splits of all spans, `[splits, 2, height, width]`, and when each span ends; no splits where none holds an event
  /// that the network sees.
  func encode(_ window: EventWindow) -> (splits: Tensor<UInt8>?, spanEnds: [Int64]) {
    let parts = plan.parts(of: window)
    let encodings = parts.map { part in
      encoding.tensor(
        of: part.events,
        over: EventVolume(
          width: width, height: height, startMicroseconds: part.interval.startMicroseconds,
          endMicroseconds: part.interval.endMicroseconds), workers: workers)
    }
    let splits = encodings.count == 1 ? encodings[0] : Tensor(concatenating: encodings)
    return (isEmpty(splits) ? nil : splits, parts.map(\.interval.endMicroseconds))
  }

  private func isEmpty(_ splits: Tensor<UInt8>) -> Bool {
    splits.withUnsafeBufferPointer { values in
      for plane in 0..<splits.shape[0] * splits.shape[1] {
        for row in layout.y..<layout.y + layout.height {
          let start = (plane * height + row) * width + layout.x
          if values[start..<start + layout.width].contains(where: { $0 != 0 }) { return false }
        }
      }
      return true
    }
  }
}
