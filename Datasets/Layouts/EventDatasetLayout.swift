/// The datasets of events whose folders are known.
public enum EventDatasetLayout: String, Sendable, CaseIterable {
  /// The Multi Vehicle Stereo Event Camera Dataset: Zhu et al., RA-L 2018.
  case mvsec
  /// DSEC, stereo event cameras for driving: Gehrig et al., RA-L 2021.
  case dsec
  /// N-MNIST: Orchard et al., Frontiers in Neuroscience 2015.
  case nmnist
  /// N-Caltech101: Orchard et al., Frontiers in Neuroscience 2015.
  case ncaltech101

  /// The name that its authors gave it.
  public var title: String {
    switch self {
    case .mvsec: "MVSEC"
    case .dsec: "DSEC"
    case .nmnist: "N-MNIST"
    case .ncaltech101: "N-Caltech101"
    }
  }

  /// The sensor's columns and rows. Recordings of N-Caltech101 fill a part of it each.
  public var size: (width: Int, height: Int) {
    switch self {
    case .mvsec: (346, 260)
    case .dsec: (640, 480)
    case .nmnist: (34, 34)
    case .ncaltech101: (240, 180)
    }
  }

  /// The format of its recordings as its authors publish them; of MVSEC there are bags, too.
  public var format: EventFormat {
    switch self {
    case .mvsec: .mvsec
    case .dsec: .dsec
    case .nmnist, .ncaltech101: .nmnist
    }
  }

  /// Whether recordings are sorted into classes; else they are sequences.
  public var hasClasses: Bool { self == .nmnist || self == .ncaltech101 }

  /// By which files its folder is known, for messages.
  public var signature: String {
    switch self {
    case .mvsec: "indoor_flying1_data.hdf5 and the like"
    case .dsec: "train/SEQUENCE/events/left/events.h5"
    case .nmnist: "Train/0…9/*.bin"
    case .ncaltech101: "Caltech101/CLASS/image_0001.bin"
    }
  }

  /// The parts of the dataset in a folder, or nil where it has another layout.
  func find(_ root: FolderListing) throws -> FoundDataset? {
    switch self {
    case .mvsec: try MVSECLayout.find(root)
    case .dsec: try DSECLayout.find(root)
    case .nmnist: try NMNISTLayout.find(root)
    case .ncaltech101: try NCaltech101Layout.find(root)
    }
  }
}

/// What a layout found in a folder.
struct FoundDataset {
  var splits: [EventDatasetSplit]
  var missing: [String] = []
}
