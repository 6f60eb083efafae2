/// Which way events lie against pictures of the same sensor, and with which sign: what became brighter from one picture to
/// the next has on events, what became darker off events.
///
/// The change of the logarithm of the light between two pictures, less its mean, is correlated with the events of the time
/// between, on less off, as they are and turned each way that keeps the sensor's size.
public struct OrientationComparison: Sendable {
  /// How pixels of events would have to be turned to lie as pictures do.
  public enum Turn: String, Sendable, Hashable, CaseIterable, Codable {
    /// They lie so.
    case none
    /// Left and right are exchanged.
    case flipX = "flip:x"
    /// Top and bottom are exchanged.
    case flipY = "flip:y"
    /// Both are.
    case rotate180 = "rotate:180"
    /// Columns and rows are exchanged.
    case transpose
  }

  /// The columns of the sensor.
  public let width: Int
  /// The rows of the sensor.
  public let height: Int
  /// How many pairs of pictures were compared.
  public private(set) var pairs = 0
  private var products: [Turn: Double] = [:]
  private var eventSquares = 0.0
  private var changeSquares = 0.0
  private var activePixels = 0

  /// The least correlation that tells something, and how many times that of events as they are another way must have.
  private static let (leastCorrelation, leastAdvantage) = (0.1, 1.5)
  /// The least pixels with events, over all pairs.
  private static let leastActive = 200

  /// Compares on a sensor.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "A sensor has pixels.")
    (self.width, self.height) = (width, height)
  }

  /// The ways that come into question; columns and rows can be exchanged only where there are as many of both.
  private var turns: [Turn] { Turn.allCases.filter { $0 != .transpose || width == height } }

  /// Adds a pair of pictures. Cost: a pass over the pixels for every way.
  ///
  /// - Parameters:
  ///   - change: How much the logarithm of the light grew between them, `[height, width]`.
  ///   - events: On events less off events of the time between, alike.
  public mutating func add(change: [Float], events: [Int32]) {
    let count = width * height
    precondition(change.count == count && events.count == count, "Both have a value a pixel, \(count).")
    let mean = change.reduce(0) { $0 + Double($1) } / Double(count)
    for turn in turns {
      var sum = 0.0
      for y in 0..<height {
        for x in 0..<width where events[y * width + x] != 0 {
          sum += Double(events[y * width + x]) * (Double(change[place(x, y, turn)]) - mean)
        }
      }
      products[turn, default: 0] += sum
    }
    for index in 0..<count {
      eventSquares += Double(events[index]) * Double(events[index])
      changeSquares += (Double(change[index]) - mean) * (Double(change[index]) - mean)
      if events[index] != 0 { activePixels += 1 }
    }
    pairs += 1
  }

  /// Where the event of a pixel lies in the picture.
  private func place(_ x: Int, _ y: Int, _ turn: Turn) -> Int {
    switch turn {
    case .none: y * width + x
    case .flipX: y * width + width - 1 - x
    case .flipY: (height - 1 - y) * width + x
    case .rotate180: (height - 1 - y) * width + width - 1 - x
    case .transpose: x * width + y
    }
  }

  /// The correlation of events turned so with the pictures, from −1 to 1.
  public func correlation(_ turn: Turn) -> Double {
    let scale = (eventSquares * changeSquares).squareRoot()
    return scale > 0 ? (products[turn] ?? 0) / scale : 0
  }

  /// The way that fits best, and whether polarities would have to be exchanged, too; nil where pictures and events have too
  /// little in common to tell.
  public var verdict: (turn: Turn, isInverted: Bool)? {
    guard activePixels >= Self.leastActive else { return nil }
    let asIs = abs(correlation(.none))
    guard let best = turns.max(by: { abs(correlation($0)) < abs(correlation($1)) }),
      abs(correlation(best)) >= Self.leastCorrelation
    else { return nil }
    if best != .none && abs(correlation(best)) < Self.leastAdvantage * asIs { return nil }
    return (best, correlation(best) < 0)
  }
}
