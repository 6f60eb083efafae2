import Datasets
import Files
import Foundation
import Media
import Recordings
import Tensors

/// A scene as SPIFT and PHM lay it out, with what they lack beside.
///
/// ```
/// test.dat
/// events.raw, event_objects.npy
/// dt=10/motion_vector/0000.flo
/// dt=10/motion_vector_backward/0000.flo     from the second moment to the first
/// dt=10/occlusion/0000.png                  0 seen, 255 hidden, 128 outside, of pixels of the first moment
/// dt=10/occlusion_backward/0000.png         the same from the second moment to the first
/// dt=10/objects/0000.png                    16 bits: the number of the thing and one
/// dt=10/depth/0000.npy                      float32 [height, width], of scenes with things in space
/// dt=10/normals/0000.npy                    float32 [3, height, width], likewise
/// pictures/0000.png
/// ```
final class SpiftSceneSink: SceneSink {
  private let folder: OutputFolder
  private let format: EventFormat
  private let textStyle: EventTextWriter.Style?
  private var objects: EventObjectFile?

  private static let spikes = "test.dat"
  private static let eventObjects = "event_objects.npy"

  init(_ folder: OutputFolder, format: EventFormat, textStyle: EventTextWriter.Style?) {
    (self.folder, self.format, self.textStyle) = (folder, format, textStyle)
  }

  func makeSpikes(geometry: SpikeGeometry) throws -> (any SpikeSink)? {
    try SpikeDatWriter(path: folder.add(Self.spikes), geometry: geometry)
  }

  func makeEvents(size: SensorSize) throws -> any EventSink {
    let ending = textStyle == .csv ? "csv" : format.impliedBy.first ?? format.endings[0]
    return try EventFiles.create(
      folder.add("events.\(ending)"), format: format, compression: nil,
      options: EventWriteOptions(width: size.width, height: size.height, overwrite: false, textStyle: textStyle))
  }

  func append(eventObjects: [Int32]) throws {
    let file = try objects ?? EventObjectFile(path: folder.add(Self.eventObjects))
    objects = file
    try file.append(eventObjects)
  }

  func append(_ field: SceneField) throws {
    func place(_ part: String, _ ending: String) throws -> String {
      try path(part, ending, interval: field.interval, index: field.index)
    }
    _ = try field.flow.write(to: place("motion_vector", "flo"), format: .flo)
    guard let truth = field.truth else { return }
    _ = try truth.backward.flow.write(to: place("motion_vector_backward", "flo"), format: .flo)
    try SceneTruthPictures.writeOcclusion(of: truth.forward, to: place("occlusion", "png"))
    try SceneTruthPictures.writeOcclusion(of: truth.backward, to: place("occlusion_backward", "png"))
    try SceneTruthPictures.writeObjects(truth.forward.objects, to: place("objects", "png"))
    if let depth = truth.forward.depth { try NumpyFile.write(depth, to: place("depth", "npy")) }
    if let normals = truth.forward.normals { try NumpyFile.write(normals, to: place("normals", "npy")) }
  }

  func append(lastObjects: Tensor<Int32>, interval: Int, index: Int) throws {
    try SceneTruthPictures.writeObjects(lastObjects, to: path("objects", "png", interval: interval, index: index))
  }

  func append(picture: Tensor<UInt8>, at moment: SceneMoment) throws {
    try StillPicture.uint8(picture).writePNG(path: folder.add("pictures/\(String(format: "%04d", moment.index)).png"))
  }

  func finish() throws { try objects?.finish() }

  private func path(_ part: String, _ ending: String, interval: Int, index: Int) throws -> String {
    try folder.add("dt=\(interval)/\(part)/\(String(format: "%04d", index)).\(ending)")
  }
}
