import Files
import Recordings

/// The inertial unit of a DAVIS as jAER stores it: seven records a sample, of one number each.
///
/// Numbers are the chip's own, of 16 bits. What they are worth stands in the preferences that jAER writes into the header;
/// without them they are worth what jAER sets by itself.
struct JAERInertialUnit {
  /// The samples of which records are missing.
  private(set) var incompleteCount = 0
  /// The numbers a g and a degree a second.
  private let (perG, perDegreePerSecond): (Double, Double)
  private var numbers: [Int16] = []
  private var time: Int64 = 0

  private static let (numberCount, temperature) = (7, 3)
  /// Of 16 bits with a sign.
  private static let fullScale = 32768.0
  /// As Invensense's data sheet of the MPU-6150 has them; jAER rounds its offset.
  private static let (perDegreeCelsius, temperatureOffset) = (340.0, 35.0)

  /// The preferences that say the scales.
  static let (accelerationKey, gyroscopeKey) = ("ImuAccelScale", "ImuGyroScale")

  /// Reads the scales from a header's preferences: `ImuAccelScaleG8`, `GyroFullScaleDegPerSec1000`.
  init(_ header: AEDATTextHeader) {
    func range(_ key: String, _ known: [Double]) -> Double? {
      header.preferences[key].flatMap { text in
        let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
        return Double(String(digits)).flatMap { known.contains($0) ? $0 : nil }
      }
    }
    let (rangeG, rangeDegrees) = (
      range(Self.accelerationKey, [2, 4, 8, 16]), range(Self.gyroscopeKey, [250, 500, 1000, 2000])
    )
    areScalesStated = rangeG != nil && rangeDegrees != nil
    perG = Self.fullScale / (rangeG ?? 4)
    // The data sheet's numbers: 65.5 for 500 degrees a second, which is not a power of two over it.
    perDegreePerSecond = 131 * 250 / (rangeDegrees ?? 500)
  }

  /// Whether the header says the scales.
  let areScalesStated: Bool

  /// Takes a record; the sample that it completes.
  mutating func add(address: UInt32, time: Int64) -> InertialSample? {
    let code = Int(address >> 28 & 7)
    if code == 0 {
      if !numbers.isEmpty { incompleteCount += 1 }
      numbers.removeAll(keepingCapacity: true)
      self.time = time
    } else if code != numbers.count {
      // Once for all that follows until the next sample.
      if !numbers.isEmpty { incompleteCount += 1 }
      numbers.removeAll(keepingCapacity: true)
      return nil
    }
    numbers.append(Int16(truncatingIfNeeded: address >> 12))
    guard numbers.count == Self.numberCount else { return nil }
    defer { numbers.removeAll(keepingCapacity: true) }
    func vector(_ first: Int) -> SIMD3<Double> {
      SIMD3(Double(numbers[first]), Double(numbers[first + 1]), Double(numbers[first + 2]))
    }
    return InertialSample(
      timeMicroseconds: self.time, accelerationG: vector(0) / perG, degreesPerSecond: vector(4) / perDegreePerSecond,
      temperatureCelsius: Double(numbers[Self.temperature]) / Self.perDegreeCelsius + Self.temperatureOffset)
  }

  /// Notes that nothing follows.
  mutating func finish() {
    if !numbers.isEmpty { incompleteCount += 1 }
    numbers.removeAll()
  }
}
