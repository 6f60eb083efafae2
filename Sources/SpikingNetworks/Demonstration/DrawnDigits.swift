import Foundation
import Kernels
import Runtime
import Tensors

/// Pictures of digits that a program draws: strokes that are turned, sheared, moved and bent, of some thickness and
/// contrast, under noise and crossing lines. The same number gives the same picture everywhere.
///
/// They let a demonstration run without anybody's data. Some are hard to read, so that a network's accuracy grows with
/// the steps that it takes.
public struct DrawnDigits: Sendable {
  /// Rows and columns of a picture.
  public static let side = 24
  /// The number of classes.
  public static let classes = 10
  private let random: CounterRandom

  /// Begins a series of pictures.
  public init(seed: UInt64) { random = CounterRandom(seed: seed) }

  /// The digit on a picture.
  public func label(_ index: Int) -> Int {
    Int(random.integer(below: UInt64(Self.classes), for: .drawnDigits, frame: index, pixel: 0))
  }

  /// The bytes of a picture, `[rows, columns]`, 0 black. Cost: some thousand operations a stroke.
  public func pixels(_ index: Int) -> [UInt8] {
    var draw = Drawing(random: random, picture: index)
    return draw.picture(of: label(index))
  }

  /// Pictures as networks take them before normalisation: `[indices.count, 1, rows, columns]`, 0…1.
  public func pictures(_ indices: Range<Int>) -> Tensor<Float> {
    Tensor(
      shape: [indices.count, 1, Self.side, Self.side],
      scalars: indices.flatMap { pixels($0).map { Float($0) / 255 } })
  }
}

/// One picture in the making.
private struct Drawing {
  private let random: CounterRandom
  private let picture: Int
  private var next = 1

  private typealias Point = SIMD2<Float>
  private static let side = DrawnDigits.side
  private static let noise: Float = 0.21

  init(random: CounterRandom, picture: Int) {
    self.random = random
    self.picture = picture
  }

  /// A value in −1 ..< 1.
  private mutating func uniform() -> Float {
    let word = random.words(for: .drawnDigits, frame: picture, pixel: next)[0]
    next += 1
    return Float(word >> 8) / Float(1 << 23) - 1
  }

  /// The strokes of the digits in a square of −1…1, downwards, as corners of lines that are rounded when they are drawn.
  private static let strokes: [[[Point]]] = [
    [[[0, -1], [0.6, -0.7], [0.7, 0], [0.6, 0.7], [0, 1], [-0.6, 0.7], [-0.7, 0], [-0.6, -0.7], [0, -1]]],
    [[[-0.4, -0.6], [0.1, -1], [0.1, 1]]],
    [[[-0.6, -0.6], [-0.2, -1], [0.4, -0.9], [0.6, -0.4], [0.1, 0.2], [-0.6, 1], [0.7, 1]]],
    [
      [
        [-0.6, -0.9], [0.2, -1], [0.6, -0.6], [0.3, -0.1], [-0.1, 0], [0.4, 0.1], [0.7, 0.5], [0.2, 1], [-0.6, 0.9],
      ]
    ],
    [[[0.3, -1], [-0.7, 0.3], [0.7, 0.3]], [[0.3, -0.3], [0.3, 1]]],
    [[[0.6, -1], [-0.5, -1], [-0.6, -0.1], [0.2, -0.2], [0.7, 0.3], [0.4, 0.9], [-0.6, 0.9]]],
    [[[0.4, -1], [-0.3, -0.5], [-0.6, 0.3], [-0.3, 0.9], [0.3, 1], [0.6, 0.5], [0.2, 0], [-0.5, 0.3]]],
    [[[-0.6, -1], [0.6, -1], [-0.1, 1]]],
    [
      [
        [0, 0], [0.5, -0.4], [0.4, -0.9], [-0.4, -0.9], [-0.5, -0.4], [0, 0], [0.6, 0.5], [0.4, 1], [-0.4, 1],
        [-0.6, 0.5], [0, 0],
      ]
    ],
    [[[0.5, -0.3], [-0.2, 0], [-0.6, -0.4], [-0.3, -0.9], [0.3, -1], [0.6, -0.5], [0.3, 0.4], [-0.3, 1]]],
  ]

  mutating func picture(of digit: Int) -> [UInt8] {
    var ink = [Float](repeating: 0, count: Self.side * Self.side)
    let (turn, shear) = (0.4 * uniform(), 0.45 * uniform())
    let (wide, tall) = (5.8 + 1.8 * uniform(), 7.2 + 1.8 * uniform())
    let center = Point(Float(Self.side) / 2 + 1.8 * uniform(), Float(Self.side) / 2 + 1.5 * uniform())
    let thickness = 1.1 + 0.35 * uniform()
    let contrast = 0.68 + 0.3 * uniform()
    for stroke in Self.strokes[digit] {
      let bent = stroke.map { corner -> Point in
        let moved = corner + 0.2 * Point(uniform(), uniform())
        let slanted = Point(wide * (moved.x - shear * moved.y), tall * moved.y)
        return center
          + Point(
            slanted.x * cos(turn) - slanted.y * sin(turn), slanted.x * sin(turn) + slanted.y * cos(turn))
      }
      draw(Self.rounded(bent), thickness: thickness, value: contrast, into: &ink)
    }
    // Lines across, in most pictures.
    for _ in 0..<3 where uniform() > -0.2 {
      let from = Point(Float(Self.side) * (0.5 + 0.6 * uniform()), Float(Self.side) * (0.5 + 0.6 * uniform()))
      let direction = 9 * Point(uniform(), uniform())
      draw([from - direction, from + direction], thickness: 0.8, value: 0.45 + 0.25 * uniform(), into: &ink)
    }
    return ink.map { value in
      // The sum of three uniform values is near enough to a Gaussian.
      let noise = Self.noise * (uniform() + uniform() + uniform())
      return UInt8(max(0, min(255, 255 * (value + noise))))
    }
  }

  /// Cuts corners twice (Chaikin 1974).
  private static func rounded(_ line: [Point]) -> [Point] {
    var line = line
    for _ in 0..<2 where line.count > 2 {
      var next = [line[0]]
      for (a, b) in zip(line, line.dropFirst()) { next += [0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b] }
      line = next + [line[line.count - 1]]
    }
    return line
  }

  /// Draws each part of a line where it reaches; of parts that meet, a pixel takes the nearest.
  private func draw(_ line: [Point], thickness: Float, value: Float, into ink: inout [Float]) {
    let reach = thickness + 0.5
    func pixels(_ a: Float, _ b: Float) -> Range<Int> {
      let first = max(0, Int(min(a, b) - reach - 0.5))
      return first..<max(first, min(Self.side, Int(max(0, max(a, b) + reach + 0.5))))
    }
    for index in 1..<line.count {
      let (a, b) = (line[index - 1], line[index])
      let along = b - a
      let length = (along * along).sum()
      for row in pixels(a.y, b.y) {
        for column in pixels(a.x, b.x) {
          let to = Point(Float(column) + 0.5, Float(row) + 0.5) - a
          let share = length > 0 ? max(0, min(1, (along * to).sum() / length)) : 0
          let away = to - share * along
          let cover = max(0, min(1, reach - (away * away).sum().squareRoot()))
          ink[row * Self.side + column] = max(ink[row * Self.side + column], value * cover)
        }
      }
    }
  }
}
