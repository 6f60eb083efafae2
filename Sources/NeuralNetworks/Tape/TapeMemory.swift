import Kernels
import Tensors

/// The maps that a tape lends and takes back, so that a step of training finds the memory of the step before.
struct TapeMemory {
  /// What nobody holds, by the number of values.
  private var free: [Int: [FeatureMap]] = [:]
  /// The bytes of all maps.
  private(set) var byteCount = 0

  /// A map whose values are undefined.
  mutating func take(_ shape: [Int]) -> FeatureMap {
    let count = Shape.count(shape)
    let map: FeatureMap
    if let last = free[count]?.popLast() {
      map = last
    } else {
      map = FeatureMap(channels: 1, height: 1, width: count)
      byteCount += map.bufferByteCount
    }
    return map.reshaped(batch: shape[0], channels: shape[1], height: shape[2], width: shape[3])
  }

  /// Takes a map back.
  mutating func give(_ map: FeatureMap) { free[Shape.count(map.shape), default: []].append(map) }
}
