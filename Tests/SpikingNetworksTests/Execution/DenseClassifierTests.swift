import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

@Suite struct DenseClassifierTests {
  @Test func `Quantised activations round half steps up, LSQ's to even`() throws {
    func values(_ activation: ActivationDescription, part: String, _ inputs: [Float]) throws -> [Float] {
      let architecture = ClassifierArchitecture(
        name: "x", inputShape: [inputs.count, 1, 1], classes: inputs.count,
        layers: [.activation(name: "a", activation), .flatten])
      let network = try DenseClassifier(
        architecture: architecture,
        parameters: ParameterTree(["a.\(part)": Tensor(shape: [1], scalars: [2])], source: "test"))
      let input = Tensor<Float>(shape: [1, inputs.count, 1, 1], scalars: inputs)
      return try network(input, workers: Workers(threads: 1)).scalars
    }
    let inputs: [Float] = [-1, 0.2, 0.25, 0.75, 1.3, 1.9, 7, 0]
    #expect(
      try values(.qcfs(levels: 4), part: "thresh", inputs) == [0, 0, 0.5, 1, 1.5, 2, 2, 0])
    #expect(try values(.lsq(levels: 3), part: "step", [-1, 1, 3, 5, 5.1, 9]) == [0, 0, 4, 4, 6, 6])
    #expect(try values(.lsq(levels: 3), part: "step", [0.9, 1.1]) == [0, 2])
  }

  @Test func `Batches of any size give what single samples give, to the rounding of the kernels`() throws {
    let architecture = SmallNetworkDescription.mnist().architecture
    let parameters = ParameterTree(SmallNetworks.parameters(of: architecture, seed: 1), source: "test")
    let network = try DenseClassifier(architecture: architecture, parameters: parameters)
    let workers = try Workers()
    let input = ParameterInitializer(seed: 2).uniform("input", shape: [67, 1, 28, 28])
    var seen: [String: Int] = [:]
    let outputs = network(input, workers: workers) { name, map in seen[name, default: 0] += map.batch }
    #expect(seen == ["act1": 67, "act2": 67, "act_fc1": 67])
    #expect(network.activationNames == ["act1", "act2", "act_fc1"])
    let unobserved = try [1, 3].map { try network(input, workers: Workers(threads: $0)) }
    #expect(unobserved[0] == unobserved[1])
    for (a, b) in zip(unobserved[0].scalars, outputs.scalars) { #expect(abs(a - b) < 1e-3) }
    let single = network.workspace(batch: 1)
    for sample in [0, 63, 64, 66] {
      let output = network(input.slice(at: sample).reshaped(to: [1, 1, 28, 28]), in: single, workers: workers)
      for (a, b) in zip(output.scalars, outputs.slice(at: sample).scalars) { #expect(abs(a - b) < 1e-3) }
    }
  }

  @Test func `Folding normalisation changes nothing but rounding`() throws {
    let layers: [ClassifierLayer] = [
      .convolution(ConvolutionDescription(name: "a", inputs: 2, outputs: 3, hasBias: true)),
      .batchNormalization(name: "n", channels: 3), .globalAveragePool,
    ]
    let architecture = ClassifierArchitecture(name: "x", inputShape: [2, 5, 5], classes: 3, layers: layers)
    let tensors = SmallNetworks.parameters(of: architecture, seed: 3)
    let input = ParameterInitializer(seed: 4).uniform("input", shape: [2, 2, 5, 5])
    let workers = try Workers()
    let folded = try DenseClassifier(
      architecture: architecture, parameters: ParameterTree(tensors, source: "test"))(input, workers: workers)
    let bare = ClassifierArchitecture(
      name: "y", inputShape: [2, 5, 5], classes: 3, layers: [layers[0], layers[2]])
    let plain = try DenseClassifier(
      architecture: bare, parameters: ParameterTree(tensors, source: "test"))(input, workers: workers)
    func vector(_ name: String) throws -> [Float] { try #require(tensors["n.\(name)"]).scalars }
    let (scale, shift) = (try vector("weight"), try vector("bias"))
    let (mean, variance) = (try vector("running_mean"), try vector("running_var"))
    for sample in 0..<2 {
      for c in 0..<3 {
        let expected = (plain[sample, c] - mean[c]) / (variance[c] + 1e-5).squareRoot() * scale[c] + shift[c]
        #expect(abs(folded[sample, c] - expected) < 1e-5)
      }
    }
  }

  @Test func `Max and average pooling take the windows that lie within the picture`() throws {
    let architecture = ClassifierArchitecture(
      name: "x", inputShape: [1, 4, 4], classes: 4,
      layers: [.maxPool(kernel: 3, stride: 2, padding: 1), .flatten])
    let input = Tensor<Float>(shape: [1, 1, 4, 4], scalars: (0..<16).map { Float(-$0) })
    let parameters = ParameterTree([:], source: "test")
    let largest = try DenseClassifier(architecture: architecture, parameters: parameters)
    #expect(try largest(input, workers: Workers()).scalars == [0, -1, -4, -5])
    var averaged = architecture
    averaged.layers[0] = .averagePool(kernel: 2, stride: 2)
    let mean = try DenseClassifier(architecture: averaged, parameters: parameters)
    #expect(try mean(input, workers: Workers()).scalars == [-2.5, -4.5, -10.5, -12.5])
  }

  /// The whole test batch gives 86.28 % and 81.03 %, as `../shared/weights/README.md` says; these are the right ones of
  /// its first 500 pictures.
  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [("qcfs_resnet20_cifar10_l4.pth", 0.8628), ("resnet20_cifar10_legacy_pickle.th", 0.8103)])
  func `The published networks classify real pictures as well as their publishers say`(
    file: String, accuracy: Double
  ) throws {
    let checkpoint = try ClassifierCheckpoint(path: SharedFolder.path("weights/\(file)"))
    let (pictures, labels) = try SharedPictures.read("test_batch.bin", count: 500)
    let input = try #require(checkpoint.input).values(of: pictures)
    let outputs = try DenseClassifier(checkpoint)(input, workers: try Workers())
    let right = SharedPictures.right(outputs, labels)
    #expect(abs(Double(right) / 500 - accuracy) < 0.04, "\(right) of 500")
  }
}
