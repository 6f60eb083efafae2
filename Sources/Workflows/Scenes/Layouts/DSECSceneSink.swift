import Datasets
import Files
import Foundation
import Media
import Recordings
import Tensors

/// A scene as a sequence of DSEC, with what it lacks beside.
///
/// ```
/// events/left/events.h5, events/left/rectify_map.h5 (every pixel where it is)
/// flow/forward/000000.png, flow/forward_timestamps.txt
/// flow/backward/000001.png, flow/backward_timestamps.txt   numbered by the moment that it starts at
/// flow/occlusion/000000.png, flow/occlusion_backward/000001.png
/// objects/000000.png, events/left/event_objects.npy
/// images/left/rectified/000000.png, images/timestamps.txt
/// ```
///
/// Flow is rounded to 1/128 pixel, and held to ±256.
final class DSECSceneSink: SceneSink {
  private let folder: OutputFolder
  private var objects: EventObjectFile?
  private var forward = ["# from_timestamp_us, to_timestamp_us"]
  private var backward = ["# from_timestamp_us, to_timestamp_us"]
  private var pictures: [String] = []

  private static let events = "events/left"

  init(_ folder: OutputFolder) { self.folder = folder }

  func makeSpikes(geometry: SpikeGeometry) -> (any SpikeSink)? { nil }

  func makeEvents(size: SensorSize) throws -> any EventSink {
    let map = try HDF5Writer(path: folder.add("\(Self.events)/rectify_map.h5"))
    let places = Tensor<Float>(unsafeUninitializedShape: [size.height, size.width, 2]) { target in
      for pixel in 0..<size.width * size.height {
        target.initializeElement(at: 2 * pixel, to: Float(pixel % size.width))
        target.initializeElement(at: 2 * pixel + 1, to: Float(pixel / size.width))
      }
    }
    try map.write(places, named: "rectify_map")
    try map.commit()
    return try DSECWriter(
      path: folder.add("\(Self.events)/events.h5"),
      options: EventWriteOptions(width: size.width, height: size.height, overwrite: false))
  }

  func append(eventObjects: [Int32]) throws {
    let file = try objects ?? EventObjectFile(path: folder.add("\(Self.events)/event_objects.npy"))
    objects = file
    try file.append(eventObjects)
  }

  func append(_ field: SceneField) throws {
    let (first, second) = (field.first, field.second)
    _ = try field.flow.write(to: path("flow/forward", first.index), format: .dsec)
    forward.append("\(first.microseconds), \(second.microseconds)")
    guard let truth = field.truth else { return }
    _ = try truth.backward.flow.write(to: path("flow/backward", second.index), format: .dsec)
    backward.append("\(second.microseconds), \(first.microseconds)")
    try SceneTruthPictures.writeOcclusion(of: truth.forward, to: path("flow/occlusion", first.index))
    try SceneTruthPictures.writeOcclusion(of: truth.backward, to: path("flow/occlusion_backward", second.index))
    try SceneTruthPictures.writeObjects(truth.forward.objects, to: path("objects", first.index))
  }

  func append(lastObjects: Tensor<Int32>, interval: Int, index: Int) throws {
    try SceneTruthPictures.writeObjects(lastObjects, to: path("objects", index))
  }

  func append(picture: Tensor<UInt8>, at moment: SceneMoment) throws {
    try StillPicture.uint8(picture).writePNG(path: path("images/left/rectified", moment.index))
    pictures.append("\(moment.microseconds)")
  }

  func finish() throws {
    try objects?.finish()
    try write(forward, to: "flow/forward_timestamps.txt")
    if backward.count > 1 { try write(backward, to: "flow/backward_timestamps.txt") }
    if !pictures.isEmpty { try write(pictures, to: "images/timestamps.txt") }
  }

  private func path(_ part: String, _ index: Int) throws -> String {
    try folder.add("\(part)/\(String(format: "%06d", index)).png")
  }

  private func write(_ lines: [String], to name: String) throws {
    let file = try OutputFile(path: folder.add(name))
    try file.write(lines.joined(separator: "\n") + "\n")
    try file.commit()
  }
}
