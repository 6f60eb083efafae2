import Files
import Media
import Simulator
import Tensors

/// Truth as pictures.
enum SceneTruthPictures {
  /// Occlusion as gray levels that can be told apart: 0 seen, 255 hidden by another thing, 128 outside the sensor.
  static func writeOcclusion(of truth: SceneTruth, to path: String) throws {
    try StillPicture.uint8(truth.occlusion.map { [0, 255, 128][Int($0)] }).writePNG(path: path)
  }

  /// Things as 16 bits: 0 nothing, 1 thing 0, and so on.
  static func writeObjects(_ objects: Tensor<Int32>, to path: String) throws {
    try StillPicture.uint16(objects.map { UInt16($0 + 1) }).writePNG(path: path)
  }
}
