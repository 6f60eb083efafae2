import Datasets

/// What is fuzzed: a format, and the ending by which some readers tell its files.
struct FuzzTarget: Sendable {
  let name: String
  let format: EventFormat
  let ending: String

  /// Every target, by the names of `Tools/Fuzz/run`.
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "prophesee-evt2", format: .propheseeEVT2, ending: "raw"),
    FuzzTarget(name: "prophesee-evt21", format: .propheseeEVT21, ending: "raw"),
    FuzzTarget(name: "prophesee-evt3", format: .propheseeEVT3, ending: "raw"),
    FuzzTarget(name: "prophesee-dat", format: .propheseeDAT, ending: "dat"),
    FuzzTarget(name: "prophesee-hdf5", format: .propheseeHDF5, ending: "hdf5"),
    FuzzTarget(name: "aedat1", format: .aedat1, ending: "aedat"),
    FuzzTarget(name: "aedat2", format: .aedat2, ending: "aedat"),
    FuzzTarget(name: "aedat3", format: .aedat3, ending: "aedat"),
    FuzzTarget(name: "aedat4", format: .aedat4, ending: "aedat4"),
    FuzzTarget(name: "es", format: .es, ending: "es"),
    FuzzTarget(name: "nmnist", format: .nmnist, ending: "bin"),
    FuzzTarget(name: "rosbag1", format: .rosbag1, ending: "bag"),
    FuzzTarget(name: "ros2-mcap", format: .ros2, ending: "mcap"),
    FuzzTarget(name: "ros2-db3", format: .ros2, ending: "db3"),
    FuzzTarget(name: "mvsec", format: .mvsec, ending: "hdf5"),
    FuzzTarget(name: "dsec", format: .dsec, ending: "h5"),
    FuzzTarget(name: "hdf5", format: .hdf5, ending: "h5"),
    FuzzTarget(name: "text", format: .text, ending: "txt"),
    FuzzTarget(name: "npy", format: .npy, ending: "npy"),
    FuzzTarget(name: "npz", format: .npz, ending: "npz"),
  ]
}
