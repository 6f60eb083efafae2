import Recordings
import Runtime

/// The data sets and layouts for classification that are known, and how each is told.
public enum ClassificationFormat: String, Sendable, CaseIterable {
  /// MNIST and what follows its form, IDX files of bytes, plain or gzipped: one of pictures with that of its labels
  /// beside it, or a folder of them. Fashion-MNIST is told by its first labels.
  case mnist
  /// Fashion-MNIST (Xiao et al., 2017).
  case fashionMNIST = "fashion-mnist"
  /// CIFAR-10, its binary version: a file `.bin` of records of 3,073 bytes, or a folder of them.
  case cifar10
  /// CIFAR-100, its binary version: a file `.bin` of records of 3,074 bytes, or a folder of them.
  case cifar100
  /// A folder of pictures a class, as ImageNet's: `n01440764/ILSVRC2012_val_00000293.JPEG`.
  case pictureFolder = "picture-folder"
  /// N-MNIST (Orchard et al., 2015): `Train/0/00002.bin`.
  case nmnist
  /// DVS128 Gesture (Amir et al., CVPR 2017): `user01_fluorescent.aedat` and `user01_fluorescent_labels.csv`, or one
  /// file a gesture as Tonic and SpikingJelly cut them.
  case dvsGesture = "dvs-gesture"
  /// CIFAR10-DVS (Li et al., 2017): `airplane/cifar10_airplane_0.aedat`.
  case cifar10DVS = "cifar10-dvs"
  /// A folder of recordings of events a class, in any format.
  case eventFolder = "event-folder"

  /// The name that its authors gave it, or what it is.
  public var title: String {
    switch self {
    case .mnist: "MNIST"
    case .fashionMNIST: "Fashion-MNIST"
    case .cifar10: "CIFAR-10"
    case .cifar100: "CIFAR-100"
    case .pictureFolder: "folders of pictures"
    case .nmnist: "N-MNIST"
    case .dvsGesture: "DVS128 Gesture"
    case .cifar10DVS: "CIFAR10-DVS"
    case .eventFolder: "folders of recordings"
    }
  }

  /// The columns and rows of the sensor, where all recordings have one; nil where each says its own, and for pictures.
  var sensor: (width: Int, height: Int)? {
    switch self {
    case .nmnist: (34, 34)
    case .dvsGesture, .cifar10DVS: (128, 128)
    case .mnist, .fashionMNIST, .cifar10, .cifar100, .pictureFolder, .eventFolder: nil
    }
  }

  /// The format of its recordings; nil where each file tells.
  var eventFormat: EventFormat? {
    switch self {
    case .nmnist: .nmnist
    case .dvsGesture, .cifar10DVS, .eventFolder, .mnist, .fashionMNIST, .cifar10, .cifar100, .pictureFolder: nil
    }
  }

  /// The classes where folders are their numbers; nil where folders go by the classes' names, or there are none.
  var namesOfNumberedClasses: [String]? {
    switch self {
    case .nmnist: (0...9).map(String.init)
    case .dvsGesture: GestureRecordings.classNames
    case .mnist, .fashionMNIST, .cifar10, .cifar100, .pictureFolder, .cifar10DVS, .eventFolder: nil
    }
  }
}

/// The parts of a data set.
public enum ClassificationSplit: String, Sendable, Hashable, Codable, CaseIterable {
  /// For training.
  case train
  /// For testing or, where there is no such part, validation.
  case test

  /// The part that a file's or folder's name speaks of, or nil.
  init?(named name: String) {
    let name = name.lowercased()
    let known: [(String, Self)] = [
      ("train", .train), ("data_batch", .train), ("ibmgesturetrain", .train), ("test", .test), ("t10k", .test),
      ("val", .test), ("ibmgesturetest", .test),
    ]
    guard let split = known.first(where: { name.hasPrefix($0.0) })?.1 else { return nil }
    self = split
  }
}

/// How samples are made of files that leave a choice.
public struct ClassificationReadOptions: Sendable, Hashable {
  /// The length in pixels to which the shorter side of a picture of a folder is resized.
  public var resizedSide: Int
  /// The side in pixels of the square that is cut from its middle.
  public var croppedSide: Int

  /// The sensor's columns, for folders of recordings that do not say them.
  public var sensorWidth: Int?
  /// The sensor's rows.
  public var sensorHeight: Int?
  /// The unit of time of recordings that do not state it; nil to take what their numbers show.
  public var timeUnit: TimeUnit?
  /// The most threads that decode a recording, the reading one among them.
  public var threads: Int

  /// Gathers options; ImageNet's 256 and 224 where nothing else is said.
  ///
  /// - Precondition: `0 < croppedSide <= resizedSide <= 16384`.
  public init(
    resizedSide: Int = 256, croppedSide: Int = 224, sensorWidth: Int? = nil, sensorHeight: Int? = nil,
    timeUnit: TimeUnit? = nil, threads: Int = Threads.coreCount
  ) {
    precondition(
      croppedSide > 0 && croppedSide <= resizedSide && resizedSide <= 16384,
      "A square of \(croppedSide) pixels cannot be cut from pictures of \(resizedSide).")
    self.resizedSide = resizedSide
    self.croppedSide = croppedSide
    self.sensorWidth = sensorWidth
    self.sensorHeight = sensorHeight
    self.timeUnit = timeUnit
    self.threads = threads
  }
}
