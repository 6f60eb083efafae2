import Kernels

extension KernelRows {
  /// What E-RAFT computes with at 480 x 640, an eighth of it unless the row says another size.
  func volumes() -> [Row] {
    let (channels, rows, columns) = (256, 60, 80)
    let pixels = rows * columns
    func map(_ channels: Int, _ rows: Int = 60, _ columns: Int = 80) -> FeatureMap {
      FeatureMap(draw([1, channels, rows, columns]))
    }
    let (a, b, places) = (map(channels), map(channels), map(2))
    let volume = CorrelationVolume(channels: channels, height: rows, width: columns)
    let projection = VolumeProjection(weight: draw([256, CorrelationVolume.valueCount, 1, 1]), bias: draw([256]))
    let (sums, full, mask) = (map(256), map(2, 480, 640), map(ConvexUpsampling.weightCount))
    let large = map(64, 240, 320)
    let lines = [[1, LineConvolution.taps], [LineConvolution.taps, 1]].map { kernel in
      let convolution = LineConvolution(weight: draw([256, 256] + kernel))
      return computed(
        "convolution 256->256 k\(kernel[0])x\(kernel[1]) s1 \(rows)x\(columns)",
        operations: convolution.operations(height: rows, width: columns)
      ) { convolution(ConcatenatedMaps(a), into: sums, workers: workers) }
    }
    return lines + [
      computed(
        "correlation volume \(channels) \(rows)x\(columns)",
        operations: CorrelationVolume.operations(channels: channels, height: rows, width: columns)
      ) { volume.write(a, b, workers: workers) },
      computed(
        "look-up and convolution 324->256 \(rows)x\(columns)",
        operations: 2 * 256 * CorrelationVolume.valueCount * pixels
      ) { projection(volume, at: places, into: sums, activation: .relu, workers: workers) },
      moved("convex upsampling \(rows)x\(columns)", bytes: 4 * pixels * (ConvexUpsampling.weightCount + 128)) {
        ConvexUpsampling.run(places, weights: mask, scale: 0.25, into: full, workers: workers)
      },
      moved("instance normalization 64 240x320", bytes: 8 * 64 * 240 * 320, inPlace: true) {
        InstanceNormalization.run(large, activation: .relu, into: large, workers: workers)
      },
    ]
  }
}
