import Foundation

/// A square of numbers that repeats itself, on which a pattern is drawn.
struct TextureField {
  /// The texels of a side, a power of two.
  let side: Int
  /// The numbers, row by row.
  var values: [Float]

  init(side: Int) {
    self.side = side
    values = [Float](repeating: 0, count: side * side)
  }

  /// Draws each texel from its column and row.
  mutating func draw(_ body: (_ column: Int, _ row: Int) -> Float) {
    let side = side
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<side {
        for column in 0..<side { values[row * side + column] = body(column, row) }
      }
    }
  }

  /// Moves and stretches the numbers so that one in fifty lies below 0 and one in fifty above 1, and holds those to 0
  /// and 1. Where all are the same they become 0.5.
  mutating func normalize() {
    let (least, most) = values.reduce((Float.infinity, -Float.infinity)) { (min($0.0, $1), max($0.1, $1)) }
    guard most > least else {
      values = [Float](repeating: 0.5, count: values.count)
      return
    }
    // Percentiles by a histogram: sorting would take as long as all else.
    var counts = [Int](repeating: 0, count: 1024)
    let scale = Float(counts.count - 1) / (most - least)
    for value in values { counts[Int((value - least) * scale)] += 1 }
    let share = values.count / 50
    func bin(_ bins: some Sequence<Int>) -> Int {
      var sum = 0
      for bin in bins {
        sum += counts[bin]
        if sum > share { return bin }
      }
      return 0
    }
    let (low, high) = (bin(counts.indices), bin(counts.indices.reversed()))
    let (dark, bright) = (least + Float(low) / scale, least + Float(max(high, low + 1)) / scale)
    let factor = 1 / (bright - dark)
    values.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = min(max((values[index] - dark) * factor, 0), 1) }
    }
  }

  /// Blurs by the binomial [1, 4, 6, 4, 1], of a standard deviation of one texel.
  mutating func blur() {
    values = TextureFilter.binomial4.apply(to: values, width: side, height: side, step: 1)
  }
}

/// A symmetric filter along rows and columns of a raster that repeats itself, whose sides are powers of two.
struct TextureFilter {
  /// The weights of the middle and of the neighbours to one side; they sum up, twice but for the middle, to 1.
  private let weights: [Float]

  /// Weights 6, 4, 1: a variance of 1.
  static let binomial4 = TextureFilter([6, 4, 1])
  /// The binomial coefficients of 12: a variance of 3, which takes a blur of one texel to one of two.
  static let binomial12 = TextureFilter([924, 792, 495, 220, 66, 12, 1])

  private init(_ weights: [Float]) {
    let sum = weights.reduce(-weights[0]) { $0 + 2 * $1 }
    self.weights = weights.map { $0 / sum }
  }

  /// Filters both ways and keeps every `step`-th row and column.
  func apply(to values: [Float], width: Int, height: Int, step: Int) -> [Float] {
    let columns = max(1, width / step)
    let narrow = [Float](unsafeUninitializedCapacity: columns * height) { target, count in
      // A row with its repetition on both sides, so that the loop meets no edge.
      var row = [Float](repeating: 0, count: width + 2 * weights.count)
      for y in 0..<height {
        for x in row.indices { row[x] = values[y * width + ((x &- weights.count) & (width - 1))] }
        row.withUnsafeBufferPointer { row in
          for x in 0..<columns {
            let middle = x * step + weights.count
            var sum = weights[0] * row[middle]
            for tap in 1..<weights.count { sum += weights[tap] * (row[middle - tap] + row[middle + tap]) }
            target[y * columns + x] = sum
          }
        }
      }
      count = columns * height
    }
    let rows = max(1, height / step)
    return narrow.withUnsafeBufferPointer { narrow in
      [Float](unsafeUninitializedCapacity: columns * rows) { target, count in
        for y in 0..<rows {
          let middle = y * step % height * columns
          for x in 0..<columns { target[y * columns + x] = weights[0] * narrow[middle + x] }
          for tap in 1..<weights.count {
            let above = (y * step + height * tap - tap) % height * columns, below = (y * step + tap) % height * columns
            let weight = weights[tap]
            for x in 0..<columns { target[y * columns + x] += weight * (narrow[above + x] + narrow[below + x]) }
          }
        }
        count = columns * rows
      }
    }
  }
}
