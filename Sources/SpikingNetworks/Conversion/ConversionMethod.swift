/// How a classifier in floating point becomes one of spiking neurons.
public enum ConversionMethod: String, Sendable, Hashable, CaseIterable, Codable {
  /// Quantisation-clip-floor-shift activations become their twins (Bu et al., ICLR 2022, arXiv 2303.04347): θ is the
  /// trained one, and membranes start at θ/2. Nothing is calibrated.
  case qcfs
  /// ReLUs become neurons whose thresholds balance the activations of a calibration set (Diehl et al., IJCNN 2015;
  /// Rueckauer et al., Frontiers in Neuroscience 11, 2017).
  case thresholdBalance = "threshold-balance"
  /// Activations of a learned step become neurons whose spikes are bounded in number and taken back where they were too
  /// many (Li, Ma, Furber: Quantization framework for fast spiking neural networks; Frontiers in Neuroscience 16, 2022).
  case qffs

  /// The method that suits all activations of a network; nil where they are mixed or spike already.
  public init?(for architecture: ClassifierArchitecture) {
    let methods = Set(
      architecture.activations.map { activation -> ConversionMethod? in
        switch activation.description {
        case .relu: .thresholdBalance
        case .qcfs: .qcfs
        case .lsq: .qffs
        case .spiking: nil
        }
      })
    guard methods.count == 1, let method = methods.first ?? nil else { return nil }
    self = method
  }
}

/// How thresholds are found for plain ReLUs.
public struct ThresholdBalancing: Sendable, Hashable {
  /// The percentile of a layer's activations that becomes its threshold, in (0, 100]; 100 is the largest one.
  public var percentile: Double
  /// Whether each channel has a threshold of its own, else each layer.
  public var isPerChannel: Bool
  /// Where membranes start, in thresholds. At 1/2 counts are rounded instead of cut off, as by the shift θ/2T of the
  /// biases in Deng and Gu (ICLR 2021, arXiv 2103.00476).
  public var initialPotential: Float

  /// Describes a way; the 99.9th percentile of each channel where nothing else is said, which came to the accuracy of a
  /// plain ResNet-20 in half the steps of a threshold a layer.
  public init(percentile: Double = 99.9, isPerChannel: Bool = true, initialPotential: Float = 0.5) {
    precondition(percentile > 0 && percentile <= 100, "A percentile lies in (0, 100], not at \(percentile).")
    self.percentile = percentile
    self.isPerChannel = isPerChannel
    self.initialPotential = initialPotential
  }
}

extension ClassifierArchitecture {
  /// The steps that activations of learned steps, or the neurons made of them, were trained for: their levels. Nil where
  /// neurons may go on.
  public var trainedSteps: Int? {
    activations.compactMap { activation -> Int? in
      switch activation.description {
      case .lsq(let levels): levels
      case .spiking(let neuron): neuron.largestCount
      case .relu, .qcfs: nil
      }
    }.max()
  }

  /// The activations in the order of the computation, those within residual blocks too.
  public var activations: [(name: String, description: ActivationDescription)] {
    accounts.compactMap { account in
      if case .activation(let name, let description) = account.layer { (name, description) } else { nil }
    }
  }
}
