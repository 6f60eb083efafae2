import Foundation
import Recordings
import Simulator
import Tensors
import Testing

@Suite struct FlowLightInterpolationTests {
  /// A motion that is known.
  private final class KnownMotion: LightMotion {
    let u: Float
    init(_ u: Float) { self.u = u }

    func flows(
      between first: Tensor<Float>, and second: Tensor<Float>
    ) -> (forward: Tensor<Float>, backward: Tensor<Float>) {
      (flow(u, first.shape), flow(-u, first.shape))
    }

    private func flow(_ u: Float, _ shape: [Int]) -> Tensor<Float> {
      let count = shape[0] * shape[1]
      return Tensor(
        shape: [2] + shape, scalars: [Float](repeating: u, count: count) + [Float](repeating: 0, count: count))
    }
  }

  private func texture(dx: Double = 0, width: Int = 64, height: Int = 24) -> Tensor<Float> {
    Tensor(
      shape: [height, width],
      scalars: (0..<width * height).map { pixel in
        let (x, y) = (Double(pixel % width) - dx, Double(pixel / width))
        return Float(120 + 50 * sin(0.5 * x + 0.1 * y) + 40 * sin(0.3 * y - 0.21 * x))
      })
  }

  /// The mean square of differences, apart from the columns that a motion uncovers.
  private func error(_ a: Tensor<Float>, _ b: Tensor<Float>, margin: Int) -> Double {
    let width = a.shape[1]
    let kept = a.scalars.indices.filter { (margin..<width - margin).contains($0 % width) }
    return kept.reduce(0) { $0 + pow(Double(a.scalars[$1] - b.scalars[$1]), 2) } / Double(kept.count)
  }

  @Test(arguments: [Float(0.25), 0.5, 0.75])
  func `What moves is where it would be, ten times nearer than on a line`(share: Float) throws {
    let (first, second) = (texture(), texture(dx: 6))
    let truth = texture(dx: 6 * Double(share))
    let flow = FlowLightInterpolation(motion: KnownMotion(6), threads: 2)
    let line = LinearLightInterpolation()
    try flow.look(at: first, second)
    line.look(at: first, second)
    #expect(flow.greatestMotion == 6)
    let (along, across) = (
      error(flow.frame(at: share), truth, margin: 7), error(line.frame(at: share), truth, margin: 7)
    )
    #expect(along * 100 < across, "\(along) \(across)")
  }

  @Test func `Where nothing moves gray levels go in a line exactly`() throws {
    let (first, second) = (texture(), texture().map { $0 * 0.5 + 3 })
    let flow = FlowLightInterpolation(motion: KnownMotion(0), threads: 1)
    let line = LinearLightInterpolation()
    try flow.look(at: first, second)
    line.look(at: first, second)
    for (a, b) in zip(flow.frame(at: 0.375).scalars, line.frame(at: 0.375).scalars) { #expect(abs(a - b) < 1e-3) }
    try flow.look(at: first, first)
    #expect(flow.frame(at: 0.7) == first && flow.greatestMotion == 0)
  }

  @Test func `The result does not depend on the number of threads`() throws {
    let frames = try [1, 2].map { threads in
      let flow = FlowLightInterpolation(motion: KnownMotion(-2.5), threads: threads)
      try flow.look(at: texture(width: 37, height: 41), texture(dx: -2.5, width: 37, height: 41))
      return flow.frame(at: 0.4)
    }
    #expect(frames[0] == frames[1])
  }

  @Test func `A motion that is wrong is not followed`() throws {
    // The frames are equal, and the flow claims that all has moved to where it does not fit.
    let flow = FlowLightInterpolation(motion: KnownMotion(7), threads: 1)
    var picture = texture()
    picture = picture.map { $0 > 120 ? 250 : 2 }
    try flow.look(at: picture, picture)
    let frame = flow.frame(at: 0.5)
    #expect(frame.scalars.allSatisfy { (0...300).contains($0) })
  }

  /// Two frames, as light.
  private final class Pair: IntensitySource {
    private var frames: [IntensityFrame]
    let geometry: SpikeGeometry
    var estimatedCount: Int? { 2 }

    init(_ first: Tensor<Float>, _ second: Tensor<Float>) {
      geometry = SpikeGeometry(width: first.shape[1], height: first.shape[0])
      frames = [IntensityFrame(gray: first, time: 0), IntensityFrame(gray: second, time: Rational(1, 10))]
    }

    func next() -> IntensityFrame? { frames.isEmpty ? nil : frames.removeFirst() }
  }

  @Test func `Steps follow the motion where nothing else asks for more`() throws {
    let light = UpsampledLight(
      Pair(texture(), texture(dx: 5)), by: .automatic(contrast: nil),
      interpolation: FlowLightInterpolation(motion: KnownMotion(5), threads: 1))
    var times: [Rational] = []
    while let frame = try light.next() { times.append(frame.time) }
    #expect(times == (0...5).map { Rational(Int64($0), 50) })
  }
}
