import Files
import Recordings
import Simulator
import Tensors

/// The light of a scene that a file describes, rendered again: ``SceneFile``.
///
/// The first frame is that of the scene's time 0, the last the last one within the time of its recording.
final class SceneKeyFrames: LightFile {
  private let path: String
  private let light: SceneLight
  private let fit: SensorFit

  /// Opens a scene.
  ///
  /// - Throws: What is wrong with the file; ``JobError`` where options are none of a scene.
  init(path: String, size: SpikeGeometry?, light options: VideoLight, threads: Int) throws {
    self.path = path
    func refuse(_ problem: Message) -> JobError { JobError(wrongOptions: problem, path: path) }
    if options.white != nil { throw refuse("\(Setting.whiteLevel) is for arrays; white is 255 in a scene") }
    if options.timestamps != nil { throw refuse("a scene is rendered at any time; say its \(Setting.frameRate)") }
    if options.gamma == .srgb { throw refuse("a scene is linear light, not sRGB") }
    let file = try SceneFile(path: path)
    let rate = options.frameRate ?? file.rate
    // In whole numbers: a frame at the very end is in.
    let count = (Double(file.frames) * rate.doubleValue / file.rate.doubleValue + 1e-9).rounded(.down) + 1
    guard count < 1e9 else {
      throw refuse("\(Text.number(count)) frames are too many of a scene; lower \(Setting.frameRate)")
    }
    light = SceneLight(try file.renderer(threads: threads), rate: rate, count: Int(count))
    fit = SensorFit(width: file.scene.width, height: file.scene.height, size: size, fit: options.fit)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { light.count }
  var estimatedSeconds: Double? { Double(light.count - 1) / light.rate.doubleValue }
  var summary: String { "scene, \(light.geometry.text), \(light.count) frames at \(light.rate) Hz" }

  func next() throws -> IntensityFrame? {
    light.next().map { IntensityFrame(gray: fit.fitted($0.gray), time: $0.time) }
  }

  func passWarnings(to observer: any JobObserver) throws {}
}
