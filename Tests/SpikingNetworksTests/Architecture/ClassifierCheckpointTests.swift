import Files
import Foundation
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

@Suite struct ClassifierCheckpointTests {
  /// A network of one block of each kind, small enough to be written out.
  private static let small = ResNetDescription(
    naming: .qcfs, blocks: [1, 1], stemWidth: 2, classes: 3, inputShape: [3, 8, 8], activation: .qcfs(levels: 4)
  ).architecture

  private func write(
    _ tensors: [String: Tensor<Float>], metadata: [String: String] = [:], in folder: TemporaryFolder
  ) throws -> String {
    let path = "\(folder.path)/network.safetensors"
    try SafetensorsFile.write(
      tensors.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: AnyTensor($0.value)) }, metadata: metadata,
      to: path, overwrite: true)
    return path
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch {
      return "\(error)"
    }
  }

  /// Networks of every kind, narrower than published.
  private static let narrow: [ClassifierArchitecture] = {
    var networks: [ClassifierArchitecture] = []
    for naming in ResNetDescription.Naming.allCases {
      for (blocks, isBottleneck) in [([2, 2, 2, 2], false), ([3, 3, 3], false), ([1, 2, 1, 1], true)] {
        for stem in ResNetDescription.Stem.allCases {
          networks.append(
            ResNetDescription(
              naming: naming, stem: stem, blocks: blocks, isBottleneck: isBottleneck, stemWidth: 3, classes: 7,
              activation: naming == .qcfs ? .qcfs(levels: 4) : .relu
            ).architecture)
        }
      }
    }
    for isNormalized in [true, false] {
      networks.append(
        VGGDescription(
          widths: [[2], [3], [4, 5], [5, 6], [4, 4]], hidden: [9, 8], isNormalized: isNormalized, classes: 5,
          inputShape: [3, 64, 64], activation: .qcfs(levels: 4)
        ).architecture)
    }
    return networks
  }()

  @Test(arguments: narrow)
  func `A network is recognised by its names and takes its widths from the checkpoint`(
    network: ClassifierArchitecture
  ) throws {
    let parameters = SmallNetworks.parameters(of: network, seed: 1)
    let folder = try TemporaryFolder()
    let found = try ClassifierCheckpoint(path: write(parameters, in: folder))
    #expect(found.architecture == network)
    #expect(found.tensors == parameters)
  }

  @Test func `Names may stand behind a parallel wrapper's, and counters of batches are passed over`() throws {
    let architecture = Self.small
    var tensors: [String: Tensor<Float>] = [:]
    for (name, tensor) in SmallNetworks.parameters(of: architecture, seed: 2) { tensors["module.\(name)"] = tensor }
    tensors["module.conv1.1.num_batches_tracked"] = Tensor(shape: [], scalars: [5])
    let folder = try TemporaryFolder()
    let found = try ClassifierCheckpoint(path: write(tensors, in: folder))
    #expect(found.architecture.layers == architecture.layers)
    #expect(found.architecture.classes == 3)
  }

  @Test func `Everything that does not fit is listed in one error`() throws {
    var tensors = SmallNetworks.parameters(of: Self.small, seed: 3)
    tensors["conv1.2.thresh"] = nil
    tensors["conv3_x.0.shortcut.1.bias"] = nil
    tensors["conv9.weight"] = Tensor(zeros: [2])
    tensors["fc.bias"] = Tensor(zeros: [4])
    tensors["conv2_x.0.residual_function.3.weight"] = Tensor(zeros: [2, 2, 1, 1])
    let folder = try TemporaryFolder()
    let path = try write(tensors, in: folder)
    let told = problem { _ = try ClassifierCheckpoint(path: path) }
    for part in [
      "2 missing: conv1.2.thresh, conv3_x.0.shortcut.1.bias", "1 extra: conv9.weight",
      "2 misshapen: conv2_x.0.residual_function.3.weight [2, 2, 1, 1] in place of [2, 2, 3, 3], fc.bias [4] in place of [3]",
    ] { #expect(told.contains(part), "\(told)") }
  }

  @Test func `Values that no network computes with are told by their parameters`() throws {
    var tensors = SmallNetworks.parameters(of: Self.small, seed: 4)
    tensors["conv1.2.thresh"] = Tensor(zeros: [1])
    tensors["conv1.1.running_var"] = Tensor(shape: [2], scalars: [1, -1])
    tensors["fc.bias"] = Tensor(shape: [3], scalars: [0, .nan, 0])
    let folder = try TemporaryFolder()
    let path = try write(tensors, in: folder)
    let told = problem { _ = try ClassifierCheckpoint(path: path) }
    #expect(told.contains("conv1.1.running_var holds a variance below 0"))
    #expect(told.contains("conv1.2.thresh is not above 0"))
    #expect(told.contains("fc.bias holds values that are no numbers"))
  }

  @Test func `A stored classifier is read as it was written`() throws {
    var architecture = Self.small
    architecture.layers = architecture.layers.replacingActivations { _, _ in .spiking(.quantizationTwin) }
    architecture.name = "my-network"
    let stored = try ClassifierCheckpoint(
      architecture: architecture, tensors: SmallNetworks.parameters(of: architecture, seed: 5),
      input: .pictures(mean: [0.5, 0.25, 0], deviation: [1, 2, 3]), source: "test")
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/stored.safetensors"
    try stored.write(to: path, version: "1.2", metadata: ["method": "qcfs"])
    let found = try ClassifierCheckpoint(path: path)
    #expect(found.architecture == architecture)
    #expect(found.tensors == stored.tensors)
    #expect(found.input == stored.input)
    let metadata = try Checkpoint(path: path).metadata
    #expect(metadata["version"] == "1.2" && metadata["method"] == "qcfs")
  }

  @Test(arguments: [
    #"{"name":"x""#, #"{"name":"x","inputShape":[3,8],"classes":3,"layers":[]}"#,
    #"{"name":"x","inputShape":[3,8,8],"classes":3,"layers":[]}"#,
  ])
  func `A description that was tampered with is refused`(description: String) throws {
    let folder = try TemporaryFolder()
    let path = try write(
      SmallNetworks.parameters(of: Self.small, seed: 6), metadata: ["architecture": description], in: folder)
    #expect(throws: FileError.self) { try ClassifierCheckpoint(path: path) }
  }

  @Test func `A checkpoint of no known kind, and a name of none, are refused`() throws {
    let folder = try TemporaryFolder()
    let path = try write(["encoder.weight": Tensor(zeros: [2])], in: folder)
    #expect(problem { _ = try ClassifierCheckpoint(path: path) }.contains("no classifier known (encoder.weight"))
    #expect(
      problem { _ = try ClassifierCheckpoint(path: path, architecture: "qcfs-resnet19") }.contains("qcfs-resnet20"))
    #expect(
      problem { _ = try ClassifierCheckpoint(path: path, architecture: "cnn-mnist") }.contains("missing: conv1.weight"))
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The published checkpoints are recognised`() throws {
    let quantized = try ClassifierCheckpoint(path: SharedFolder.path("weights/qcfs_resnet20_cifar10_l4.pth"))
    #expect(quantized.architecture.name == "qcfs-resnet20")
    #expect(quantized.architecture == ClassifierCatalog.entry(named: "qcfs-resnet20")?.standard)
    #expect(quantized.input == .qcfsCIFAR)
    #expect(quantized.inputOrigin == .published("putshua/ANN_SNN_QCFS for CIFAR-10"))
    let plain = try ClassifierCheckpoint(path: SharedFolder.path("weights/resnet20_cifar10_legacy_pickle.th"))
    #expect(plain.architecture == ClassifierCatalog.entry(named: "plain-resnet20")?.standard)
    #expect(plain.input == .imageNet)
    #expect(problem { _ = try ClassifierCheckpoint(path: SharedFolder.path("weights/scflow_dt10.pth.tar")) } != "none")
  }
}
