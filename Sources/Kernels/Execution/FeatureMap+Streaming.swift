extension FeatureMap {
  /// Whether a kernel that writes the whole map had better write around the caches: it is larger than they would keep
  /// until it is read, and its rows are whole lines of a cache.
  var isStreamed: Int32 {
    let bytes = batch * channelCount * planeCount * MemoryLayout<Float>.stride
    return bytes >= 8 << 20 && width % 16 == 0 ? 1 : 0
  }
}
