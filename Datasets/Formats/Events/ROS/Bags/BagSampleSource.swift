import Files
import Recordings

/// The pictures and inertial samples of a bag: of one file, or of the files into which a recorder has cut it.
///
/// Messages are stamped by the host. Where events have the sensor's own clock, as those of `event_camera_msgs`, the stamps
/// are brought to it by the first packet of events: as near as the host's delays allow.
final class BagSampleSource: SampleSource {
  private let path: String
  private let topics: SampleTopics
  private let wantsPixels: Bool
  private let lagMicroseconds: Int64
  private var parts: ArraySlice<BagEventSource.BagPart>
  private var reader: (any BagReader)?
  private var formerWarnings: [RecordingWarning] = []
  private var noPictures: (count: Int, encoding: String, place: String)?
  private var mosaic: String?

  /// Opens a bag.
  ///
  /// - Throws: `FileError` where it holds no topic with events, or several and none was named.
  init(
    path: String, parts: [BagEventSource.BagPart], contents: SampleContents, options: EventReadOptions
  ) throws {
    self.path = path
    let events = try BagEventSource(path: path, format: .rosbag1, parts: parts, options: options)
    topics = SampleTopics(contents: contents, events: events.topic)
    wantsPixels = contents.contains(.frames)
    self.parts = parts.dropFirst()
    let reader = try parts.first?.open(topics)
    self.reader = reader
    self.contents = topics.available
    lagMicroseconds = self.contents.isEmpty ? 0 : try events.clockLagMicroseconds()
  }

  let contents: SampleContents

  var warnings: [RecordingWarning] {
    var warnings = formerWarnings + (reader?.warnings ?? []) + topics.warnings(path: path)
    if let noPictures {
      warnings.append(
        RecordingWarning(
          path: path, problem: "\(noPictures.count) messages of pictures have the encoding \(noPictures.encoding)",
          place: noPictures.place, consequence: "they are left out; gray and colours of 8 and 16 bits are read"))
    }
    if let mosaic {
      warnings.append(
        RecordingWarning(
          path: path, problem: "the pictures are a mosaic of colours, \(mosaic)",
          consequence: "they stay gray, each pixel as bright as its colour"))
    }
    return warnings
  }

  func next() throws -> RecordedSample? {
    if contents.isEmpty { return nil }
    while let message = try nextMessage() {
      do {
        if let sample = try sample(message) { return sample }
      } catch let error as MessageDamage {
        throw FileError(
          .badContent, path: path, problem: error.problem, place: message.place.advanced(by: error.offset).description,
          remedy: "the file is damaged; fetch it again")
      }
    }
    return nil
  }

  private func nextMessage() throws -> BagMessage? {
    while true {
      if let message = try reader?.next() { return message }
      formerWarnings += reader?.warnings ?? []
      reader = nil
      guard let part = parts.popFirst() else { return nil }
      reader = try part.open(topics)
    }
  }

  private func sample(_ message: BagMessage) throws -> RecordedSample? {
    switch message.type {
    case .events: return nil
    case .inertial:
      var sample = try InertialMessage(message).sample
      sample.timeMicroseconds &-= lagMicroseconds
      return .inertial(sample)
    case .image:
      let image = try ImageMessage(message)
      guard let encoding = image.encoding else {
        noPictures = (
          (noPictures?.count ?? 0) + 1, noPictures?.encoding ?? image.encodingName,
          noPictures?.place ?? message.place.description
        )
        return nil
      }
      if encoding.isMosaic { mosaic = mosaic ?? image.encodingName }
      let time = FrameTime(image.stampNanoseconds / 1000 &- lagMicroseconds)
      guard wantsPixels else { return .frameTime(time, SensorSize(width: image.width, height: image.height)) }
      let bytes = UnsafeRawBufferPointer(rebasing: message.bytes[image.payload])
      return .frame(RecordedFrame(time: time, pixels: image.picture(encoding).pixels(bytes)))
    }
  }
}
