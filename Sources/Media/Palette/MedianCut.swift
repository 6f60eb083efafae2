/// Chooses few colours that stand for many: boxes of colours are cut at their mean along their widest axis, the box
/// with the largest squared error first (Heckbert's median cut with Wan, Wong and Prusinkiewicz's choice by variance).
enum MedianCut {
  private struct Box {
    var range: Range<Int>
    var mean: SIMD3<Float>
    /// The summed squared distance from the mean along each axis.
    var spread: SIMD3<Float>

    var widestAxis: Int {
      let largest = spread.max()
      return (0..<3).first { spread[$0] == largest } ?? 0
    }
  }

  /// At most `count` colours, in an order that depends only on the cells.
  static func colors(of cells: [ColorHistogram.Cell], count: Int) -> [SIMD3<UInt8>] {
    guard !cells.isEmpty else { return [] }
    var cells = cells
    var boxes = [box(cells, 0..<cells.count)]
    while boxes.count < count {
      let worst = boxes.indices.max { boxes[$0].spread.sum() < boxes[$1].spread.sum() } ?? 0
      let parent = boxes[worst]
      let axis = parent.widestAxis
      let middle = cells[parent.range].partition { position($0)[axis] > parent.mean[axis] }
      guard middle > parent.range.lowerBound, middle < parent.range.upperBound else { break }
      boxes[worst] = box(cells, parent.range.lowerBound..<middle)
      boxes.append(box(cells, middle..<parent.range.upperBound))
    }
    return boxes.map { SIMD3<UInt8>($0.mean.rounded(.toNearestOrAwayFromZero)) }
  }

  private static func position(_ cell: ColorHistogram.Cell) -> SIMD3<Float> { [cell.red, cell.green, cell.blue] }

  private static func box(_ cells: [ColorHistogram.Cell], _ range: Range<Int>) -> Box {
    var weight: Float = 0
    var sum = SIMD3<Float>.zero
    for cell in cells[range] {
      weight += cell.weight
      sum += position(cell) * cell.weight
    }
    let mean = sum / weight
    var spread = SIMD3<Float>.zero
    for cell in cells[range] {
      let offset = position(cell) - mean
      spread += offset * offset * cell.weight
    }
    return Box(range: range, mean: mean, spread: spread)
  }
}
