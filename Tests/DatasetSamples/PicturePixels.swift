import Media
import Recordings

/// The samples of a PNG file as those of a recorded picture.
public func pixels(ofPNG path: String) throws -> RecordedFrame.Pixels {
  switch try StillPicture(path: path) {
  case .uint8(let samples): .uint8(samples)
  case .uint16(let samples): .uint16(samples)
  }
}
