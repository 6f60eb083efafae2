import Kernels
import TestSupport
import Testing

@Suite struct EventContrastTests {
  private static let (width, height) = (43, 31)

  private static func events(_ count: Int) -> (x: [UInt16], y: [UInt16], time: [Float]) {
    var random = SeededRandom(seed: 8)
    let x = (0..<count).map { _ in UInt16.random(in: 0..<43, using: &random) }
    let y = (0..<count).map { _ in UInt16.random(in: 0..<31, using: &random) }
    return (x, y, (0..<count).map { _ in Float.random(in: 0...1, using: &random) })
  }

  /// A flow that grows over the picture, so that some events leave it.
  private static func flow(_ scale: Float = 1) -> VectorField {
    let field = VectorField(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        field.u[y * width + x] = scale * (0.21 * Float(x) - 3.3)
        field.v[y * width + x] = scale * (2.7 - 0.13 * Float(y))
      }
      field.rowBounds[y] = min(field.v[y * width], 0)...max(field.v[y * width], 0)
    }
    return field
  }

  /// The energies and the slopes, `u` before `v`.
  private static func evaluate(set: InstructionSet, threads: Int, count: Int = 900) throws -> ([Double], [Float]) {
    let events = events(count)
    let contrast = EventContrast(
      events: PixelEvents(x: events.x, y: events.y, time: events.time, width: width, height: height),
      references: [0, 0.5, 1], workers: try Workers(threads: threads, instructionSet: set))
    let flow = flow()
    let slopes = VectorField(width: width, height: height)
    let energies = contrast.energies(along: flow)
    contrast.writeSlopes(along: flow, factors: [1, -2, 0.5], into: slopes)
    return (energies, Array(slopes.u) + Array(slopes.v))
  }

  @Test(arguments: InstructionSet.available)
  func `Instruction sets agree, and results are the same at any number of threads`(set: InstructionSet) throws {
    let expected = try Self.evaluate(set: .portable, threads: 1)
    let found = try Self.evaluate(set: set, threads: 1)
    let greatest = expected.1.map(abs).max() ?? 0
    for (a, b) in zip(found.0, expected.0) { #expect(abs(a - b) <= 1e-5 * b) }
    for (a, b) in zip(found.1, expected.1) { #expect(abs(a - b) <= 1e-5 * greatest) }
    for threads in [2, 3] {
      let other = try Self.evaluate(set: set, threads: threads)
      #expect(other.0 == found.0 && other.1 == found.1)
    }
  }

  @Test func `Slopes are what the energies change by`() throws {
    let events = Self.events(400)
    let contrast = EventContrast(
      events: PixelEvents(
        x: events.x, y: events.y, time: events.time, width: Self.width, height: Self.height), references: [0.3],
      workers: try Workers(threads: 1))
    let slopes = VectorField(width: Self.width, height: Self.height)
    func energy(_ scale: Float) -> Double { contrast.energies(along: Self.flow(scale))[0] }
    _ = energy(1)
    contrast.writeSlopes(along: Self.flow(), factors: [1], into: slopes)
    let direction = Self.flow()
    var expected = 0.0
    for pixel in 0..<Self.width * Self.height {
      expected += Double(slopes.u[pixel] * direction.u[pixel] + slopes.v[pixel] * direction.v[pixel])
    }
    // The votes bend where an event passes a pixel: steps must be short, and single precision bounds them from below.
    let step: Float = 1e-3
    let change = (energy(1 + step) - energy(1 - step)) / Double(2 * step)
    #expect(abs(change - expected) <= 0.03 * abs(expected))
  }

  @Test func `No event is lost inside and none counts outside`() throws {
    let contrast = EventContrast(
      events: PixelEvents(x: [20], y: [15], time: [0], width: Self.width, height: Self.height), references: [0, 1],
      workers: try Workers(threads: 1))
    let flow = VectorField(width: Self.width, height: Self.height)
    let rest = contrast.energies(along: flow)
    #expect(rest[0] > 0 && rest[0] == rest[1])
    flow.u[15 * Self.width + 20] = 4
    #expect(contrast.energies(along: flow) == rest)
    flow.u[15 * Self.width + 20] = 100
    #expect(contrast.energies(along: flow)[1] == 0)
    flow.u[15 * Self.width + 20] = .nan
    #expect(contrast.energies(along: flow)[1] == 0)
  }
}
