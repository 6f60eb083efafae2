/// The formats of event recordings, by the names of the command line.
public enum EventFormat: String, Sendable, CaseIterable {
  /// Prophesee RAW with 32-bit words.
  case propheseeEVT2 = "prophesee-evt2"
  /// Prophesee RAW with 64-bit words, 32 pixels a word.
  case propheseeEVT21 = "prophesee-evt21"
  /// Prophesee RAW with 16-bit words, vectors of up to 32 pixels.
  case propheseeEVT3 = "prophesee-evt3"
  /// Prophesee DAT, 8 bytes an event.
  case propheseeDAT = "prophesee-dat"
  /// Prophesee HDF5 with the ECF codec.
  case propheseeHDF5 = "prophesee-hdf5"
  /// AEDAT 1.
  case aedat1
  /// AEDAT 2, as jAER writes it.
  case aedat2
  /// AEDAT 3.1, as cAER writes it.
  case aedat3
  /// AEDAT 4, as DV writes it.
  case aedat4
  /// Event Stream.
  case es
  /// 40 bits an event, as in N-MNIST and N-Caltech101.
  case nmnist
  /// ROS 1 bags.
  case rosbag1
  /// ROS 2 bags: mcap and db3.
  case ros2
  /// HDF5 in the layout of MVSEC.
  case mvsec
  /// HDF5 in the layout of DSEC.
  case dsec
  /// HDF5 with columns t, x, y, p.
  case hdf5
  /// Lines of t, x, y, p.
  case text
  /// A NumPy array.
  case npy
  /// A NumPy archive.
  case npz
}
