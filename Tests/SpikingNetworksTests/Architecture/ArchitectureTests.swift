import Foundation
import SpikingNetworks
import Testing

@Suite struct ArchitectureTests {
  @Test func `a description survives being stored as JSON`() throws {
    let block: [ClassifierLayer] = [
      .convolution(ConvolutionDescription(name: "a", inputs: 4, outputs: 4)),
      .batchNormalization(name: "b", channels: 4), .activation(name: "c", .spiking(.quantizationTwin)),
    ]
    let architecture = ClassifierArchitecture(
      name: "small", inputShape: [4, 8, 8], classes: 3,
      layers: [
        .residual(body: block, shortcut: .identity), .activation(name: "d", .qcfs(levels: 4)),
        .residual(body: block, shortcut: .subsampled(stride: 2, zerosBefore: 1, zerosBehind: 1)),
        .maxPool(kernel: 2, stride: 2), .globalAveragePool, .flatten, .linear(name: "e", inputs: 4, outputs: 3),
      ])
    let stored = try JSONEncoder().encode(architecture)
    #expect(try JSONDecoder().decode(ClassifierArchitecture.self, from: stored) == architecture)
  }
}
