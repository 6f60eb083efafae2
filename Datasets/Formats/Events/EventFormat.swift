import Files

/// The formats of event recordings, by the names that users give them.
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
  /// MATLAB's arrays, before they became HDF5.
  case mat

  /// What there is to say of the format, beside its decoder.
  var definition: EventFormatDefinition {
    switch self {
    case .propheseeEVT2: .propheseeEVT2
    case .propheseeEVT21: .propheseeEVT21
    case .propheseeEVT3: .propheseeEVT3
    case .propheseeDAT: .propheseeDAT
    case .propheseeHDF5: .propheseeHDF5
    case .aedat1: .aedat1
    case .aedat2: .aedat2
    case .aedat3: .aedat3
    case .aedat4: .aedat4
    case .es: .es
    case .nmnist: .nmnist
    case .rosbag1: .rosbag1
    case .ros2: .ros2
    case .mvsec: .mvsec
    case .dsec: .dsec
    case .hdf5: .hdf5
    case .text: .text
    case .npy: .npy
    case .npz: .npz
    case .mat: .mat
    }
  }
}

extension EventFormat {
  /// What it is, in words: `Prophesee RAW, EVT2`.
  public var title: String { definition.title }

  /// The endings that names of its files have, the usual one first.
  public var endings: [String] { definition.endings }

  /// Whether a recording is read from front to back, so that it may come through a pipe or grow while it is read.
  ///
  /// The others are containers whose parts lie anywhere.
  public var isSequential: Bool { definition.isSequential }

  /// Whether the unit of its times is known, be it from the format or from what each file says; where not,
  /// ``EventReadOptions/timeUnit-swift.property`` may be needed.
  public var hasUnitOfTime: Bool { definition.hasUnitOfTime }

  /// How long a true flow leads in the data set that the format is of; nil where it is of none, or has several.
  public var flowPeriodMicroseconds: Int64? { definition.flowPeriodMicroseconds }

  /// Whether it is written, too.
  public var isWritable: Bool { definition.create != nil }

  /// Whether it is written from front to back, so that it may go to standard output or a pipe.
  public var streamsOut: Bool { definition.streamsOut }

  /// The endings of names under which a file is written in this format where the caller names none.
  public var impliedBy: [String] { definition.impliedBy }

  /// The formats that are written.
  public static let writable: [EventFormat] = allCases.filter(\.isWritable)

  /// The ways of compression that a file of the format may have, its usual one first; none where there is no choice.
  public var compressions: [EventCompression] { definition.compressions }

  /// The format of a file that holds columns of numbers, whatever they are called: HDF5, NumPy's, MATLAB's, else text.
  static func ofColumns(_ start: [UInt8]) -> EventFormat {
    if HDF5EventFamily.begins(start) { return .hdf5 }
    if start.starts(with: FileSignature.numpy) { return .npy }
    if MATLABFile.begins(start) { return .mat }
    return start.starts(with: FileSignature.zip) ? .npz : .text
  }

  /// The format of a recording of which the caller says the columns' names: that alone makes it one of events.
  ///
  /// - Throws: `FileError` where there is no such file.
  public static func ofColumns(in path: String) throws -> EventFormat {
    let place = try UnpackedFile.around(path)?.path ?? path
    let file = try InputFile(path: place)
    return ofColumns(try file.bytes(at: 0, count: min(EventFiles.startBytes, file.byteCount)))
  }

  /// The format that is written under a name's ending, or nil where no format goes by it.
  ///
  /// `.raw` is EVT3, `.h5` and `.hdf5` are plain columns: the others that share these endings are chosen by their names.
  public static func named(_ path: String) -> EventFormat? {
    guard let ending = fileEnding(of: path) else { return nil }
    return allCases.first { $0.definition.impliedBy.contains(ending) }
  }
}
