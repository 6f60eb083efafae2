/// Up to four feature maps of one size, read one after another as the channels of one map.
///
/// What a network concatenates along the channels is named here and copied nowhere.
public struct ConcatenatedMaps: Sendable {
  private let first: FeatureMap
  private let second: FeatureMap?
  private let third: FeatureMap?
  private let fourth: FeatureMap?
  /// The number of channels of all maps.
  public let channelCount: Int

  /// Puts maps in the order of their channels.
  public init(_ first: FeatureMap, _ second: FeatureMap? = nil, _ third: FeatureMap? = nil, _ fourth: FeatureMap? = nil)
  {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
    var channels = first.channelCount
    func append(_ map: FeatureMap?) {
      guard let map else { return }
      precondition(
        map.batch == first.batch && map.height == first.height && map.width == first.width,
        "Maps of shape \(first.shape) and \(map.shape) cannot be concatenated along the channels.")
      channels += map.channelCount
    }
    append(second)
    append(third)
    append(fourth)
    channelCount = channels
  }

  /// The number of samples.
  public var batch: Int { first.batch }
  /// The rows of a plane.
  public var height: Int { first.height }
  /// The columns of a plane.
  public var width: Int { first.width }
  /// `[batch, channels, height, width]`.
  public var shape: [Int] { [batch, channelCount, height, width] }
  /// The number of pixels of a plane.
  public var planeCount: Int { height * width }

  /// The first value of a channel's plane; planes of neighbouring channels need not follow each other.
  @inline(__always)
  package func plane(sample: Int, channel: Int) -> UnsafeMutablePointer<Float> {
    var channel = channel
    if channel < first.channelCount { return first.plane(sample: sample, channel: channel) }
    channel -= first.channelCount
    if let second {
      if channel < second.channelCount { return second.plane(sample: sample, channel: channel) }
      channel -= second.channelCount
    }
    if let third {
      if channel < third.channelCount { return third.plane(sample: sample, channel: channel) }
      channel -= third.channelCount
    }
    guard let fourth else { preconditionFailure("A channel lies beyond the \(channelCount) of all maps.") }
    return fourth.plane(sample: sample, channel: channel)
  }

  /// Calls `body` for every run of channels whose planes follow each other: the first plane, the run's first channel
  /// and its length.
  @inline(__always)
  package func forEachRun(
    of channels: Range<Int>, sample: Int,
    _ body: (_ plane: UnsafeMutablePointer<Float>, _ first: Int, _ count: Int) -> Void
  ) {
    var start = 0
    func visit(_ map: FeatureMap?) {
      guard let map else { return }
      let wanted = channels.clamped(to: start..<start + map.channelCount)
      if !wanted.isEmpty {
        body(map.plane(sample: sample, channel: wanted.lowerBound - start), wanted.lowerBound, wanted.count)
      }
      start += map.channelCount
    }
    visit(first)
    visit(second)
    visit(third)
    visit(fourth)
  }

  /// Whether any of the maps selects a channel of the other's.
  package func overlaps(_ other: FeatureMap) -> Bool {
    first.overlaps(other) || second?.overlaps(other) == true || third?.overlaps(other) == true
      || fourth?.overlaps(other) == true
  }
}
