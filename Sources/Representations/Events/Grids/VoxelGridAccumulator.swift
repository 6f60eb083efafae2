import Kernels
import Recordings
import Tensors

/// Adds events to the cells of a voxel grid in the order in which they come.
final class VoxelGridAccumulator: EventAccumulator<Float> {
  private let bins: Int
  private let normalizes: Bool
  private var grid: Tensor<Float>

  init(
    bins: Int, normalizes: Bool, volume: EventVolume, workers: Workers, usesFractionalCoordinates: Bool = false
  ) {
    self.bins = bins
    self.normalizes = normalizes
    grid = Tensor(zeros: [bins, volume.height, volume.width])
    super.init(volume: volume, workers: workers, usesFractionalCoordinates: usesFractionalCoordinates)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    if let coordinates {
      share(events, at: coordinates)
      return
    }
    let (bins, pixels, bounds) = (bins, volume.pixelCount, volume.eventBounds)
    let scale = bounds.scale(bins: bins)
    droppedEventCount += grid.withUnsafeMutableBufferPointer { grid in
      events.forEachPixel(in: volume) { pixel, time, isOn in
        let place = bounds.place(of: time, scale: scale)
        let bin = min(Int(place), max(bins - 2, 0))
        let rest = Float(place - Double(bin))
        let sign: Float = isOn ? 1 : -1
        grid[bin * pixels + pixel] += sign * (1 - rest)
        if bins > 1 { grid[(bin + 1) * pixels + pixel] += sign * rest }
      }
    }
  }

  /// Adds events to the four pixels around each.
  private func share(_ events: EventBatch, at coordinates: EventCoordinates) {
    let (bins, pixels, width, height, bounds) = (
      bins, volume.pixelCount, volume.width, volume.height, volume.eventBounds
    )
    let scale = bounds.scale(bins: bins)
    droppedEventCount += grid.withUnsafeMutableBufferPointer { grid in
      events.withColumns { columns in
        var dropped = 0
        for index in 0..<events.count {
          let (x, y) = (coordinates.x[index], coordinates.y[index])
          // Written so that what is no number lies outside.
          if !(x > -1 && y > -1 && x < Float(width) && y < Float(height)) {
            dropped += 1
            continue
          }
          let place = bounds.place(of: columns.t[index], scale: scale)
          let bin = min(Int(place), max(bins - 2, 0))
          let rest = Float(place - Double(bin))
          let sign: Float = columns.p[index] == 0 ? -1 : 1
          let (left, top) = (x.rounded(.down), y.rounded(.down))
          for (row, rowWeight) in [(Int(top), 1 - (y - top)), (Int(top) + 1, y - top)] where row >= 0 && row < height {
            for (column, weight) in [(Int(left), 1 - (x - left)), (Int(left) + 1, x - left)]
            where column >= 0 && column < width {
              let cell = bin * pixels + row * width + column
              grid[cell] += sign * (1 - rest) * (rowWeight * weight)
              if bins > 1 { grid[cell + pixels] += sign * rest * (rowWeight * weight) }
            }
          }
        }
        return dropped
      }
    }
  }

  override func result() -> Tensor<Float> {
    var result = grid
    if normalizes { NonZeroNormalization.apply(to: &result, workers: workers) }
    return result
  }

  override func reset(after old: EventVolume) { grid = Tensor(zeros: [bins, volume.height, volume.width]) }
}
