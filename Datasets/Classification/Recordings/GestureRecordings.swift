import Files
import Foundation
import Recordings
import Synchronization

/// DVS128 Gesture as it is published: a recording of AEDAT 3.1 a user and lighting, with the gestures' times beside it.
///
/// The gestures of the recording that was read last are held, since finding one means to read what is before it.
final class GestureRecordings: ClassifiedRecordings {
  static let classNames = [
    "hand clapping", "right hand wave", "left hand wave", "right arm clockwise", "right arm counter clockwise",
    "left arm clockwise", "left arm counter clockwise", "arm roll", "air drums", "air guitar", "other gestures",
  ]
  private static let side = 128
  /// Users from this one on are those for testing.
  private static let firstTestUser = 24

  private let recordings: [(path: String, trials: [GestureLabels.Trial])]
  private let places: [(recording: Int, trial: Int)]
  private let held = Mutex<(recording: Int, gestures: [EventBatch])?>(nil)

  private init(_ recordings: [(path: String, trials: [GestureLabels.Trial])]) {
    self.recordings = recordings
    places = recordings.indices.flatMap { recording in
      recordings[recording].trials.indices.map { (recording, $0) }
    }
  }

  func events(_ index: Int) throws -> EventBatch {
    let place = places[index]
    return try held.withLock { held in
      if let held, held.recording == place.recording { return held.gestures[place.trial] }
      held = nil
      let gestures = try read(recordings[place.recording])
      held = (place.recording, gestures)
      return gestures[place.trial]
    }
  }

  /// The gestures of a recording, each from its first microsecond to before its last.
  private func read(_ recording: (path: String, trials: [GestureLabels.Trial])) throws -> [EventBatch] {
    var gestures = recording.trials.map { _ in [Event]() }
    let last = recording.trials.map(\.end).max() ?? 0
    let reader = try EventReader(recording.path)
    while let batch = try reader.nextBatch() {
      let times = batch.withColumns { ($0.t[0], $0.t[batch.count - 1]) }
      for (index, trial) in recording.trials.enumerated() where times.1 >= trial.start && times.0 < trial.end {
        for event in batch.events where event.timeMicroseconds >= trial.start && event.timeMicroseconds < trial.end {
          gestures[index].append(event)
        }
      }
      if times.0 >= last { break }
    }
    if let cut = reader.warnings.first(where: \.isTruncation) {
      throw FileError(
        .badContent, path: recording.path, problem: cut.problem, place: cut.place,
        remedy: "fetch the recording again", isTruncation: true)
    }
    return try gestures.map { events in
      let batch = EventBatch(events)
      try batch.check(width: Self.side, height: Self.side, path: recording.path)
      return batch
    }
  }

  /// The data set of a folder, or nil where it has another layout.
  static func find(_ root: FolderListing) throws -> FoundClassification? {
    for folder in [root, root.folder("DvsGesture")].compactMap(\.self) {
      if let found = try findWhole(folder) { return found }
    }
    return try findCut(root)
  }

  private static func findWhole(_ folder: FolderListing) throws -> FoundClassification? {
    let names = try folder.files(endingIn: ".aedat").filter { folder.contains(labelsName(of: $0)) }
    guard !names.isEmpty else { return nil }
    let test = try listed("trials_to_test.txt", folder)
    let train = try listed("trials_to_train.txt", folder)
    let parts = ClassificationSplit.allCases.compactMap { split -> FoundClassification.Part? in
      let own = names.filter { name in
        if train?.contains(name) == true { return split == .train }
        if test?.contains(name) == true { return split == .test }
        return split == (user(of: name) >= firstTestUser ? .test : .train)
      }
      guard !own.isEmpty else { return nil }
      return FoundClassification.Part(split: split) {
        let recordings = GestureRecordings(
          try own.map { (folder.path(of: $0), try GestureLabels(path: folder.path(of: labelsName(of: $0))).trials) })
        return part(recordings.recordings.flatMap { $0.trials.map(\.label) }, recordings)
      }
    }
    return FoundClassification(format: .dvsGesture, parts: parts)
  }

  /// Tonic's: `ibmGestureTrain/user01_fluorescent/0.npy`, the file's name the class, times in milliseconds.
  private static func findCut(_ root: FolderListing) throws -> FoundClassification? {
    let folders = try root.folders().filter { $0.name.hasPrefix("ibmGesture") }
    let all = folders.isEmpty && root.name.hasPrefix("ibmGesture") ? [root] : folders
    guard !all.isEmpty else { return nil }
    let parts = all.map { folder in
      FoundClassification.Part(split: ClassificationSplit(named: folder.name)) {
        var (paths, labels) = ([String](), [Int]())
        for user in try folder.folders() {
          for file in try user.numberedFiles(endingIn: ".npy") {
            guard file.number < classNames.count else {
              throw FileError(
                .badContent, path: user.path(of: file.name),
                problem: "the class \(file.number) is not one of 0...\(classNames.count - 1)",
                remedy: "unpack the data set again")
            }
            paths.append(user.path(of: file.name))
            labels.append(file.number)
          }
        }
        return part(
          labels,
          try FolderRecordings(
            paths: paths, format: .dvsGesture, options: ClassificationReadOptions(), timeUnit: .milliseconds))
      }
    }
    return FoundClassification(
      format: .dvsGesture, parts: ClassificationSplit.allCases.flatMap { split in parts.filter { $0.split == split } })
  }

  private static func part(_ labels: [Int], _ recordings: any ClassifiedRecordings) -> ClassificationPart {
    ClassificationPart(
      kind: .events(width: side, height: side), classNames: classNames, labels: labels, content: .events(recordings))
  }

  private static func labelsName(of recording: String) -> String { recording.dropLast(".aedat".count) + "_labels.csv" }

  private static func user(of name: String) -> Int {
    Int(name.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
  }

  /// The recordings that a list names; nil where there is no list.
  private static func listed(_ name: String, _ folder: FolderListing) throws -> Set<String>? {
    let mostBytes = 1 << 20
    guard let file = try? InputFile(path: folder.path(of: name)), file.byteCount <= mostBytes else { return nil }
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    return Set(text.split(whereSeparator: \.isNewline).map { String($0.filter { !$0.isWhitespace }) })
  }
}
