import Datasets

/// What is fuzzed: a reader, and the ending by which some readers tell its files.
struct FuzzTarget: Sendable {
  /// What reads an input.
  enum Reader: Sendable {
    case events(EventFormat)
    case flow(FlowFormat)
    /// A list of windows.
    case times
    /// MVSEC's ground truth in HDF5.
    case groundTruth
    /// EV-FlowNet's archive of it.
    case flowArchive
    case rectificationMap
    /// MNIST's arrays, gzipped or not.
    case idx
    /// A batch of CIFAR.
    case cifar
    /// When gestures were made.
    case gestureLabels
    /// A network as a graph.
    case nir
    case spikes(SpikeFormat)
    /// Parameters of a network, whatever container they come in.
    case checkpoint
    /// A spiking classifier, with what its parameters say of it.
    case classifier
    /// A law of scenes.
    case law
    /// A scene.
    case scene
    /// What writes events, and finds times in what it wrote.
    case writer(EventFormat)
  }

  let name: String
  let reader: Reader
  let ending: String

  /// Every target, by the names of `Tools/Fuzz/run`.
  static let all: [FuzzTarget] =
    EventFormat.allCases.flatMap(targets) + [
      FuzzTarget(name: "flow-flo", reader: .flow(.flo), ending: "flo"),
      FuzzTarget(name: "flow-npy", reader: .flow(.npy), ending: "npy"),
      FuzzTarget(name: "flow-npz", reader: .flow(.npz), ending: "npz"),
      FuzzTarget(name: "flow-h5", reader: .flow(.h5), ending: "h5"),
      FuzzTarget(name: "flow-png", reader: .flow(.dsec), ending: "png"),
      FuzzTarget(name: "times", reader: .times, ending: "txt"),
      FuzzTarget(name: "mvsec-flow", reader: .groundTruth, ending: "hdf5"),
      FuzzTarget(name: "mvsec-archive", reader: .flowArchive, ending: "npz"),
      FuzzTarget(name: "dsec-map", reader: .rectificationMap, ending: "h5"),
      FuzzTarget(name: "idx", reader: .idx, ending: "idx"),
      FuzzTarget(name: "idx-gz", reader: .idx, ending: "gz"),
      FuzzTarget(name: "cifar", reader: .cifar, ending: "bin"),
      FuzzTarget(name: "gesture-labels", reader: .gestureLabels, ending: "csv"),
      FuzzTarget(name: "nir", reader: .nir, ending: "nir"),
      FuzzTarget(name: "checkpoint-pth", reader: .checkpoint, ending: "pth"),
      FuzzTarget(name: "checkpoint-legacy", reader: .checkpoint, ending: "th"),
      FuzzTarget(name: "checkpoint-safetensors", reader: .checkpoint, ending: "safetensors"),
      FuzzTarget(name: "checkpoint-npz", reader: .checkpoint, ending: "npz"),
      FuzzTarget(name: "classifier", reader: .classifier, ending: "safetensors"),
      FuzzTarget(name: "law", reader: .law, ending: "yml"), FuzzTarget(name: "scene", reader: .scene, ending: "json"),
    ]
    + SpikeFormat.allCases.map {
      FuzzTarget(name: $0.rawValue, reader: .spikes($0), ending: $0.fileEnding)
    }
    + EventFormat.writable.map {
      FuzzTarget(name: "writer-\($0.rawValue)", reader: .writer($0), ending: $0.endings[0])
    }

  /// A target for each format of events, of the bags of ROS 2 one for each container.
  private static func targets(_ format: EventFormat) -> [FuzzTarget] {
    let name = format.rawValue
    if format == .ros2 {
      return format.endings.map { FuzzTarget(name: "\(name)-\($0)", reader: .events(format), ending: $0) }
    }
    return [FuzzTarget(name: name, reader: .events(format), ending: format.endings[0])]
  }
}
