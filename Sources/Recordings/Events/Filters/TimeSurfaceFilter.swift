/// Drops events whose neighbourhood was not active lately: a score over the time surface of their own polarity, against a
/// threshold.
///
/// The score is Σ 1/d² · τ/(τ + age) over the 24 other pixels at most two columns and rows away, d being the distance in
/// pixels and the age the time since the last event of the same polarity there. A pixel without one, or with a later one,
/// counts as one of an age of 1000 s, the greatest there is. The score lies between 0 and ``greatestScore``. As in the event-based bilateral filter (X. Shi and others,
/// 2024), time and polarity weigh each neighbour; the distance does as well here, and the weight of time falls as 1/age
/// and not linearly or exponentially, so that one τ suits slow and fast motion. Nothing was trained.
///
/// Memory: two times of eight bytes a pixel.
public struct TimeSurfaceFilter: EventSelection {
  /// The score that an event needs.
  public let threshold: Float
  /// The age at which a neighbour counts half, τ, in microseconds.
  public let timeConstantMicroseconds: Int64
  private var times: PixelTimes

  /// The score where all neighbours fired at the same time.
  public static let greatestScore: Float = 4 + 4 / 2 + 4 / 4 + 8 / 5 + 4 / 8

  /// The longest τ, 100 s, in microseconds.
  public static let greatestTimeConstant: Int64 = 100_000_000

  private static let reach = 2
  /// The product of four such ages is a number of single precision.
  private static let greatestAge: UInt64 = 1_000_000_000

  /// Events outside of the sensor are dropped.
  public init(threshold: Float, timeConstantMicroseconds: Int64 = 10_000, width: Int, height: Int) {
    precondition(threshold >= 0, "A score is not negative.")
    precondition(
      (1...Self.greatestTimeConstant).contains(timeConstantMicroseconds),
      "The time constant lies between 1 us and 100 s.")
    (self.threshold, self.timeConstantMicroseconds) = (threshold, timeConstantMicroseconds)
    times = PixelTimes(width: width, height: height, margin: Self.reach, planes: 2)
  }

  /// Decides on the next events. Cost: 24 reads and 6 divisions an event.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    let (map, planeStride, threshold) = (times, times.planeStride, threshold)
    let timeConstant = Float(timeConstantMicroseconds)
    times.withTimes { times in
      for index in isKept.indices {
        guard let place = map.place(events, index) else {
          isKept[index] = 0
          continue
        }
        let time = events.t[index]
        let own = times + place + (events.p[index] == 0 ? 0 : planeStride)
        let score = Self.score(own, stride: map.stride, time: time, timeConstant: timeConstant)
        own.pointee = time
        isKept[index] = score >= threshold ? 1 : 0
      }
    }
  }

  @inline(__always)
  private static func score(
    _ center: UnsafePointer<Int64>, stride: Int, time: Int64, timeConstant: Float
  ) -> Float {
    /// τ + age.
    @inline(__always) func age(_ column: Int, _ row: Int) -> Float {
      // Later times, and those of pixels that have not fired, wrap around to ages beyond the greatest.
      let age = UInt64(bitPattern: time &- center[row &* stride &+ column])
      return timeConstant + Float(Int32(truncatingIfNeeded: min(age, greatestAge)))
    }
    /// 1/(τ + age), summed over four pixels with one division.
    @inline(__always) func sum(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float {
      let (ab, cd) = (a * b, c * d)
      return ((a + b) * cd + (c + d) * ab) / (ab * cd)
    }
    let straight = sum(age(-1, 0), age(1, 0), age(0, -1), age(0, 1))
    let diagonal = sum(age(-1, -1), age(1, -1), age(-1, 1), age(1, 1))
    let farStraight = sum(age(-2, 0), age(2, 0), age(0, -2), age(0, 2))
    let farFlat = sum(age(-2, -1), age(2, -1), age(-2, 1), age(2, 1))
    let farSteep = sum(age(-1, -2), age(1, -2), age(-1, 2), age(1, 2))
    let corners = sum(age(-2, -2), age(2, -2), age(-2, 2), age(2, 2))
    let near = straight + diagonal / 2
    return timeConstant * (near + farStraight / 4 + (farFlat + farSteep) / 5 + corners / 8)
  }
}
