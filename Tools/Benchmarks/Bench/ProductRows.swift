import Kernels
import Tensors

extension KernelRows {
  /// Products of the BLAS library at the shapes of convolutions' weight gradients, one on every thread at once, as
  /// Saccade calls it: stored as they are, and with the second factor turned.
  func products() throws -> [Row] {
    let blas = try BLAS.shared()
    let shapes = [(96, 1035, 1024), (64, 576, 1024), (32, 288, 4096), (256, 256, 256)]
    return shapes.flatMap { rows, columns, inner in
      [false, true].map { isTurned in
        let threads = workers.threads
        let a = FeatureMap(draw([1, threads, rows, inner]))
        let b = FeatureMap(draw([1, threads, inner, columns]))
        let c = FeatureMap(channels: threads, height: rows, width: columns)
        let (core, turned) = (blas.library.coreType.map { ", \($0)" } ?? "", isTurned ? ", b turned" : "")
        return computed(
          "product \(rows)x\(inner)x\(columns)\(turned)\(core)", operations: 2 * rows * columns * inner * threads
        ) {
          workers.forEach(threads) { thread in
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
