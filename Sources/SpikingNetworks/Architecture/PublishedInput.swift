/// What the checkpoints of a repository were trained with, where the names of their parameters tell the repository.
public struct PublishedInput: Sendable, Hashable {
  /// The repository, as a sentence names it.
  public var source: String
  /// What became of the pictures.
  public var input: ClassifierInput

  /// Finds the repository that an architecture's names, shortcuts, sizes and classes belong to; nil where they belong to
  /// none known, or to several that differ.
  public init?(for architecture: ClassifierArchitecture) {
    let kind = Kind(architecture)
    guard let found = Self.known.first(where: { $0.kinds.contains(kind) }) else { return nil }
    self = found.published
  }

  private init(_ source: String, _ input: ClassifierInput) { (self.source, self.input) = (source, input) }

  /// Whose names parameters have.
  private enum Names: Hashable {
    case qcfs
    /// `linear`, with convolutions as shortcuts.
    case plain
    /// `linear`, with shortcuts that take pixels and add zeros.
    case plainSubsampled
    /// `fc` and `downsample`, after the given number of stages.
    case torchvision(stages: Int)
    case small
  }

  private struct Kind: Hashable {
    var names: Names?
    var channels = 3
    /// Whether pictures are those of CIFAR, 32 x 32; else those of ImageNet, 224 x 224. Nil for others.
    var isCIFAR: Bool?
    var classes: Int

    init(_ names: Names, isCIFAR: Bool, classes: Int) {
      (self.names, self.isCIFAR, self.classes) = (names, isCIFAR, classes)
    }

    init(_ architecture: ClassifierArchitecture) {
      let plane = architecture.inputShape.dropFirst()
      isCIFAR = plane == [32, 32] ? true : plane == [224, 224] ? false : nil
      channels = architecture.inputShape[0]
      classes = architecture.classes
      let name = architecture.name
      if name.hasPrefix("qcfs-") {
        names = .qcfs
      } else if name.hasPrefix("plain-resnet") {
        let shortcuts = architecture.layers.compactMap { layer -> ShortcutDescription? in
          if case .residual(_, let shortcut) = layer, shortcut != .identity { shortcut } else { nil }
        }
        names = shortcuts.first.map { if case .subsampled = $0 { .plainSubsampled } else { .plain } }
      } else if name.hasPrefix("torchvision-resnet") {
        let stages = Set(
          architecture.parameters.compactMap { parameter in
            parameter.name.hasPrefix("layer") ? parameter.name.prefix { $0 != "." } : nil
          })
        names = .torchvision(stages: stages.count)
      } else if name == "cnn-mnist" {
        (names, isCIFAR) = (.small, nil)
      }
    }

    static let smallOfMNIST: Kind = {
      var kind = Kind(.small, isCIFAR: false, classes: 10)
      (kind.channels, kind.isCIFAR) = (1, nil)
      return kind
    }()
  }

  private static func cifar(_ names: Names, classes: Int) -> Kind { Kind(names, isCIFAR: true, classes: classes) }
  private static func imageNet(_ names: Names) -> Kind { Kind(names, isCIFAR: false, classes: 1000) }

  /// Names that several repositories share are there for the sizes of one of them: those of torchvision after a stem for
  /// CIFAR have three stages with chenyaofo, and four with others, whose deviations differ.
  private static let known: [(kinds: Set<Kind>, published: PublishedInput)] = [
    ([cifar(.qcfs, classes: 10)], PublishedInput("putshua/ANN_SNN_QCFS for CIFAR-10", .qcfsCIFAR)),
    (
      [cifar(.qcfs, classes: 100)],
      PublishedInput(
        "putshua/ANN_SNN_QCFS for CIFAR-100",
        .pictures(
          mean: [129.3, 124.1, 112.4].map { $0 / 255 }, deviation: [68.2, 65.4, 70.4].map { $0 / 255 }))
    ),
    ([imageNet(.qcfs)], PublishedInput("putshua/ANN_SNN_QCFS for ImageNet", .imageNet)),
    ([cifar(.plain, classes: 10)], PublishedInput("kuangliu/pytorch-cifar", .qcfsCIFAR)),
    ([cifar(.plainSubsampled, classes: 10)], PublishedInput("akamaster/pytorch_resnet_cifar10", .imageNet)),
    (
      [cifar(.torchvision(stages: 3), classes: 10)],
      PublishedInput("chenyaofo/pytorch-cifar-models for CIFAR-10", .qcfsCIFAR)
    ),
    (
      [cifar(.torchvision(stages: 3), classes: 100)],
      PublishedInput(
        "chenyaofo/pytorch-cifar-models for CIFAR-100",
        .pictures(mean: [0.5070, 0.4865, 0.4409], deviation: [0.2673, 0.2564, 0.2761]))
    ),
    ([imageNet(.torchvision(stages: 4))], PublishedInput("torchvision for ImageNet", .imageNet)),
    ([.smallOfMNIST], PublishedInput("Saccade for MNIST", .mnist)),
  ]
}
