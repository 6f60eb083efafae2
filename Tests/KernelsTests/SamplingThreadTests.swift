import Kernels
import Tensors
import Testing

/// What holds of sampling and correlation on any number of threads, and of maps too large for the caches.
@Suite struct SamplingThreadTests {
  private static let shape = [2, 6, 37, 45]

  /// Everything that one set of workers computes, in a row.
  private static func results(_ workers: Workers) -> [Float] {
    let (n, c, h, w) = (shape[0], shape[1], shape[2], shape[3])
    let (a, b) = (FeatureMap(sample(shape, seed: 1)), FeatureMap(sample(shape, seed: 2)))
    let flow = FeatureMap(sample([n, 2, h, w], seed: 3).map { 1.2 + $0 })
    let correlation = FeatureMap(batch: n, channels: 81, height: h, width: w)
    let gradients = (0..<2).map { _ in FeatureMap(batch: n, channels: c, height: h, width: w) }
    let flowGradient = FeatureMap(batch: n, channels: 2, height: h, width: w)
    let doubled = FeatureMap(batch: n, channels: c, height: 2 * h, width: 2 * w)
    let upstream = FeatureMap(sample(correlation.shape, seed: 4))
    let activation = Activation.leakyReLU(slope: 0.1)
    var all: [Float] = []
    func keep(_ maps: FeatureMap...) { for map in maps { all += map.tensor.scalars } }
    Correlation.run(a, b, into: correlation, activation: activation, workers: workers)
    Correlation.backward(
      upstream, output: correlation, of: a, b, activation: activation, aGradient: gradients[0],
      bGradient: gradients[1], workers: workers)
    keep(correlation, gradients[0], gradients[1])
    Warp.run(a, by: flow, into: gradients[0], workers: workers)
    Warp.backward(b, of: a, by: flow, inputGradient: gradients[1], flowGradient: flowGradient, workers: workers)
    keep(gradients[0], gradients[1], flowGradient)
    let enlarge = Upsampling2x(height: h, width: w)
    enlarge(a, into: doubled, workers: workers)
    enlarge.backward(doubled, into: gradients[0], workers: workers)
    workers.applyGradient(of: activation, output: b, to: gradients[0])
    workers.add(a, to: gradients[0])
    keep(doubled, gradients[0])
    return all
  }

  @Test(arguments: InstructionSet.available)
  func `The bytes do not depend on the number of threads`(set: InstructionSet) throws {
    let one = Self.results(try Workers(threads: 1, instructionSet: set))
    for threads in [2, 3, 5] {
      #expect(try Self.results(Workers(threads: threads, instructionSet: set)) == one, "\(threads) threads")
    }
  }

  @Test func `A map that is written around the caches holds what its channels hold one by one`() throws {
    // More than 8 MiB in rows of whole lines of a cache.
    let (channels, height, width) = (3, 640, 1216)
    let workers = try Workers(threads: 2)
    let input = FeatureMap(sample([1, channels, height / 2, width / 2], seed: 5))
    let enlarge = Upsampling2x(height: height / 2, width: width / 2)
    let (whole, parts) = (
      FeatureMap(channels: channels, height: height, width: width),
      FeatureMap(channels: channels, height: height, width: width)
    )
    enlarge(input, into: whole, workers: workers)
    for channel in 0..<channels {
      enlarge(input[channel..<channel + 1], into: parts[channel..<channel + 1], workers: workers)
    }
    #expect(whole.tensor == parts.tensor, "enlargement")
    let flow = FeatureMap(sample([1, 2, height, width], seed: 6).map { 3 * $0 })
    let (warped, warpedParts) = (FeatureMap(whole.tensor), FeatureMap(whole.tensor))
    Warp.run(whole, by: flow, into: warped, workers: workers)
    for channel in 0..<channels {
      Warp.run(
        whole[channel..<channel + 1], by: flow, into: warpedParts[channel..<channel + 1], workers: workers)
    }
    #expect(warped.tensor == warpedParts.tensor, "warp")
  }

  @Test func `A correlation that is written around the caches is that of the portable loops`() throws {
    let shape = [1, 2, 128, 224]
    let (a, b) = (FeatureMap(sample(shape, seed: 7)), FeatureMap(sample(shape, seed: 8)))
    let maps = (0..<2).map { _ in FeatureMap(channels: 81, height: shape[2], width: shape[3]) }
    for (map, set) in zip(maps, [InstructionSet.portable, .best]) {
      let workers = try Workers(threads: 2, instructionSet: set)
      Correlation.run(a, b, into: map, activation: .leakyReLU(slope: 0.1), workers: workers)
    }
    expectAgreement(maps[1].tensor, maps[0].tensor, "correlation")
  }
}
