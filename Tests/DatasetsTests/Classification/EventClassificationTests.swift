import DatasetSamples
import Datasets
import Files
import Foundation
import Recordings
import TestSupport
import Testing

/// Data sets of recordings of events.
@Suite struct EventClassificationTests {
  private typealias Sample = ClassificationSample

  @Test func `N-MNIST has a folder a digit, and digits keep their numbers`() throws {
    let folder = try TemporaryFolder()
    try Sample.write(
      [
        "Train/0/00002.bin": Sample.events(40, seed: 1), "Train/7/00003.bin": Sample.events(50, seed: 2),
        "Test/9/00001.bin": Sample.events(30, seed: 3),
      ], to: folder.path)
    let train = try ClassificationDataset(folder.path, split: .train)
    #expect(train.format == .nmnist && train.kind == .events(width: 34, height: 34) && train.labels == [0, 7])
    #expect(train.classNames == (0...9).map(String.init))
    let events = try train.events(1)
    #expect(events.count == 50 && events[3] == Event(timeMicroseconds: 302, x: 17, y: 9, isOn: false))
    #expect(try ClassificationDataset(folder.file("Test")).labels == [9])
    #expect(try train.digest(0) != train.digest(1))
  }

  @Test func `DVS Gesture is cut by its list of times`() throws {
    let folder = try TemporaryFolder()
    for name in ["user01_led", "user24_led"] {
      try Sample.write(
        [name + "_labels.csv": Array("class,startTime_usec,endTime_usec\n2,1000,2000\n11,2500,3000\n".utf8)],
        to: folder.path)
      let writer = try EventFiles.create(folder.file("\(name).aedat"), options: .init(width: 128, height: 128))
      try writer.append(EventBatch((0..<40).map { Event(timeMicroseconds: Int64($0) * 100, x: 3, y: 4, isOn: true) }))
      try writer.finish()
    }
    let train = try ClassificationDataset(folder.path, split: .train)
    #expect(train.format == .dvsGesture && train.labels == [1, 10] && train.classNames[1] == "right hand wave")
    #expect(try train.events(0).events.map(\.timeMicroseconds) == (10..<20).map { Int64($0) * 100 })
    #expect(try train.events(1).count == 5 && train.events(0).count == 10)
    #expect(try ClassificationDataset(folder.path, split: .test).count == 2)
    try Sample.write(["user01_led_labels.csv": Array("12,1,2\n".utf8)], to: folder.path)
    let error = #expect(throws: FileError.self) { try ClassificationDataset(folder.path, split: .train) }
    #expect(error?.place == "line 1")
  }

  @Test func `Recordings cut to files keep the number that names their class`() throws {
    let folder = try TemporaryFolder()
    let events = EventBatch((0..<9).map { Event(timeMicroseconds: Int64($0), x: 5, y: UInt16($0), isOn: true) })
    for name in ["events_np/train/10/user01_led_0.npz", "events_np/train/2/user01_led_0.npz"] {
      try Sample.write([name: []], to: folder.path)
      try FileManager.default.removeItem(atPath: folder.file(name))
      let writer = try EventFiles.create(folder.file(name), options: .init(width: 128, height: 128))
      try writer.append(events)
      try writer.finish()
    }
    let gestures = try ClassificationDataset(folder.path)
    #expect(gestures.format == .dvsGesture && gestures.labels == [2, 10] && gestures.split == .train)
    #expect(try gestures.events(1).events == events.events)
  }

  @Test func `CIFAR10-DVS has a folder a class`() throws {
    let folder = try TemporaryFolder()
    let events = EventBatch((0..<9).map { Event(timeMicroseconds: Int64($0), x: 127, y: UInt16($0), isOn: true) })
    for name in ["dog/cifar10_dog_0.npz", "cat/cifar10_cat_7.npz"] {
      try Sample.write([name: []], to: folder.path)
      try FileManager.default.removeItem(atPath: folder.file(name))
      let writer = try EventFiles.create(folder.file(name), options: .init(width: 128, height: 128))
      try writer.append(events)
      try writer.finish()
    }
    let dataset = try ClassificationDataset(folder.path)
    #expect(dataset.format == .cifar10DVS && dataset.classNames == ["cat", "dog"])
    #expect(dataset.kind == .events(width: 128, height: 128) && dataset.split == nil)
    #expect(try ClassificationDataset(folder.path, split: .test).count == 2)
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The real recordings are read`() throws {
    let train = try ClassificationDataset(SharedFolder.path("data/nmnist"), split: .train)
    let test = try ClassificationDataset(SharedFolder.path("data/nmnist"), split: .test)
    #expect(train.count == 1000 && test.count == 100)
    for index in [0, 50, 99] { #expect(try test.events(index).count > 500) }
  }
}
