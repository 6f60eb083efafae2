import Files
import SpikingNetworks

extension ClassifierTrainingConfiguration {
  /// The network for samples of a shape.
  ///
  /// - Throws: `FileError` where the configuration's network takes other samples, or cannot be trained.
  func classifier(shape: [Int], classes: Int) throws -> TrainableClassifier {
    let architecture = try architecture(shape: shape, classes: classes)
    do {
      return try TrainableClassifier(architecture, surrogate: surrogate, learnsThresholds: learnsThresholds)
    } catch let error as TrainableClassifier.Obstacle {
      throw fault("this network cannot be trained: \(error)", remedy: "change its activation")
    } catch let error as ArchitectureFault {
      throw fault("this network does not fit samples of \(Self.text(shape)): \(error)", remedy: "choose other widths")
    }
  }

  /// Throws where training a network takes more memory than the configuration allows.
  func checkMemory(of classifier: TrainableClassifier, samples: TrainingSamples) throws {
    let steps = samples.steps > 1 ? samples.steps : classifier.isSpiking ? training.pictureSteps : 1
    let batch = min(training.batch, samples.count)
    let needed = classifier.trainingBytes(batch: batch, steps: steps)
    let gibibyte = 1_073_741_824.0
    guard Double(needed) > memoryLimit * gibibyte else { return }
    let gigabytes = Text.number((Double(needed) / gibibyte * 10).rounded(.up) / 10)
    throw fault(
      "training it takes about \(gigabytes) GB with \(batch) samples of \(Self.text(samples.shape))"
        + (steps > 1 ? " in \(steps) steps" : "") + " at once, and the limit is \(Text.number(memoryLimit)) GB",
      remedy: "choose smaller widths or a smaller training.batch, or allow more with training.memory, in GB")
  }

  private func architecture(shape: [Int], classes: Int) throws -> ClassifierArchitecture {
    guard let name = network.architecture else {
      guard shape[1] >> network.widths.count > 0, shape[2] >> network.widths.count > 0 else {
        throw fault(
          "\(network.widths.count) convolutions halve samples of \(Self.text(shape)) away", remedy: "give fewer widths")
      }
      return SmallNetworkDescription(
        name: "small-cnn", inputShape: shape, classes: classes, widths: network.widths, hidden: network.hidden,
        isNormalized: network.isNormalized, activation: network.activation
      ).architecture
    }
    guard let entry = ClassifierCatalog.entry(named: name) else {
      let known = Likeness.remedy(for: name, among: ClassifierCatalog.entries.map(\.name))
      throw fault("there is no architecture `\(name)`", remedy: Message(known))
    }
    var architecture = entry.standard
    guard architecture.inputShape == shape else {
      throw fault(
        "\(name) takes samples of \(Self.text(architecture.inputShape)), these are \(Self.text(shape))",
        remedy: "choose another architecture, or other data")
    }
    if network.namesActivation {
      architecture.layers = architecture.layers.replacingActivations { _, _ in network.activation }
    }
    if case .linear(let last, let inputs, _, let hasBias) = architecture.layers.last {
      architecture.layers[architecture.layers.count - 1] = .linear(
        name: last, inputs: inputs, outputs: classes, hasBias: hasBias)
      architecture.classes = classes
    }
    return architecture
  }

  private func fault(_ problem: String, remedy: Message) -> FileError {
    FileError(.badContent, path: path, problem: problem, place: "section network", remedy: remedy)
  }

  static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "x") }
}
