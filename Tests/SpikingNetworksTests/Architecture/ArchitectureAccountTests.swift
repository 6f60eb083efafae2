import SpikingNetworks
import Testing

@Suite struct ArchitectureAccountTests {
  /// Parameters and products as published: torchvision's documentation for its networks, He et al. (2016) for
  /// ResNet-20 with 0.27 million parameters.
  @Test(
    arguments: [
      ("torchvision-resnet18-imagenet", 11_689_512, 1.81), ("torchvision-resnet34-imagenet", 21_797_672, 3.66),
      ("torchvision-resnet50-imagenet", 25_557_032, 4.09),
    ])
  func `The networks for ImageNet have the published numbers of parameters and products`(
    name: String, parameters: Int, billions: Double
  ) throws {
    var architecture = try #require(ClassifierCatalog.entry(named: name)).standard
    architecture.layers[architecture.layers.count - 1] = .linear(
      name: "fc", inputs: name.contains("50") ? 2048 : 512, outputs: 1000)
    architecture.classes = 1000
    let trained = architecture.parameters.filter { $0.role != .runningMean && $0.role != .runningVariance }
    #expect(trained.reduce(0) { $0 + $1.shape.reduce(1, *) } == parameters)
    #expect(abs(Double(architecture.multiplyAccumulates) / 1e9 - billions) < 0.01)
  }

  @Test func `ResNet-20 has 0.27 million parameters and ends in ten classes`() throws {
    let architecture = try #require(ClassifierCatalog.entry(named: "plain-resnet20")).standard
    let trained = architecture.parameters.filter { $0.role != .runningMean && $0.role != .runningVariance }
    #expect(trained.reduce(0) { $0 + $1.shape.reduce(1, *) } == 269_722)
    #expect(architecture.outputShapes.first == [16, 32, 32])
    #expect(architecture.outputShapes.last == [10, 1, 1])
    #expect(architecture.neurons == 7 * 16 * 1024 + 6 * 32 * 256 + 6 * 64 * 64)
  }

  @Test(arguments: ClassifierCatalog.entries.map(\.name))
  func `Every network of the catalog can be computed and has the name it is called by`(name: String) throws {
    let architecture = try #require(ClassifierCatalog.entry(named: name)).standard
    #expect(architecture.name == name)
    let accounts = try architecture.checked()
    #expect(accounts.last?.outputShape == [name.contains("imagenet") ? 1000 : 10, 1, 1])
    let names = architecture.parameters.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `Parameters have the names of the QCFS repository`() throws {
    func names(_ network: String) throws -> Set<String> {
      Set(try #require(ClassifierCatalog.entry(named: network)).standard.parameters.map(\.name))
    }
    let residual = try names("qcfs-resnet18")
    for name in [
      "conv1.0.weight", "conv1.1.running_var", "conv1.2.thresh", "conv2_x.0.residual_function.3.weight",
      "conv3_x.0.shortcut.1.bias", "conv5_x.1.act.thresh", "fc.bias",
    ] { #expect(residual.contains(name), "\(name)") }
    #expect(!residual.contains("conv2_x.0.shortcut.0.weight"))
    #expect(try names("qcfs-resnet50").contains("conv2_x.0.shortcut.0.weight"))
    let chain = try names("qcfs-vgg16")
    for name in [
      "layer1.0.bias", "layer1.4.weight", "layer3.9.running_mean", "layer5.10.thresh", "classifier.1.weight",
      "classifier.5.thresh", "classifier.7.bias",
    ] { #expect(chain.contains(name), "\(name)") }
  }

  @Test func `Layers that do not fit each other are told by the layer`() {
    func fault(_ layers: [ClassifierLayer], classes: Int = 2) -> String {
      do {
        _ = try ClassifierArchitecture(name: "x", inputShape: [1, 8, 8], classes: classes, layers: layers).checked()
        return "none"
      } catch {
        return error.description
      }
    }
    let convolution = ClassifierLayer.convolution(ConvolutionDescription(name: "a", inputs: 1, outputs: 2))
    #expect(fault([convolution, .globalAveragePool]) == "none")
    #expect(fault([convolution, convolution]) == "the layer a shares its name with another")
    #expect(
      fault([.convolution(ConvolutionDescription(name: "a", inputs: 3, outputs: 2))]).contains("takes 3 channels"))
    #expect(fault([.batchNormalization(name: "n", channels: 1)]).contains("normalises no convolution"))
    #expect(fault([.linear(name: "l", inputs: 4, outputs: 2)]).contains("takes 4 values, not the shape [1, 8, 8]"))
    #expect(fault([.averagePool(kernel: 9, stride: 1)]).contains("larger than its input"))
    #expect(fault([convolution, .flatten]).contains("not in 2 classes"))
    #expect(
      fault([.residual(body: [convolution], shortcut: .identity)]).contains("ends in the shape [2, 8, 8], its shortcut")
    )
    #expect(
      fault([.convolution(ConvolutionDescription(name: "a", inputs: 1, outputs: Int.max))]).contains("outputs"))
    #expect(fault([.activation(name: "q", .qcfs(levels: 0))]).contains("has 0 levels"))
  }
}
