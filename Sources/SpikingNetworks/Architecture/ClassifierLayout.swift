/// A kind of classifier whose widths, classes and activations are still those of a checkpoint to come.
enum ClassifierLayout: Sendable, Hashable {
  case residual(ResNetDescription)
  case chain(VGGDescription)
  case small(SmallNetworkDescription)

  /// Tells the kind by the names of parameters, or nil where they are of no kind known.
  ///
  /// - Parameter shapes: Names and shapes of a checkpoint's parameters.
  init?(recognizing shapes: [String: [Int]]) {
    if shapes["conv1.0.weight"] != nil, shapes.keys.contains(where: { $0.hasPrefix("conv2_x.") }) {
      self.init(residual: .qcfs, shapes)
    } else if shapes.keys.contains(where: { $0.hasPrefix("layer1.0.conv1.") }) {
      self.init(residual: shapes["linear.weight"] == nil ? .torchvision : .plain, shapes)
    } else if shapes["layer1.0.weight"]?.count == 4, shapes.keys.contains(where: { $0.hasPrefix("classifier.") }) {
      let isNormalized = shapes["layer1.1.running_mean"] != nil
      let widths = (1...5).map { stage -> [Int] in
        let convolutions = shapes.filter { $0.key.hasPrefix("layer\(stage).") && $0.value.count == 4 }.count
        return Array(repeating: VGGDescription.publishedWidths[stage - 1], count: max(1, convolutions))
      }
      self = .chain(VGGDescription(widths: widths, isNormalized: isNormalized))
    } else if shapes["conv1.weight"] != nil, shapes["fc1.weight"] != nil, shapes["fc2.weight"] != nil {
      self = .small(shapes["conv1.weight"]?.dropFirst().first == 2 ? .nmnist() : .mnist())
    } else {
      return nil
    }
  }

  private init?(residual naming: ResNetDescription.Naming, _ shapes: [String: [Int]]) {
    var blocks: [Int] = []
    for stage in 0..<6 {
      let prefix = naming == .qcfs ? "conv\(stage + 2)_x." : "layer\(stage + 1)."
      let members = Set(
        shapes.keys.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count).prefixToDot) : nil })
      guard let last = members.max(), (0..<200).contains(last) else { break }
      blocks.append(last + 1)
    }
    if blocks.isEmpty { return nil }
    let third = naming == .qcfs ? ".residual_function.6.weight" : ".conv3.weight"
    let stem = shapes[naming == .qcfs ? "conv1.0.weight" : "conv1.weight"]
    self = .residual(
      ResNetDescription(
        naming: naming, stem: stem?.last == 7 ? .imageNet : .cifar, blocks: blocks,
        isBottleneck: shapes.keys.contains { $0.hasSuffix(third) }))
  }

  /// The architecture with the widths, classes and activations of a checkpoint; what a checkpoint lacks is as published.
  ///
  /// - Parameter levels: The levels of quantised activations, which no checkpoint states.
  func architecture(fitting shapes: [String: [Int]], levels: Int) -> ClassifierArchitecture {
    let found = Self.activation(of: shapes, levels: levels)
    switch self {
    case .residual(let description): return fitted(description, shapes, found).architecture
    case .chain(let description): return fitted(description, shapes, found).architecture
    case .small(let description): return fitted(description, shapes, found).architecture
    }
  }

  private static func activation(of shapes: [String: [Int]], levels: Int) -> ActivationDescription {
    if shapes.keys.contains(where: { $0.hasSuffix(".thresh") }) { return .qcfs(levels: levels) }
    if shapes.keys.contains(where: { $0.hasSuffix(".step") }) { return .lsq(levels: levels) }
    return .relu
  }

  private func fitted(
    _ published: ResNetDescription, _ shapes: [String: [Int]], _ activation: ActivationDescription
  ) -> ResNetDescription {
    var description = published
    description.activation = activation
    let isQCFS = published.naming == .qcfs
    if let stem = shapes.convolution(isQCFS ? "conv1.0.weight" : "conv1.weight") {
      description.stemWidth = stem[0]
      description.inputShape[0] = stem[1]
    }
    for stage in published.blocks.indices {
      let block = published.blockName(stage: stage, block: 0)
      let first = shapes.convolution(isQCFS ? "\(block).residual_function.0.weight" : "\(block).conv1.weight")
      description.widths[stage] = first?[0] ?? description.stemWidth << stage
    }
    let shortcut = published.naming == .torchvision ? ".downsample.0.weight" : ".shortcut.0.weight"
    description.projectsShortcuts =
      published.naming != .plain || shapes.keys.contains { $0.hasSuffix(shortcut) }
    if let last = shapes.matrix(published.naming == .plain ? "linear.weight" : "fc.weight") {
      description.classes = last[0]
    }
    return description
  }

  private func fitted(
    _ published: VGGDescription, _ shapes: [String: [Int]], _ activation: ActivationDescription
  ) -> VGGDescription {
    var description = published
    description.activation = activation
    for (stage, widths) in published.widths.enumerated() {
      for index in widths.indices {
        guard let weight = shapes.convolution("layer\(stage + 1).\(index * published.memberStride).weight") else {
          continue
        }
        description.widths[stage][index] = weight[0]
        if stage == 0 && index == 0 { description.inputShape[0] = weight[1] }
      }
    }
    if let first = shapes.matrix("classifier.1.weight") {
      description.hidden[0] = first[0]
      // Five times halved, each side is a thirty-second of the input's.
      let channels = description.widths[4][description.widths[4].count - 1]
      let side = Int(Double(first[1] / channels).squareRoot())
      if side > 0 && side * side * channels == first[1] {
        description.inputShape = [description.inputShape[0], 32 * side, 32 * side]
      }
    }
    if let second = shapes.matrix("classifier.4.weight") { description.hidden[1] = second[0] }
    if let last = shapes.matrix("classifier.7.weight") { description.classes = last[0] }
    return description
  }

  private func fitted(
    _ published: SmallNetworkDescription, _ shapes: [String: [Int]], _ found: ActivationDescription
  ) -> SmallNetworkDescription {
    var description = published
    // A threshold alone does not tell a leaky neuron from a quantised activation: then it is as published.
    if case .spiking = published.activation, case .qcfs = found {} else { description.activation = found }
    for index in published.widths.indices {
      guard let weight = shapes.convolution("conv\(index + 1).weight") else { continue }
      description.widths[index] = weight[0]
      if index == 0 { description.inputShape[0] = weight[1] }
    }
    description.isNormalized = shapes["conv1.bias"] == nil
    if let first = shapes.matrix("fc1.weight") { description.hidden = first[0] }
    if let last = shapes.matrix("fc2.weight") { description.classes = last[0] }
    return description
  }
}

extension [String: [Int]] {
  /// The shape of a weight of four axes, each with an extent that a network can have.
  fileprivate func convolution(_ name: String) -> [Int]? { plausible(name, rank: 4) }

  /// The shape of a weight of two axes.
  fileprivate func matrix(_ name: String) -> [Int]? { plausible(name, rank: 2) }

  private func plausible(_ name: String, rank: Int) -> [Int]? {
    guard let shape = self[name], shape.count == rank,
      shape.allSatisfy({ (1...ArchitectureSurvey.largestExtent).contains($0) })
    else { return nil }
    return shape
  }
}

extension Substring {
  /// What comes before the first dot.
  fileprivate var prefixToDot: Substring { prefix { $0 != "." } }
}
