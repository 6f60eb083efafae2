import CKernels
import Runtime
import Tensors

/// The correlation of every pixel of one map with every pixel of another, at four sizes, and what is read of it around
/// moving places (Teed and Deng, RAFT, ECCV 2020).
///
/// Level 0 is `v[q, p] = Σ a[c, q] · b[c, p] / √channels`; every further level is half as high and wide, the mean of
/// 2 x 2 values, an odd last row or column left out. Memory: `height² · width²` values and a third more; nothing is held
/// twice. Writing is bound by multiply-adds, reading by the latency of memory.
public final class CorrelationVolume: @unchecked Sendable {
  /// The sizes.
  public static let levelCount = 4
  /// How far around a place a level is read, in its own pixels.
  public static let radius = 4
  /// The values that are read around a place at all levels.
  public static let valueCount = levelCount * (2 * radius + 1) * (2 * radius + 1)
  /// Fewer rows or columns leave the coarsest level less than two.
  public static let smallestSide = 2 << (levelCount - 1)

  /// The rows of both maps.
  public let height: Int
  /// The columns of both maps.
  public let width: Int
  /// The channels of both maps.
  public let channels: Int

  private struct Level {
    var height: Int
    var width: Int
    /// The values from one query's plane to the next: whole registers.
    var stride: Int
    var memory: AlignedMemory

    var values: UnsafeMutablePointer<Float> { memory.baseAddress.assumingMemoryBound(to: Float.self) }
  }

  private let levels: [Level]
  /// The first map as the products read it.
  private let queries: PackedWeights
  private static let lanes = 16
  /// The queries of an item: their planes stay in the second-level cache until they are halved.
  private static let itemQueries = 48

  /// Takes the memory for maps of one size.
  public init(channels: Int, height: Int, width: Int) {
    precondition(
      height >= Self.smallestSide && width >= Self.smallestSide,
      "A volume of \(height) x \(width) leaves fewer than two rows or columns at its coarsest level.")
    (self.channels, self.height, self.width) = (channels, height, width)
    queries = PackedWeights(outputs: height * width, terms: channels)
    let rows = PackedWeights.paddedRows(height * width)
    levels = (0..<Self.levelCount).map { level in
      let (h, w) = (height >> level, width >> level)
      let stride = (h * w + Self.lanes - 1) / Self.lanes * Self.lanes
      return Level(
        height: h, width: w, stride: stride,
        memory: AlignedMemory(uninitializedByteCount: rows * stride * MemoryLayout<Float>.stride))
    }
  }

  /// The bytes of all levels and of the first map.
  public var byteCount: Int { levels.reduce(queries.byteCount) { $0 + $1.memory.byteCount } }

  /// The floating-point operations of ``write(_:_:workers:)``.
  public static func operations(channels: Int, height: Int, width: Int) -> Int {
    2 * channels * height * width * height * width
  }

  /// Correlates two maps `[1, channels, height, width]`.
  public func write(_ a: FeatureMap, _ b: FeatureMap, workers: Workers) {
    precondition(
      a.shape == [1, channels, height, width] && b.shape == a.shape,
      "Maps of shape \(a.shape) and \(b.shape) are not those of a volume of \([1, channels, height, width]).")
    let scale = 1 / Float(channels).squareRoot()
    let items = RowBands(rows: height * width, perBand: Self.itemQueries)
    workers.forEach(items.count) { item in
      let range = items[item]
      pack(a, range, scale: scale)
      var job = SaccadeProduct(
        weights: queries.panel(from: range.lowerBound), terms: channels, columns: b.plane(sample: 0),
        channel_stride: height * width, channels: channels, taps: nil, tap_count: 1, outputs: range.count,
        count: height * width, accumulate: 0, out: levels[0].values + range.lowerBound * levels[0].stride,
        out_stride: levels[0].stride)
      workers.kernels.networks.products.planes(&job)
      for query in range {
        for (finer, coarser) in zip(levels, levels.dropFirst()) {
          workers.kernels.networks.volume.halve(
            finer.values + query * finer.stride, finer.height, finer.width, coarser.values + query * coarser.stride)
        }
      }
    }
  }

  /// Lays some pixels of the first map out as rows of weights, times the scale.
  private func pack(_ a: FeatureMap, _ range: Range<Int>, scale: Float) {
    let group = PackedWeights.rowsPerPanel
    for first in stride(from: range.lowerBound, to: range.upperBound, by: group) {
      var target = queries.panel(from: first)
      let count = min(group, range.upperBound - first)
      for channel in 0..<channels {
        let source = a.plane(sample: 0, channel: channel) + first
        for lane in 0..<count { target[lane] = scale * source[lane] }
        target += group
      }
    }
  }

  /// Reads the volume around places: `[1, 324, height, width]` of `[1, 2, height, width]`, x and y of every pixel of the
  /// first map in the second.
  ///
  /// Channel `81 l + 9 i + j` is level l at `(x / 2ˡ + i − 4, y / 2ˡ + j − 4)`, bilinear, zero outside.
  public func lookUp(_ places: FeatureMap, into output: FeatureMap, workers: Workers) {
    precondition(
      output.shape == [1, Self.valueCount, height, width], "What is read has no shape \(output.shape).")
    let items = RowBands(rows: height * width, perBand: Self.itemQueries)
    workers.forEach(items.count) { item in
      lookUp(
        places, items[item], into: output.plane(sample: 0) + items[item].lowerBound, stride: height * width,
        workers: workers)
    }
  }

  /// The same of some queries only: value k of query i goes to `out[k * stride + i]`.
  func lookUp(
    _ places: FeatureMap, _ range: Range<Int>, into out: UnsafeMutablePointer<Float>, stride: Int, workers: Workers
  ) {
    precondition(places.shape == [1, 2, height, width], "Places have no shape \(places.shape).")
    func each<Value>(_ value: (Level) -> Value) -> (Value, Value, Value, Value) {
      (value(levels[0]), value(levels[1]), value(levels[2]), value(levels[3]))
    }
    var job = SaccadeLookUp(
      planes: each { UnsafePointer($0.values) }, strides: each(\.stride), heights: each(\.height),
      widths: each(\.width), levels: Self.levelCount, x: places.plane(sample: 0),
      y: places.plane(sample: 0, channel: 1), first: range.lowerBound, count: range.count, out: out,
      out_stride: stride)
    workers.kernels.networks.volume.look_up(&job)
  }
}
