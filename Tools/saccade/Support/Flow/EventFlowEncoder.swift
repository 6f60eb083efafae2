import Kernels
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
  /// Not those of the network, which may run at the same time.
  private let workers: Workers

  init(width: Int, height: Int, encoding: STEEncoding, plan: EventFlowPlan) throws {
    (self.width, self.height, self.encoding, self.plan) = (width, height, encoding, plan)
    workers = try Workers(threads: 1)
  }

  /// The splits of all spans, `[splits, 2, height, width]`, and when each span ends; no splits where no event reaches
  /// them.
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
    let isEmpty = splits.withUnsafeBufferPointer { $0.allSatisfy { $0 == 0 } }
    return (isEmpty ? nil : splits, parts.map(\.interval.endMicroseconds))
  }
}
