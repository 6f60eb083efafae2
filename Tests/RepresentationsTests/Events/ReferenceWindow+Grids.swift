import Foundation
import Recordings
import Representations

extension ReferenceWindow {
  /// Events shared among their eight neighbours in space and time.
  func sharedGrid(bins: Int, at places: EventCoordinates?) -> [Double] {
    var grid = [Double](repeating: 0, count: bins * volume.pixelCount)
    for (index, event) in all.enumerated() {
      let x = places.map { Double($0.x[index]) } ?? Double(event.x)
      let y = places.map { Double($0.y[index]) } ?? Double(event.y)
      if !x.isFinite || !y.isFinite { continue }
      for bin in 0..<bins {
        let inTime = max(0, 1 - (Double(bin) - Double(bins - 1) * time(event)).magnitude)
        for row in max(0, Int(y) - 2)..<min(volume.height, max(0, Int(y) + 3)) {
          for column in max(0, Int(x) - 2)..<min(volume.width, max(0, Int(x) + 3)) {
            let weight = max(0, 1 - (Double(row) - y).magnitude) * max(0, 1 - (Double(column) - x).magnitude)
            grid[bin * volume.pixelCount + row * volume.width + column] += sign(event) * inTime * weight
          }
        }
      }
    }
    return grid
  }

  func normalized(_ grid: [Double]) -> [Double] {
    let cells = grid.filter { $0.magnitude > 1e-12 }
    let mean = cells.reduce(0, +) / Double(max(1, cells.count))
    let squares = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = cells.count > 1 ? (squares / Double(cells.count - 1)).squareRoot() : 0
    return grid.map { $0.magnitude > 1e-12 ? ($0 - mean) / (deviation > 1e-12 ? deviation : 1) : 0 }
  }

  func spikeTensor(bins: Int) -> [Double] {
    var cells = [Double](repeating: 0, count: 2 * bins * volume.pixelCount)
    for event in events {
      for bin in 0..<bins {
        let kernel = max(0, 1 - (Double(bin) - Double(bins - 1) * time(event)).magnitude)
        cells[((event.isOn ? bins : 0) + bin) * volume.pixelCount + pixel(event)] += time(event) * kernel
      }
    }
    return cells
  }
}
