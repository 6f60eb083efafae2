extension Workers {
  /// Adds every value of `map` to that of `sum`, in place.
  public func add(_ map: FeatureMap, to sum: FeatureMap) {
    precondition(map.shape == sum.shape, "Maps of shape \(map.shape) and \(sum.shape) cannot be added.")
    forEach(map.batch * map.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: map.channelCount)
      let from = map.plane(sample: sample, channel: channel)
      let to = sum.plane(sample: sample, channel: channel)
      for index in 0..<map.planeCount { to[index] += from[index] }
    }
  }
}
