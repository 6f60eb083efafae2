/// The kinds of classifier that can be called by name.
public enum ClassifierCatalog {
  /// One kind of classifier.
  public struct Entry: Sendable {
    /// The name that `--architecture` takes.
    public var name: String
    /// What it takes and what is particular about it.
    public var summary: String
    /// Where it was published.
    public var source: String
    /// The network at its published widths, with ten classes, those for ImageNet with a thousand.
    public var standard: ClassifierArchitecture
    let layout: ClassifierLayout
  }

  /// All kinds, those with published checkpoints first.
  public static let entries: [Entry] = residual + chains + small

  /// The kind of that name.
  public static func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

  /// The layers in each stage of residual networks, by the number that they are called by.
  static let residualBlocks: [Int: [Int]] = [
    18: [2, 2, 2, 2], 20: [3, 3, 3], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3],
  ]

  private static let residual: [Entry] = {
    let papers = "He et al., CVPR 2016, arXiv 1512.03385"
    var entries: [Entry] = []
    func add(_ naming: ResNetDescription.Naming, _ depth: Int, _ stem: ResNetDescription.Stem, _ summary: String) {
      guard let blocks = residualBlocks[depth] else { return }
      let activation: ActivationDescription = naming == .qcfs ? .qcfs(levels: 4) : .relu
      let description = ResNetDescription(
        naming: naming, stem: stem, blocks: blocks, isBottleneck: depth == 50,
        classes: stem == .imageNet ? 1000 : 10, activation: activation)
      let source = naming == .qcfs ? "\(papers); names of Bu et al., ICLR 2022, arXiv 2303.04347" : papers
      entries.append(
        Entry(
          name: description.name, summary: summary, source: source, standard: description.architecture,
          layout: .residual(description)))
    }
    for depth in [18, 20, 34, 50] { add(.qcfs, depth, .cifar, "pictures of 32x32, QCFS activations") }
    for depth in [18, 34, 50] { add(.qcfs, depth, .imageNet, "pictures of 224x224, QCFS activations") }
    add(.plain, 20, .cifar, "pictures of 32x32, ReLU, shortcuts that subsample")
    for depth in [18, 34, 50] { add(.torchvision, depth, .imageNet, "pictures of 224x224, ReLU") }
    return entries
  }()

  private static let chains: [Entry] = [11, 13, 16].compactMap { depth in
    guard let counts = VGGDescription.convolutions[depth] else { return nil }
    let widths = zip(counts, VGGDescription.publishedWidths).map { Array(repeating: $1, count: $0) }
    let description = VGGDescription(widths: widths, activation: .qcfs(levels: 4))
    return Entry(
      name: description.name, summary: "pictures of 32x32, QCFS activations",
      source: "Simonyan and Zisserman, ICLR 2015, arXiv 1409.1556; names of Bu et al., ICLR 2022, arXiv 2303.04347",
      standard: description.architecture, layout: .chain(description))
  }

  private static let small: [Entry] = [
    (SmallNetworkDescription.mnist(), "grey pictures of 28x28, QCFS activations"),
    (SmallNetworkDescription.nmnist(), "events of 34x34 pixels, leaky neurons"),
  ].map { description, summary in
    Entry(
      name: description.name, summary: summary, source: "Saccade", standard: description.architecture,
      layout: .small(description))
  }
}
