import Kernels
import Tensors
import TestSupport
import Testing

@Suite struct SpikeReachTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kernel: Int
    var stride: Int
    var padding: Int
    var pool = 1
    var testDescription: String { "kernel \(kernel), stride \(stride), padding \(padding), squares of \(pool)" }
  }

  static let cases = [
    Case(kernel: 3, stride: 1, padding: 1), Case(kernel: 3, stride: 2, padding: 1),
    Case(kernel: 5, stride: 3, padding: 0),
    Case(kernel: 1, stride: 2, padding: 0), Case(kernel: 3, stride: 1, padding: 1, pool: 2),
    Case(kernel: 1, stride: 1, padding: 0),
  ]

  @Test(arguments: cases) func `Every spike counts the outputs that it reaches, at borders too`(test: Case) {
    let (channels, outputs, height, width) = (3, 2, 9, 7)
    let projection = SpikingProjection(
      weight: Tensor(zeros: [outputs, channels, test.kernel, test.kernel]), stride: test.stride, padding: test.padding,
      pool: test.pool)
    let size = projection.outputSize(height: height, width: width)
    let layer = SpikingLayer(outputs: outputs, size: size, projections: [projection], dynamics: nil)
    var random = SeededRandom(seed: 3)
    let values = Tensor<Float>(
      shape: [channels, height, width],
      scalars: (0..<channels * height * width).map { _ in Bool.random(using: &random) ? 1 : 0 })
    let trains = SpikeTrains(frames: 2, channels: channels, height: height, width: width)
    trains.positive.replaceFrame(1, by: values)
    // Output by output, the inputs under its kernel.
    var expected = 0
    for row in 0..<size.height {
      for column in 0..<size.width {
        for y in 0..<height / test.pool * test.pool {
          for x in 0..<width / test.pool * test.pool {
            let place = (
              y / test.pool - row * test.stride + test.padding, x / test.pool - column * test.stride + test.padding
            )
            guard (0..<test.kernel).contains(place.0), (0..<test.kernel).contains(place.1) else { continue }
            for channel in 0..<channels where values[channel, y, x] != 0 { expected += outputs }
          }
        }
      }
    }
    #expect(expected > 0)
    #expect(layer.reach(ofInput: 0, height: height, width: width).sum(trains, frame: 1) == expected)
    #expect(layer.reach(ofInput: 0, height: height, width: width).sum(trains, frame: 0) == 0)
  }

  @Test func `A connection without weights reaches every other pixel where it halves the map`() {
    let layer = SpikingLayer(
      outputs: 2, size: (3, 4), projections: [], identity: SpikingIdentity(stride: 2), dynamics: nil)
    let trains = SpikeTrains(frames: 1, channels: 2, height: 6, width: 8)
    trains.positive.replaceFrame(0, by: Tensor(shape: [2, 6, 8], scalars: Array(repeating: 1, count: 96)))
    #expect(layer.identityReach(height: 6, width: 8)?.sum(trains, frame: 0) == 24)
  }
}
