/// Drops events that do not agree with their neighbourhood in space and time, in two stages over time surfaces: the
/// spatio-temporal correlation of S. Guo and T. Delbruck, "Low Cost and Latency Event Camera Background Activity
/// Denoising", IEEE TPAMI 2022, then the same among what passed it.
///
/// 1. An event passes where `neighborCount` of the eight pixels around had an event, of any polarity and kept or not, in
///    the `windowMicroseconds` before it or at its own time. That is the paper's filter.
/// 2. It stays where as many of them had one of its own polarity that passed, in the same time. The paper has no second
///    stage; noise that meets other noise by chance passes the first one, and rarely meets more of it that passed.
///
/// A time surface holds the last event of each pixel only. The first events of an edge are dropped. Memory: three times
/// of eight bytes a pixel.
public struct SpatioTemporalCorrelationFilter: EventSelection {
  /// How far back support may lie, in microseconds.
  public let windowMicroseconds: Int64
  /// How many of the eight neighbours have to support an event.
  public let neighborCount: Int
  private var all: PixelTimes
  /// Of OFF and ON events that passed the first stage.
  private var passed: PixelTimes

  /// Events outside of the sensor are dropped.
  public init(windowMicroseconds: Int64, neighborCount: Int = 2, width: Int, height: Int) {
    precondition(windowMicroseconds >= 0, "A window is not negative.")
    precondition((1...8).contains(neighborCount), "A pixel has eight neighbours, not \(neighborCount).")
    (self.windowMicroseconds, self.neighborCount) = (windowMicroseconds, neighborCount)
    all = PixelTimes(width: width, height: height, margin: 1)
    passed = PixelTimes(width: width, height: height, margin: 1, planes: 2)
  }

  /// Decides on the next events. Cost: 9 reads an event, and 9 more for one that passes.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    let (map, planeStride) = (all, passed.planeStride)
    let (window, needed) = (UInt64(windowMicroseconds), neighborCount)
    all.withTimes { all in
      passed.withTimes { passed in
        for index in isKept.indices {
          isKept[index] = 0
          guard let place = map.place(events, index) else { continue }
          let time = events.t[index]
          let support = PixelTimes.recentNeighbors(
            of: all + place, stride: map.stride, radius: 1, time: time, window: window)
          all[place] = time
          if support < needed { continue }
          let own = passed + place + (events.p[index] == 0 ? 0 : planeStride)
          let confirmation = PixelTimes.recentNeighbors(
            of: own, stride: map.stride, radius: 1, time: time, window: window)
          own.pointee = time
          isKept[index] = confirmation < needed ? 0 : 1
        }
      }
    }
  }
}
