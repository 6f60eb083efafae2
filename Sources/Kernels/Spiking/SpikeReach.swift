/// How many outputs of a layer each spike of an input map reaches: fewer at the border, where part of a kernel lies
/// outside, and by turns where outputs are further apart than inputs.
public struct SpikeReach: Sendable, Hashable {
  /// The output channels that a spike reaches.
  public var outputs: Int
  /// The rows of outputs that a spike of each row of the map reaches.
  public var rows: [Int]
  /// The columns of outputs that a spike of each column of the map reaches.
  public var columns: [Int]

  /// The number that each spike reaches, where it is the same for all.
  private var uniform: Int? {
    guard let row = rows.first, let column = columns.first, rows.allSatisfy({ $0 == row }),
      columns.allSatisfy({ $0 == column })
    else { return nil }
    return outputs * row * column
  }

  /// The outputs that the spikes of a frame reach together, of both signs. Cost: a pass over the frame's words, unless
  /// every spike reaches as many.
  public func sum(_ trains: SpikeTrains, frame: Int) -> Int {
    if let uniform { return uniform * trains.count(frame: frame) }
    return outputs * (sum(trains.positive, frame: frame) + (trains.negative.map { sum($0, frame: frame) } ?? 0))
  }

  private func sum(_ map: SpikeMap, frame: Int) -> Int {
    precondition(
      rows.count == map.height && columns.count == map.width,
      "A map of \(map.width)x\(map.height) is not one of \(columns.count)x\(rows.count).")
    return map.weightedCount(frame: frame, rows: rows, columns: columns)
  }
}

extension SpikeMap {
  /// The spikes of a frame, each counted as often as its row times its column says.
  func weightedCount(frame: Int, rows: [Int], columns: [Int]) -> Int {
    var total = 0
    for row in 0..<height where rows[row] > 0 {
      let words = words(frame: frame, row: row)
      var sum = 0
      for column in 0..<width {
        var spikes = 0
        for word in 0..<wordsPerPixel { spikes += words[column * wordsPerPixel + word].nonzeroBitCount }
        sum += columns[column] * spikes
      }
      total += rows[row] * sum
    }
    return total
  }
}

extension SpikingLayer {
  /// What the spikes of the map of that index reach through weights.
  public func reach(ofInput index: Int, height: Int, width: Int) -> SpikeReach {
    let it = projections[index]
    let size = it.outputSize(height: height, width: width)
    func reached(_ inputs: Int, _ outputs: Int, kernel: Int) -> [Int] {
      (0..<inputs).map { input in
        let place = input / it.pool + it.padding
        // Of a square that is cut off nothing is read.
        guard input / it.pool < inputs / it.pool else { return 0 }
        return (0..<outputs).count { (0..<kernel).contains(place - $0 * it.stride) }
      }
    }
    return SpikeReach(
      outputs: outputs, rows: reached(height, size.height, kernel: it.rows),
      columns: reached(width, size.width, kernel: it.columns))
  }

  /// What the spikes of the map reach that is added channel by channel; nil where there is none.
  public func identityReach(height: Int, width: Int) -> SpikeReach? {
    identity.map { it in
      func reached(_ inputs: Int) -> [Int] { (0..<inputs).map { $0 % it.stride == 0 ? 1 : 0 } }
      return SpikeReach(outputs: 1, rows: reached(height), columns: reached(width))
    }
  }
}
