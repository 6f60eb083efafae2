import DatasetSamples
import Foundation
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

/// `saccade convert-model` on a residual network of a few channels.
@Suite struct ConvertModelTests {
  private static let arguments = ["convert-model", "ann.safetensors", "-o", "snn.safetensors"]
  private static let calibrated = arguments + ["--calibration", "cifar", "--steps", "8", "--samples", "5"]

  @Test func `A quantised network is converted without pictures into a file that says what it holds`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    let object = try expectJSON(Self.arguments, in: folder)
    #expect(object["method"] as? String == "qcfs")
    #expect(object["report"] == nil)
    #expect((object["layers"] as? [[String: Any]])?.count == 5)
    let stored = try ClassifierCheckpoint(path: folder.file("snn.safetensors"))
    #expect(stored.architecture.activations.allSatisfy { $0.description == .spiking(.quantizationTwin) })
    #expect(stored.input == .qcfsCIFAR)
    let metadata = try Checkpoint(path: folder.file("snn.safetensors")).metadata
    #expect(metadata["method"] == "qcfs" && metadata["version"] == "0.1.0")
    #expect(metadata["source_digest"]?.hasPrefix("sha256:") == true)
  }

  @Test func `A network that is not what it was made of is doubted in the first line`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.writePictures(in: folder)
    let arguments = Self.arguments + ["--calibration", "cifar", "--steps", "1", "--force"]
    // Class 0 where the mean feature is above a bound, else class 1.
    func report(bound: Double) throws -> [String: Any] {
      try ClassifierSample.write(.relu, in: folder) { tensors in
        tensors["fc.weight"] = tensors["fc.weight"].map { weight in
          let features = weight.shape[1]
          return Tensor(
            shape: weight.shape,
            scalars: (0..<weight.count).map { (index: Int) -> Float in index < features ? 1 / Float(features) : 0 })
        }
        tensors["fc.bias"] = tensors["fc.bias"].map { bias in
          Tensor(shape: bias.shape, scalars: [-Float(bound)] + [Float](repeating: 0, count: bias.count - 1))
        }
      }
      return try #require(try expectJSON(arguments, in: folder)["report"] as? [String: Any])
    }
    // A single step gives other means than the source: between both no sample agrees.
    let last = try #require((report(bound: 0)["layers"] as? [[String: Any]])?.last)
    let activation = try #require(last["mean_activation"] as? Double)
    let rate = try #require(last["mean_rate"] as? Double)
    let doubted = try report(bound: (activation + rate) / 2)
    let agreeing = try #require(doubted["agreeing"] as? Int)
    let samples = try #require(doubted["samples"] as? Int)
    try #require(10 * agreeing < 9 * samples, "\(activation) \(rate)")
    let run = try expectSuccess(arguments, in: folder)
    #expect(run.output.hasPrefix("the spiking network agrees with its source on only "), "\(run.output)")
    #expect(run.errors.contains("warning: ann.safetensors: the spiking network agrees"))
  }

  /// Writes `ann.safetensors` under the names of another repository.
  private func write(_ description: ResNetDescription, in folder: TemporaryFolder) throws {
    let initializer = ParameterInitializer(seed: 1, gain: 1.4)
    let parameters = description.architecture.parameters.map { parameter in
      let uniform = initializer.uniform(parameter.name, shape: parameter.shape)
      let isPositive = [.runningVariance, .normalizationScale].contains(parameter.role)
      return (name: parameter.name, tensor: AnyTensor(isPositive ? uniform.map { 0.5 + abs($0) } : uniform))
    }
    try SafetensorsFile.write(parameters, to: folder.file("ann.safetensors"), overwrite: true)
  }

  @Test func `Mean and deviation are those of the repository, and are told in the table and as JSON`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.writePictures(in: folder)
    let cifar = ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010])
    let imageNet = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    let kinds: [(ResNetDescription, String, ([Double], [Double]))] = [
      (ResNetDescription(naming: .plain, blocks: [1, 1], stemWidth: 2, projectsShortcuts: true), "kuangliu", cifar),
      (ResNetDescription(naming: .torchvision, blocks: [1, 1, 1], stemWidth: 2), "chenyaofo", cifar),
      (ResNetDescription(naming: .plain, blocks: [1, 1, 1], stemWidth: 2), "akamaster", imageNet),
    ]
    for (description, source, (mean, deviation)) in kinds {
      try write(description, in: folder)
      let object = try expectJSON(Self.calibrated + ["--force"], in: folder)
      #expect(object["mean"] as? [Double] == mean && object["deviation"] as? [Double] == deviation, "\(source)")
      #expect((object["normalization"] as? String)?.contains(source) == true)
      let text = try expectSuccess(Self.calibrated + ["--force"], in: folder).output
      #expect(text.contains("mean \(mean[0]) ") && text.contains("deviation \(deviation[0]) ") && text.contains(source))
      let evaluated = try expectJSON(
        [
          "evaluate", "classifier", "--model", "snn.safetensors", "--data", "cifar", "--steps", "2",
          "--temperature", "1", "--confidence", "0.5",
        ], in: folder)
      #expect(evaluated["mean"] as? [Double] == mean && evaluated["deviation"] as? [Double] == deviation)
      #expect((evaluated["normalization"] as? String)?.contains("stored") == true)
      #expect((evaluated["normalization"] as? String)?.contains(source) == true)
    }
  }

  @Test func `Mean and deviation that nobody knows are asked for`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.writePictures(in: folder)
    // The names are those of several repositories whose deviations differ.
    try write(ResNetDescription(naming: .torchvision, blocks: [1, 1, 1, 1], stemWidth: 2), in: folder)
    try expectFailure(65, Self.calibrated, in: folder, telling: ["ann.safetensors", "--mean", "--deviation"])
    let given = Self.calibrated + ["--mean", "0.5,0.25,0.125", "--deviation", "1,2,4"]
    let object = try expectJSON(given, in: folder)
    #expect(object["mean"] as? [Double] == [0.5, 0.25, 0.125] && object["deviation"] as? [Double] == [1, 2, 4])
    #expect(object["normalization"] as? String == "given")
  }

  @Test func `A graph of pictures with one channel is not taken for one of MNIST`() throws {
    let folder = try TemporaryFolder()
    let architecture = ClassifierArchitecture(
      name: "gray", inputShape: [1, 24, 24], classes: 10,
      layers: [
        .flatten, .linear(name: "a", inputs: 576, outputs: 10), .activation(name: "n", .spiking(SpikingNeuron())),
      ])
    let initializer = ParameterInitializer(seed: 1)
    let snn = try ClassifierCheckpoint(
      architecture: architecture,
      tensors: [
        "a.weight": initializer.uniform("a.weight", shape: [10, 576]), "a.bias": Tensor(zeros: [10]),
        "n.thresh": Tensor(shape: [1], scalars: [1]),
      ], input: nil, source: "test")
    try snn.write(to: folder.file("snn.safetensors"), version: "1")
    try expectSuccess(["convert-model", "snn.safetensors", "-o", "snn.nir"], in: folder)
    let digits = DrawnDigits(seed: 1)
    try ClassificationSample.write(
      [
        "digits/t10k-images-idx3-ubyte": ClassificationSample.idx(
          shape: [4, 24, 24], bytes: (0..<4).flatMap { digits.pixels($0) }),
        "digits/t10k-labels-idx1-ubyte": ClassificationSample.idx(
          shape: [4], bytes: (0..<4).map { UInt8(digits.label($0)) }),
      ], to: folder.path)
    let evaluate = [
      "evaluate", "classifier", "--model", "snn.nir", "--data", "digits", "--steps", "2", "--temperature", "1",
      "--confidence", "0.5",
    ]
    try expectFailure(65, evaluate, in: folder, telling: ["snn.nir", "--mean", "--deviation"])
    let run = try expectSuccess(evaluate + ["--mean", "0", "--deviation", "1"], in: folder)
    #expect(run.output.contains("mean 0.0, deviation 1.0; given"))
  }

  @Test func `Thresholds are balanced on the part for training, and every layer is compared`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.relu, in: folder)
    try ClassifierSample.writePictures(in: folder)
    let object = try expectJSON(Self.calibrated, in: folder)
    #expect(object["method"] as? String == "threshold-balance")
    #expect(object["calibration_samples"] as? Int == 20)
    #expect(object["percentile"] as? Double == 99.9)
    let report = try #require(object["report"] as? [String: Any])
    #expect(report["samples"] as? Int == 5 && report["steps"] as? Int == 8)
    #expect(report["source_right"] is Int && report["converted_right"] is Int && report["agreeing"] is Int)
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String }.first == "conv1.2" && layers.count == 5)
    for layer in layers {
      for key in [
        "threshold", "mean_activation", "mean_rate", "mean_absolute_error", "relative_error", "clipping_error",
        "clipped_share", "quantization_error", "spikes_per_neuron_and_step",
      ] { #expect(layer[key] is Double, "\(key)") }
    }
  }

  @Test func `The table shows every layer, and the same bytes come at any number of threads`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.relu, in: folder)
    try ClassifierSample.writePictures(in: folder)
    let run = try expectSuccess(Self.calibrated + ["--threads", "1"], in: folder)
    for word in ["conv2_x.0.act", "threshold", "clipped", "the same class for", "balanced on 20 pictures"] {
      #expect(run.output.contains(word), "\(word)")
    }
    let first = try folder.bytes("snn.safetensors")
    try expectSuccess(Self.calibrated + ["--threads", "3", "--force"], in: folder)
    #expect(try folder.bytes("snn.safetensors") == first)
    try expectSuccess(Self.calibrated + ["--per-layer", "--percentile", "100", "--force"], in: folder)
    let thresholds = try Checkpoint(path: folder.file("snn.safetensors")).tensor("conv1.2.thresh")
    #expect(thresholds.shape == [1])
  }

  @Test func `Activations of a learned step become neurons that correct themselves`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.lsq(levels: 4), in: folder)
    let object = try expectJSON(Self.arguments + ["--levels", "7"], in: folder)
    #expect(object["method"] as? String == "qffs")
    let stored = try ClassifierCheckpoint(path: folder.file("snn.safetensors"))
    guard case .spiking(let neuron)? = stored.architecture.activations.first?.description else {
      Issue.record("The first activation does not spike.")
      return
    }
    #expect(neuron.correctsWithNegativeSpikes && neuron.largestCount == 7)
  }

  @Test func `All parameters that are missing, extra or misshapen are told at once`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder) { tensors in
      tensors["conv1.2.thresh"] = nil
      tensors["conv3_x.0.shortcut.1.bias"] = nil
      tensors["extra.weight"] = Tensor(zeros: [1])
      tensors["fc.bias"] = Tensor(zeros: [3])
    }
    try expectFailure(
      65, Self.arguments, in: folder,
      telling: [
        "ann.safetensors", "2 missing: conv1.2.thresh, conv3_x.0.shortcut.1.bias", "1 extra: extra.weight",
        "1 misshapen: fc.bias [3] in place of [10]",
      ])
  }

  @Test func `A checkpoint cut at any place is refused`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    let whole = try folder.bytes("ann.safetensors")
    for part in [0, 1, 5, 9, 15, 19] {
      _ = try folder.write(Array(whole[..<(whole.count * part / 20)]), to: "ann.safetensors")
      try expectFailure(65, Self.arguments, in: folder, telling: ["ann.safetensors"])
    }
    _ = try folder.write(Array(whole.dropLast()), to: "ann.safetensors")
    try expectFailure(65, Self.arguments, in: folder, telling: ["ann.safetensors"])
  }

  @Test func `What does not suit is told with what would`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.relu, in: folder)
    try expectFailure(64, Self.arguments, in: folder, telling: ["--calibration"])
    try expectFailure(64, Self.arguments + ["--architecture", "resnet"], in: folder, telling: ["qcfs-resnet20"])
    try expectFailure(64, Self.arguments + ["--percentile", "0"], in: folder, telling: ["--percentile"])
    try expectFailure(64, Self.arguments + ["--mean", "0.5"], in: folder, telling: ["--deviation"])
    try expectFailure(
      64, Self.arguments + ["--mean", "0.5", "--deviation", "1"], in: folder, telling: ["3 channels"])
    try expectFailure(
      65, Self.arguments + ["--method", "qcfs"], in: folder, telling: ["use the method threshold-balance"])
    try expectFailure(66, Self.arguments + ["--calibration", "nothing"], in: folder, telling: ["nothing"])
    try expectFailure(66, ["convert-model", "no.pth", "-o", "x"], in: folder, telling: ["no.pth"])
    try ClassificationSample.write(
      [
        "mnist/train-images-idx3-ubyte": ClassificationSample.idxPictures(4),
        "mnist/train-labels-idx1-ubyte": ClassificationSample.idxLabels(4),
      ], to: folder.path)
    try expectFailure(
      65, Self.arguments + ["--calibration", "mnist"], in: folder, telling: ["1x5x4", "takes 3x32x32"])
  }

  @Test func `A file that is there stays, and a spiking network is not converted again`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    try expectSuccess(Self.arguments, in: folder)
    try expectFailure(73, Self.arguments, in: folder, telling: ["--force"])
    try expectFailure(73, ["convert-model", "ann.safetensors", "-o", "ann.safetensors", "--force"], in: folder)
    try expectFailure(
      65, ["convert-model", "snn.safetensors", "-o", "again.safetensors"], in: folder, telling: ["spike already"])
  }

  @Test func `Classifiers are listed among the models`() throws {
    let folder = try TemporaryFolder()
    let networks = try #require(try expectJSON(["models"], in: folder)["networks"] as? [[String: Any]])
    let names = networks.compactMap { $0["name"] as? String }
    for name in ["qcfs-resnet20", "qcfs-vgg16", "plain-resnet20", "torchvision-resnet50-imagenet", "cnn-mnist"] {
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The published ResNet-20 keeps its classes when it is converted`() throws {
    let folder = try TemporaryFolder()
    let object = try expectJSON(
      [
        "convert-model", SharedFolder.path("weights/qcfs_resnet20_cifar10_l4.pth"), "-o", "snn.safetensors",
        "--calibration", SharedFolder.path("data/cifar10"), "--samples", "8", "--steps", "16",
      ], in: folder)
    let report = try #require(object["report"] as? [String: Any])
    #expect((report["agreeing"] as? Int ?? 0) >= 7)
    #expect(object["neurons"] as? Int == 188_416)
  }

  @Test func `A spiking network becomes a graph of NIR and comes back with the same outputs`() throws {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    try ClassifierSample.writePictures(in: folder, testing: 10)
    try expectSuccess(Self.arguments, in: folder)
    let stored = try expectJSON(["convert-model", "snn.safetensors", "-o", "snn.nir"], in: folder)
    #expect(stored["method"] == nil)
    try expectSuccess(["convert-model", "snn.nir", "-o", "back.safetensors"], in: folder)
    func outputs(_ model: String) throws -> [Float] {
      let normalization = ["--mean", "0.4914,0.4822,0.4465", "--deviation", "0.2023,0.1994,0.2010"]
      try expectSuccess(
        [
          "evaluate", "classifier", "--model", model, "--data", "cifar", "--steps", "5", "--temperature", "1",
          "--confidence", "0.5", "--save-outputs", "\(model).npz",
        ] + normalization, in: folder)
      return try NumpyArchive(path: folder.file("\(model).npz")).float32("outputs").scalars
    }
    let expected = try outputs("snn.safetensors")
    for model in ["snn.nir", "back.safetensors"] {
      let near = zip(try outputs(model), expected).count { abs($0 - $1) < 1e-3 }
      #expect(Double(near) >= 0.99 * Double(expected.count), "\(model)")
    }
    try expectFailure(
      65, ["convert-model", "snn.safetensors", "-o", "again.safetensors"], in: folder, telling: ["spike already"])
  }
}
