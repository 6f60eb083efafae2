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
  }

  let name: String
  let reader: Reader
  let ending: String

  /// Every target, by the names of `Tools/Fuzz/run`.
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "prophesee-evt2", reader: .events(.propheseeEVT2), ending: "raw"),
    FuzzTarget(name: "prophesee-evt21", reader: .events(.propheseeEVT21), ending: "raw"),
    FuzzTarget(name: "prophesee-evt3", reader: .events(.propheseeEVT3), ending: "raw"),
    FuzzTarget(name: "prophesee-dat", reader: .events(.propheseeDAT), ending: "dat"),
    FuzzTarget(name: "prophesee-hdf5", reader: .events(.propheseeHDF5), ending: "hdf5"),
    FuzzTarget(name: "aedat1", reader: .events(.aedat1), ending: "aedat"),
    FuzzTarget(name: "aedat2", reader: .events(.aedat2), ending: "aedat"),
    FuzzTarget(name: "aedat3", reader: .events(.aedat3), ending: "aedat"),
    FuzzTarget(name: "aedat4", reader: .events(.aedat4), ending: "aedat4"),
    FuzzTarget(name: "es", reader: .events(.es), ending: "es"),
    FuzzTarget(name: "nmnist", reader: .events(.nmnist), ending: "bin"),
    FuzzTarget(name: "rosbag1", reader: .events(.rosbag1), ending: "bag"),
    FuzzTarget(name: "ros2-mcap", reader: .events(.ros2), ending: "mcap"),
    FuzzTarget(name: "ros2-db3", reader: .events(.ros2), ending: "db3"),
    FuzzTarget(name: "mvsec", reader: .events(.mvsec), ending: "hdf5"),
    FuzzTarget(name: "dsec", reader: .events(.dsec), ending: "h5"),
    FuzzTarget(name: "hdf5", reader: .events(.hdf5), ending: "h5"),
    FuzzTarget(name: "text", reader: .events(.text), ending: "txt"),
    FuzzTarget(name: "npy", reader: .events(.npy), ending: "npy"),
    FuzzTarget(name: "npz", reader: .events(.npz), ending: "npz"),
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
  ]
}
