import Media
import Tensors

/// Bilinear resizing of bytes with antialiasing, as torchvision resizes pictures through Pillow.
///
/// Each result is a mean of source pixels under a triangle, whose half width is one pixel, or the scale where a picture
/// shrinks. Columns come first, then rows, and each pass rounds to bytes with weights of 22 binary digits. Only what a
/// region of the result needs is computed.
struct AntialiasedResize {
  /// The source places of each result along an axis.
  private struct Axis {
    var starts: [Int] = []
    var weights: [[Int]] = []

    init(source: Int, target: Int, range: Range<Int>) {
      let scale = Double(source) / Double(target)
      let support = max(scale, 1)
      for place in range {
        let center = (Double(place) + 0.5) * scale
        let first = max(0, Int(center - support + 0.5))
        let end = min(source, Int(center + support + 0.5))
        let raw = (first..<end).map { max(0, 1 - abs((Double($0) - center + 0.5) / support)) }
        let sum = raw.reduce(0, +)
        starts.append(first)
        weights.append(raw.map { Int(($0 / sum * Double(1 << fractionBits)).rounded(.toNearestOrAwayFromZero)) })
      }
    }
  }

  private static let fractionBits = 22

  private let sourceWidth: Int
  private let columns: Axis
  private let rows: Axis

  /// Prepares the weights. All lengths are in pixels, 1 or more; the region lies in the target.
  init(source: (width: Int, height: Int), target: (width: Int, height: Int), region: CropRegion) {
    precondition(
      region.x >= 0 && region.y >= 0 && region.x + region.width <= target.width
        && region.y + region.height <= target.height, "The region \(region) does not lie in the result.")
    sourceWidth = source.width
    columns = Axis(source: source.width, target: target.width, range: region.x..<region.x + region.width)
    rows = Axis(source: source.height, target: target.height, range: region.y..<region.y + region.height)
  }

  /// Resizes a picture `[height, width, channels]` to planes `[channels, height, width]` of the region.
  func apply(to picture: Tensor<UInt8>, channels: Int, into output: UnsafeMutableRawBufferPointer) {
    let (width, height) = (columns.starts.count, rows.starts.count)
    precondition(output.count == channels * width * height, "The buffer does not hold the region.")
    let firstRow = rows.starts.first ?? 0
    let endRow = zip(rows.starts, rows.weights).map { $0 + $1.count }.max() ?? 0
    var lines = [UInt8](repeating: 0, count: (endRow - firstRow) * width * channels)
    picture.withUnsafeBufferPointer { source in
      for row in firstRow..<endRow {
        for x in 0..<width {
          for channel in 0..<channels {
            var sum = 1 << (Self.fractionBits - 1)
            var place = (row * sourceWidth + columns.starts[x]) * channels + channel
            for weight in columns.weights[x] {
              sum += weight * Int(source[place])
              place += channels
            }
            lines[((row - firstRow) * width + x) * channels + channel] = Self.byte(sum)
          }
        }
      }
    }
    for y in 0..<height {
      let start = rows.starts[y] - firstRow
      for x in 0..<width * channels {
        var sum = 1 << (Self.fractionBits - 1)
        for (tap, weight) in rows.weights[y].enumerated() {
          sum += weight * Int(lines[(start + tap) * width * channels + x])
        }
        output[(x % channels * height + y) * width + x / channels] = Self.byte(sum)
      }
    }
  }

  private static func byte(_ sum: Int) -> UInt8 { UInt8(clamping: sum >> fractionBits) }
}
