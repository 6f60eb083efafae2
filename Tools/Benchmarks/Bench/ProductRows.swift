import Kernels

extension KernelRows {
  /// Products of the BLAS library, one on every thread at once, as Saccade calls it: at the shapes of the weight
  /// gradients, whose second factor is turned, and at those of Winograd's products, which Saccade makes itself because a
  /// library packs both factors anew every time.
  func products() throws -> [Row] {
    let blas = try BLAS.shared()
    let gradients = [(96, 115, 384), (64, 211, 384), (64, 32, 2048), (256, 256, 256)].map { ($0, $1, $2, true) }
    let panels = [(96, 48, 115), (64, 48, 211), (32, 48, 275)].map { ($0, $1, $2, false) }
    let repetitions = 36
    return (gradients + panels).map { rows, columns, inner, isTurned in
      let threads = workers.threads
      let a = FeatureMap(draw([1, threads, rows, inner]))
      let b = FeatureMap(draw([1, threads, inner, columns]))
      let c = FeatureMap(channels: threads, height: rows, width: columns)
      let (core, turned) = (blas.library.coreType.map { ", \($0)" } ?? "", isTurned ? ", b turned" : "")
      return computed(
        "product \(rows)x\(inner)x\(columns)\(turned)\(core)",
        operations: 2 * rows * columns * inner * threads * repetitions
      ) {
        workers.forEach(threads) { thread in
          for _ in 0..<repetitions {
            blas.multiply(
              rows: rows, columns: columns, inner: inner, a: a.plane(sample: 0, channel: thread), aStride: inner,
              b: b.plane(sample: 0, channel: thread), bStride: isTurned ? inner : columns, transposeB: isTurned,
              beta: 0, c: c.plane(sample: 0, channel: thread), cStride: columns)
          }
        }
      }
    }
  }
}
