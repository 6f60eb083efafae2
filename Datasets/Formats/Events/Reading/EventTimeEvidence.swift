import Files
import Recordings

/// What numbers that are times show of their unit, gathered until they decide it.
///
/// How many events there are in how long a time is no evidence: a still scene has few. Whole numbers are microseconds
/// where 1000 does not divide all of them, and nanoseconds where most are as large as those since 1970. Numbers that may
/// have a fraction are seconds where one has. The others can be read two ways, and are refused.
struct EventTimeEvidence {
  /// A unit, and why: a clause for messages.
  typealias Finding = (unit: TimeUnit, reason: String)

  /// Nanoseconds since 1970 are larger from 1973 on; microseconds only from the year 5138 on.
  static let fewestEpochNanoseconds = 1e17
  /// Seconds since 1970 are smaller until 2096.
  static let mostSeconds = 4e9

  /// Whether the type of the numbers, or how they are written, can hold a fraction.
  private(set) var isReal = false
  private var count = 0
  private var epochCount = 0
  private var lateCount = 0
  private var hasFraction = false
  /// Whether 1000 does not divide one of the whole numbers.
  private var hasPart = false
  private var isZero = true
  private var (lowest, highest) = (Double.infinity, -Double.infinity)

  /// How many numbers one look at a column takes, before it is asked whether they suffice.
  static let look = 1 << 14

  /// Adds whole numbers.
  mutating func add(_ numbers: UnsafePointer<Int64>, count: Int) {
    for index in 0..<count { add(whole: numbers[index]) }
  }

  /// Adds numbers of floating point.
  ///
  /// - Parameter isSingle: Whether they are stored in single precision.
  mutating func add(_ numbers: UnsafePointer<Double>, count: Int, isSingle: Bool) {
    isReal = true
    for index in 0..<count where numbers[index].isFinite {
      let number = numbers[index]
      add(number, isFraction: Self.hasFraction(number, step: isSingle ? Double(Float(number).ulp) : number.ulp))
    }
  }

  /// Adds a number as text; what is none adds nothing.
  mutating func add(_ field: UnsafeRawBufferPointer) {
    guard let (isNegative, digits, exponent) = DecimalNumber.parse(field) else { return }
    let isWritten = field.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    if !isWritten, digits <= UInt64(Int64.max) {
      return add(whole: isNegative ? -Int64(digits) : Int64(digits))
    }
    isReal = true
    guard let number = Double(String(decoding: field, as: UTF8.self)), number.isFinite else { return }
    let isWhole = DecimalNumber.isWhole(digits: digits, exponent: exponent)
    add(number, isFraction: !isWhole && Self.hasFraction(number, step: number.ulp))
  }

  /// Whether more numbers would not change the answer.
  var isDecided: Bool { count > 0 && (hasFraction || hasPart && !isReal || isEpoch) }

  /// Whether most are as large as nanoseconds since 1970: a damaged time among them does not count.
  private var isEpoch: Bool { epochCount * 2 > count }

  /// The unit of a column of which these are all numbers, or enough of them.
  ///
  /// - Parameter isOpenEnded: Whether numbers may follow that cannot be looked at: then those so far have to decide.
  /// - Throws: `FileError` that names both readings, where there are two.
  func finding(path: String, isOpenEnded: Bool = false) throws -> Finding {
    if isEpoch && count > 0 && !hasFraction {
      return (.nanoseconds, "they are as large as nanoseconds since 1970")
    }
    if isReal && hasFraction && lateCount * 2 <= count { return (.seconds, "they have fractions") }
    if !isReal && hasPart { return (.microseconds, "they are whole numbers and 1000 does not divide all of them") }
    if isZero && !isOpenEnded { return (.microseconds, count == 0 ? "there are none" : "all of them are 0") }
    let readings: [TimeUnit] =
      isReal && lateCount * 2 <= count ? [.seconds, .microseconds] : [.microseconds, .nanoseconds]
    let form =
      isZero
      ? "show nothing yet"
      : !isReal
        ? "are all multiples of 1000"
        : hasFraction ? "have fractions but are larger than seconds since 1970" : "are floats without fractions"
    let spans = readings.map { "\(EventTimeUnit.word($0))\(span($0))" }.joined(separator: " or ")
    throw FileError(
      .badContent, path: path,
      problem: "the unit of time is not stated, and the times\(isOpenEnded ? " so far" : "") \(form): "
        + "they may be \(spans)",
      place: "row 0 to row \(max(0, count - 1))", remedy: "say which with \(Setting.timeUnit, to: "s|ms|us|ns")")
  }

  /// How long the recording lasts in a unit, for messages.
  private func span(_ unit: TimeUnit) -> String {
    guard lowest <= highest else { return "" }
    let power = EventTimeUnit.exponent(unit) - 6
    let seconds = (highest - lowest) * (power == -9 ? 1e-9 : power == -6 ? 1e-6 : power == -3 ? 1e-3 : 1)
    return " (\((seconds * 1e9).rounded() / 1e9) s in all)"
  }

  private mutating func add(whole number: Int64) {
    count += 1
    hasPart = hasPart || number % 1000 != 0
    note(Double(number))
  }

  private mutating func add(_ number: Double, isFraction: Bool) {
    count += 1
    hasFraction = hasFraction || isFraction
    note(number)
  }

  private mutating func note(_ number: Double) {
    isZero = isZero && number == 0
    if number.magnitude > Self.fewestEpochNanoseconds { epochCount += 1 }
    if number.magnitude > Self.mostSeconds { lateCount += 1 }
    lowest = min(lowest, number)
    highest = max(highest, number)
  }

  /// Whether a number is further from a whole one than the rounding of a product leaves it.
  private static func hasFraction(_ number: Double, step: Double) -> Bool {
    (number - number.rounded()).magnitude > 8 * step
  }
}
