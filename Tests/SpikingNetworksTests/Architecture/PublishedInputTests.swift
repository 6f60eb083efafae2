import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

/// Mean and deviation of pictures, by the repository that parameters are named as in.
@Suite struct PublishedInputTests {
  private static func input(_ description: ResNetDescription) -> PublishedInput? {
    PublishedInput(for: description.architecture)
  }

  @Test func `CIFAR networks under the names of kuangliu, chenyaofo and the QCFS repository have those of CIFAR`() {
    let kuangliu = Self.input(
      ResNetDescription(naming: .plain, blocks: [2, 2, 2, 2], projectsShortcuts: true))
    #expect(kuangliu?.source == "kuangliu/pytorch-cifar" && kuangliu?.input == .qcfsCIFAR)
    let chenyaofo = Self.input(ResNetDescription(naming: .torchvision, blocks: [3, 3, 3]))
    #expect(chenyaofo?.source == "chenyaofo/pytorch-cifar-models for CIFAR-10" && chenyaofo?.input == .qcfsCIFAR)
    let qcfs = Self.input(ResNetDescription(naming: .qcfs, blocks: [3, 3, 3]))
    #expect(qcfs?.input == .qcfsCIFAR)
    #expect(
      ClassifierInput.qcfsCIFAR == .pictures(mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.2010]))
  }

  @Test func `The plain network with shortcuts without parameters has those of ImageNet, as in its repository`() {
    let found = Self.input(ResNetDescription(naming: .plain, blocks: [3, 3, 3]))
    #expect(found?.source == "akamaster/pytorch_resnet_cifar10" && found?.input == .imageNet)
  }

  @Test func `CIFAR-100 has its own where the repository has networks for it`() {
    let chenyaofo = Self.input(ResNetDescription(naming: .torchvision, blocks: [3, 3, 3], classes: 100))
    #expect(
      chenyaofo?.input == .pictures(mean: [0.5070, 0.4865, 0.4409], deviation: [0.2673, 0.2564, 0.2761]))
    let qcfs = Self.input(ResNetDescription(naming: .qcfs, blocks: [3, 3, 3], classes: 100))
    let (mean, deviation): ([Float], [Float]) = ([129.3, 124.1, 112.4], [68.2, 65.4, 70.4])
    #expect(qcfs?.input == .pictures(mean: mean.map { $0 / 255 }, deviation: deviation.map { $0 / 255 }))
  }

  @Test func `Networks for ImageNet have its`() {
    for naming in [ResNetDescription.Naming.qcfs, .torchvision] {
      let found = Self.input(
        ResNetDescription(naming: naming, stem: .imageNet, blocks: [2, 2, 2, 2], classes: 1000))
      #expect(found?.input == .imageNet, "\(naming)")
    }
  }

  @Test func `What no repository or several that differ were trained with is not guessed`() {
    let unknown: [ResNetDescription] = [
      ResNetDescription(naming: .plain, blocks: [2, 2, 2, 2], projectsShortcuts: true, classes: 100),
      ResNetDescription(naming: .plain, blocks: [3, 3, 3], classes: 100),
      ResNetDescription(naming: .torchvision, blocks: [2, 2, 2, 2]),
      ResNetDescription(naming: .torchvision, stem: .imageNet, blocks: [2, 2, 2, 2], classes: 37),
      ResNetDescription(naming: .qcfs, blocks: [3, 3, 3], classes: 7),
    ]
    for description in unknown { #expect(Self.input(description) == nil, "\(description)") }
    let graph = ClassifierArchitecture(
      name: "nir", inputShape: [3, 32, 32], classes: 10,
      layers: [.flatten, .linear(name: "l", inputs: 3072, outputs: 10)])
    #expect(PublishedInput(for: graph) == nil)
  }

  @Test func `A file that Saccade stores keeps who said it, and one that says it wins`() throws {
    let folder = try TemporaryFolder()
    let architecture = ResNetDescription(naming: .plain, blocks: [1, 1], stemWidth: 2, projectsShortcuts: true)
      .architecture
    let parameters = SmallNetworks.parameters(of: architecture, seed: 3)
    try SafetensorsFile.write(
      parameters.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: AnyTensor($0.value)) },
      to: folder.file("ann.safetensors"))
    var found = try ClassifierCheckpoint(path: folder.file("ann.safetensors"))
    #expect(found.inputOrigin == .published("kuangliu/pytorch-cifar") && found.input == .qcfsCIFAR)
    try found.write(to: folder.file("stored.safetensors"), version: "1")
    let stored = try ClassifierCheckpoint(path: folder.file("stored.safetensors"))
    #expect(stored.input == .qcfsCIFAR)
    #expect(stored.inputOrigin?.text.contains("stored with the network: those of kuangliu/pytorch-cifar") == true)
    (found.input, found.inputOrigin) = (.imageNet, .given)
    try found.write(to: folder.file("given.safetensors"), version: "1")
    let given = try ClassifierCheckpoint(path: folder.file("given.safetensors"))
    #expect(given.input == .imageNet && given.inputOrigin == .stored("given"))
  }
}
