import Files
import Media
import Recordings
import Tensors

/// Samples with labels, pictures or recordings of events, of any data set for classification that is known.
///
/// ```swift
/// let test = try ClassificationDataset("cifar10", split: .test)
/// let pictures = try test.pictures(at: 0..<64)  // [64, 3, 32, 32], 0 ... 1
/// let labels = test.labels[0..<64]
/// ```
///
/// Labels are held; pictures and events are read when they are asked for, from any thread. The order is that of the
/// files, and of their names where there are several. Sizes are held against files' lengths before memory is taken.
public struct ClassificationDataset: Sendable {
  /// What a sample is.
  public enum Kind: Sendable, Hashable {
    /// A picture of bytes `[channels, height, width]`.
    case pictures(channels: Int, height: Int, width: Int)
    /// A recording of events from a sensor of that size.
    case events(width: Int, height: Int)
  }

  /// The path as given.
  public let path: String
  /// Which data set or layout it is.
  public let format: ClassificationFormat
  /// What every sample is.
  public let kind: Kind
  /// The classes' names, by label.
  public let classNames: [String]
  /// Each sample's class, in 0 ..< `classNames.count`.
  public private(set) var labels: [Int]
  /// The part that was asked for, or the only one there is; nil for all of them, and where there are no such parts.
  public let split: ClassificationSplit?
  private let parts: [ClassificationPart]
  private var places: [Place]

  /// Where a sample lies.
  private struct Place: Sendable {
    var part: Int32
    var index: Int32
  }

  /// Opens a data set.
  ///
  /// Cost: labels are read, and folders listed. Gzipped pictures are decompressed to memory.
  ///
  /// - Parameters:
  ///   - path: A file or a folder. What it is is told by content and layout: see ``ClassificationFormat``.
  ///   - split: The part for training or testing; nil for all there is. One file, and a folder without such parts, is
  ///     taken as it is, unless its name says that it is the other part.
  /// - Throws: `FileError` where it is no such data set, lacks the part, or is damaged.
  public init(
    _ path: String, split: ClassificationSplit? = nil, options: ClassificationReadOptions = ClassificationReadOptions()
  ) throws {
    let found = try FoundClassification.find(path, options: options)
    let chosen = try found.parts(for: split, path: path)
    try self.init(
      path: path, format: found.format, split: Self.commonSplit(chosen), parts: chosen.map { try $0.open() })
  }

  private static func commonSplit(_ parts: [FoundClassification.Part]) -> ClassificationSplit? {
    guard let first = parts.first?.split, parts.allSatisfy({ $0.split == first }) else { return nil }
    return first
  }

  private init(
    path: String, format: ClassificationFormat, split: ClassificationSplit?, parts: [ClassificationPart]
  ) throws {
    (self.path, self.format, self.split, self.parts) = (path, format, split, parts)
    guard let first = parts.first, parts.contains(where: { !$0.labels.isEmpty }) else {
      throw FileError(
        .badContent, path: path, problem: "the data set has no samples", remedy: "look whether it was unpacked whole")
    }
    (kind, classNames) = (first.kind, first.classNames)
    for part in parts.dropFirst() where part.kind != kind || part.classNames != classNames {
      throw FileError(
        .badContent, path: path, problem: "its parts have different classes or samples of different sizes",
        remedy: "name one of them")
    }
    labels = parts.flatMap(\.labels)
    places = []
    places.reserveCapacity(labels.count)
    for (part, content) in parts.enumerated() {
      for index in content.labels.indices { places.append(Place(part: Int32(part), index: Int32(index))) }
    }
  }

  /// Which data set a path is, or nil where it is none beyond doubt.
  ///
  /// - Throws: `FileError` where there is nothing, or it is damaged.
  public static func detect(_ path: String) throws -> ClassificationFormat? {
    if let root = FolderListing(path) {
      return try FoundClassification.find(root, options: ClassificationReadOptions())?.format
    }
    if try IDXFile.rank(of: InputFile(path: path)) == 3 { return try IDXPictures.find(file: path)?.format }
    return try CIFARPictures.detect(file: path)
  }

  /// The parts that a path has, in order; empty where it has no such parts.
  ///
  /// - Throws: `FileError` where it is no data set for classification.
  public static func splits(of path: String) throws -> [ClassificationSplit] {
    let parts = try FoundClassification.find(path, options: ClassificationReadOptions()).parts
    return ClassificationSplit.allCases.filter { split in parts.contains { $0.split == split } }
  }

  /// The number of samples.
  public var count: Int { labels.count }

  /// Some of the samples, in the order given. Cost: their labels.
  ///
  /// - Precondition: Every index is one of a sample.
  public func subset(_ indices: some Collection<Int>) -> ClassificationDataset {
    var copy = self
    precondition(
      indices.allSatisfy(labels.indices.contains), "There are \(count) samples, not all that were asked for.")
    copy.labels = indices.map { labels[$0] }
    copy.places = indices.map { places[$0] }
    return copy
  }

  /// The bytes of a picture: `[channels, height, width]`.
  ///
  /// - Precondition: The samples are pictures.
  /// - Throws: `FileError` where the file is damaged.
  public func pixels(_ index: Int) throws -> [UInt8] {
    let count = pictureBytes
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(index, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  /// Pictures for a network: `[indices.count, channels, height, width]`, bytes divided by 255.
  ///
  /// - Precondition: The samples are pictures.
  /// - Throws: `FileError` where a file is damaged.
  public func pictures(at indices: some Collection<Int>) throws -> Tensor<Float> {
    guard case .pictures(let channels, let height, let width) = kind else {
      preconditionFailure("Recordings of events have no pictures.")
    }
    let bytes = pictureBytes
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes) { picture in
      try Tensor(unsafeUninitializedShape: [indices.count, channels, height, width]) { target in
        for (place, index) in indices.enumerated() {
          try read(index, into: UnsafeMutableRawBufferPointer(picture))
          for offset in 0..<bytes {
            target.initializeElement(at: place * bytes + offset, to: Float(picture[offset]) / 255)
          }
        }
      }
    }
  }

  /// The events of a recording, times in microseconds on its own clock.
  ///
  /// - Precondition: The samples are recordings of events.
  /// - Throws: `FileError` where the file is damaged.
  public func events(_ index: Int) throws -> EventBatch {
    let place = place(index)
    guard case .events(let source) = parts[Int(place.part)].content else {
      preconditionFailure("Pictures have no events.")
    }
    return try source.events(Int(place.index))
  }

  /// The SHA-256 of a sample's pixels or events, which tells whether two data sets share samples. Labels do not count.
  ///
  /// - Throws: `FileError` where the file is damaged.
  public func digest(_ index: Int) throws -> FileDigest {
    switch kind {
    case .pictures: return try pixels(index).withUnsafeBytes { try FileDigest(of: [$0], path: path) }
    case .events:
      let events = try events(index)
      return try events.withColumns { columns in
        try FileDigest(
          of: [
            UnsafeRawBufferPointer(UnsafeBufferPointer(start: columns.t, count: events.count)),
            UnsafeRawBufferPointer(UnsafeBufferPointer(start: columns.x, count: events.count)),
            UnsafeRawBufferPointer(UnsafeBufferPointer(start: columns.y, count: events.count)),
            UnsafeRawBufferPointer(UnsafeBufferPointer(start: columns.p, count: events.count)),
          ], path: path)
      }
    }
  }

  private var pictureBytes: Int {
    guard case .pictures(let channels, let height, let width) = kind else {
      preconditionFailure("Recordings of events have no pixels.")
    }
    return channels * height * width
  }

  private func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    let place = place(index)
    guard case .pictures(let source) = parts[Int(place.part)].content else {
      preconditionFailure("Recordings of events have no pixels.")
    }
    try source.read(Int(place.index), into: buffer)
  }

  private func place(_ index: Int) -> Place {
    precondition(labels.indices.contains(index), "There is no sample \(index) among \(count).")
    return places[index]
  }
}
