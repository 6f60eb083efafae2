import Datasets
import Foundation
import Media
import Recordings
import TestSupport

extension CarriedSample {
  /// A sequence in DSEC's folders: events, and rectified pictures with the times of their exposures.
  func writeDSEC(to folder: String) throws -> String {
    let (events, pictures) = ("\(folder)/sequence/events/left", "\(folder)/sequence/images/left/rectified")
    for path in [events, pictures] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let path = "\(events)/events.h5"
    let writer = try DSECWriter(
      path: path, options: EventWriteOptions(width: Self.width, height: Self.height, overwrite: true))
    try writer.append(EventBatch(self.events))
    try writer.finish()
    var lines = "# exposure_start_timestamp_us, exposure_end_timestamp_us\n"
    for (index, frame) in frames.enumerated() {
      guard case .uint8(let samples) = frame.pixels else { continue }
      try StillPicture.uint8(samples).writePNG(path: String(format: "%@/%06d.png", pictures, index), overwrite: true)
      lines += "\(frame.time.startMicroseconds), \(frame.time.endMicroseconds)\n"
    }
    try fileWrite(Array(lines.utf8), "\(folder)/sequence/images/left/exposure_timestamps.txt")
    return path
  }
}
