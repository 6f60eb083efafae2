import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct SceneFlowTests {
  struct Motion: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var motion: SceneMotion
    var camera = SceneMotion()
    /// Where the point at (x, y) of a sensor of 48x32 is half a second later.
    var moved: @Sendable (Double, Double) -> (Double, Double)
  }

  static let motions = [
    Motion(
      testDescription: "translation", motion: SceneMotion(x: .line(start: 7, rate: 5), y: .line(start: 1, rate: -3))
    ) {
      ($0 + 2.5, $1 - 1.5)
    },
    Motion(
      testDescription: "a path of two points",
      motion: SceneMotion(x: .spline(times: [0, 2], values: [0, 10]), y: .spline(times: [0, 2], values: [4, 4]))
    ) { ($0 + 2.5, $1) },
    Motion(
      testDescription: "rotation about (20, 10)",
      motion: SceneMotion(x: .constant(value: 20), y: .constant(value: 10), angle: .line(start: 0.4, rate: 0.6))
    ) {
      let (x, y, s, c) = ($0 - 20, $1 - 10, sin(0.3), cos(0.3))
      return (20 + c * x - s * y, 10 + s * x + c * y)
    },
    Motion(
      testDescription: "scaling about (5, 6)",
      motion: SceneMotion(
        x: .constant(value: 5), y: .constant(value: 6), scaleX: .line(start: 1, rate: 0.2),
        scaleY: .line(start: 2, rate: -1))
    ) { (5 + ($0 - 5) * 1.1, 6 + ($1 - 6) * 0.75) },
    Motion(
      testDescription: "shear", motion: SceneMotion(shear: .line(start: 0, rate: 0.3))
    ) { ($0 + 0.15 * $1, $1) },
    Motion(
      testDescription: "a wave",
      motion: SceneMotion(x: .wave(mean: 3, amplitude: 4, hertz: 0.5, phase: 0), y: .constant(value: 0))
    ) { ($0 + 4, $1) },
    Motion(
      testDescription: "a camera that moves", motion: .still(), camera: SceneMotion(x: .line(start: 0, rate: 4))
    ) { ($0 - 2, $1) },
    Motion(
      testDescription: "a camera that turns and widens", motion: .still(),
      camera: SceneMotion(
        angle: .line(start: 0, rate: 0.2), scaleX: .line(start: 1, rate: 0.5), scaleY: .line(start: 1, rate: 0.5))
    ) {
      let (x, y, s, c) = ($0 - 23.5, $1 - 15.5, sin(-0.1), cos(-0.1))
      return (23.5 + (c * x - s * y) / 1.25, 15.5 + (s * x + c * y) / 1.25)
    },
  ]

  @Test(arguments: motions) func `The flow of analytic motion is the closed form`(_ sample: Motion) throws {
    let scene = Scene(
      size: SensorSize(width: 48, height: 32), things: [SceneSamples.layer(.everywhere, sample.motion)],
      camera: sample.camera)
    let flow = try SceneSamples.renderer(scene).flow(from: 0, to: 0.5)
    var worst = 0.0
    for y in 0..<32 {
      for x in 0..<48 {
        let (toX, toY) = sample.moved(Double(x), Double(y))
        worst = max(worst, abs(Double(flow.flow[0, y, x]) - toX + Double(x)))
        worst = max(worst, abs(Double(flow.flow[1, y, x]) - toY + Double(y)))
      }
    }
    #expect(worst < 1e-3)
    #expect(flow.valid == nil)
  }

  @Test func `Forward and backward flow meet on points that are seen at both moments`() throws {
    let renderer = try SceneSamples.renderer(SceneSamples.crowd)
    let (forward, backward) = (renderer.truth(from: 0.1, to: 0.25), renderer.truth(from: 0.25, to: 0.1))
    var (checked, near) = (0, 0)
    for y in 1..<63 {
      for x in 1..<95 where forward.isHidden[y, x] == 0 && forward.leaves[y, x] == 0 {
        let (u, v) = (forward.flow.flow[0, y, x], forward.flow.flow[1, y, x])
        let (toX, toY) = (Float(x) + u, Float(y) + v)
        let (left, top) = (Int(toX.rounded(.down)), Int(toY.rounded(.down)))
        guard left >= 0, top >= 0, left < 95, top < 63 else { continue }
        let corners = [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)]
        guard corners.allSatisfy({ backward.objects[$0.1, $0.0] == forward.objects[y, x] }) else { continue }
        // Flow is affine on a thing, so that the bilinear mean of four pixels is exact.
        let (a, b) = (toX - Float(left), toY - Float(top))
        let weights = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b]
        let back = zip(corners, weights).reduce(SIMD2<Float>.zero) { sum, corner in
          let ((x, y), weight) = corner
          return sum + SIMD2(backward.flow.flow[0, y, x], backward.flow.flow[1, y, x]) * weight
        }
        checked += 1
        if abs(back.x + u) < 1e-3 && abs(back.y + v) < 1e-3 { near += 1 }
      }
    }
    #expect(checked > 4000)
    #expect(near == checked)
    #expect(forward.visibleCount < 96 * 64)
  }

  @Test func `A point behind another thing is hidden, one beyond the sensor leaves`() throws {
    let scene = Scene(
      size: SensorSize(width: 40, height: 20),
      things: [
        SceneSamples.layer(.everywhere, SceneMotion(x: SceneSamples.line(0, -10))),
        SceneSamples.layer(
          .roundedRectangle(width: 8, height: 40, corner: 0), SceneMotion(x: SceneSamples.line(19.6, 0)), seed: 2),
      ])
    let truth = try SceneSamples.renderer(scene).truth(from: 0, to: 1)
    let row = 7
    // The bar covers 15.6...23.6; what goes behind it comes from 25.6...33.6, what leaves from below 9.5.
    for x in 0..<40 {
      let isBar = (16...23).contains(x)
      #expect(truth.objects[row, x] == (isBar ? 1 : 0))
      #expect(truth.isHidden[row, x] == ((26...33).contains(x) ? 1 : 0), "column \(x)")
      #expect(truth.leaves[row, x] == (x <= 9 ? 1 : 0), "column \(x)")
      #expect(truth.flow.flow[0, row, x] == (isBar ? 0 : -10))
    }
  }

  @Test func `A picture warped by its flow is the picture before`() throws {
    let renderer = try SceneSamples.renderer(SceneSamples.crowd)
    let (before, after) = (renderer.picture(at: 0.1), renderer.picture(at: 0.2))
    let truth = renderer.truth(from: 0.1, to: 0.2)
    var (sum, count) = (0.0, 0)
    for y in 2..<62 {
      for x in 2..<94 {
        // Edges are mixtures of two things, which do not move together.
        let around = [(x, y), (x - 2, y), (x + 2, y), (x, y - 2), (x, y + 2)]
        guard around.allSatisfy({ truth.objects[$0.1, $0.0] == truth.objects[y, x] }),
          around.allSatisfy({ truth.isHidden[$0.1, $0.0] == 0 && truth.leaves[$0.1, $0.0] == 0 })
        else { continue }
        let (toX, toY) = (Float(x) + truth.flow.flow[0, y, x], Float(y) + truth.flow.flow[1, y, x])
        let (left, top) = (Int(toX.rounded(.down)), Int(toY.rounded(.down)))
        guard left >= 0, top >= 0, left < 95, top < 63 else { continue }
        let (a, b) = (toX - Float(left), toY - Float(top))
        let above = after[top, left] * (1 - a) + after[top, left + 1] * a
        let below = after[top + 1, left] * (1 - a) + after[top + 1, left + 1] * a
        let difference = Double(above * (1 - b) + below * b - before[y, x])
        sum += difference * difference
        count += 1
      }
    }
    let signalToNoise = 10 * log10(255 * 255 * Double(count) / sum)
    #expect(count > 2000)
    #expect(signalToNoise > 35, "\(signalToNoise) dB on \(count) pixels")
  }

  @Test func `Events are labelled with what their pixel sees at their time`() throws {
    let renderer = try SceneSamples.renderer(SceneSamples.crowd)
    var events: [Event] = []
    for (time, y, x) in [(0, 30, 40), (0, 28, 30), (250_000, 40, 75), (500_000, 28, 50), (500_000, 2, 2)] {
      events.append(Event(timeMicroseconds: Int64(time), x: UInt16(x), y: UInt16(y), isOn: true))
    }
    let labels = renderer.objects(of: EventBatch(events))
    for (label, event) in zip(labels, events) {
      let objects = renderer.objects(at: Double(event.timeMicroseconds) * 1e-6)
      #expect(label == objects[Int(event.y), Int(event.x)])
    }
    #expect(Set(labels).count >= 3)
  }

  @Test func `The largest motion is that of the fastest corner`() throws {
    let scene = Scene(
      size: SensorSize(width: 40, height: 20),
      things: [
        SceneSamples.layer(.everywhere, SceneMotion(x: SceneSamples.line(0, 3))),
        SceneSamples.layer(
          .ellipse(radiusX: 5, radiusY: 5), SceneMotion(x: SceneSamples.line(9, 6), y: SceneSamples.line(0, -8))),
      ])
    #expect(abs(try SceneSamples.renderer(scene).largestMotion(from: 1, to: 1.5) - 5) < 1e-9)
  }
}
