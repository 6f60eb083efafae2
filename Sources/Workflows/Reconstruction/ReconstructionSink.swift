import Files
import Foundation
import Media
import Reports
import Tensors

/// Takes the pictures of a run, one after another, and writes what ``ReconstructionOutput`` says.
final class ReconstructionSink {
  private enum Target {
    case numbers(NumpyFileWriter<Float>)
    case pictures(PictureOutput)
    case page(PicturePlayer, OutputFile)
    case folder(OutputFolder)
  }

  /// What is written.
  let kind: ReconstructionOutput.Kind
  /// The pictures so far.
  private(set) var pictures: [ReconstructedPicture] = []
  private let output: ReconstructionOutput
  private let target: Target
  private let size: (width: Int, height: Int)
  private let started = ContinuousClock.now

  /// What the index of a folder says beside the pictures.
  struct Facts {
    var method: String
    var weightsDigest: String?
  }

  /// Starts the output.
  ///
  /// - Parameters:
  ///   - name: What a page calls the input.
  ///   - inputs: Every path that is read, none of which may be written over.
  ///   - rate: Pictures a second where the caller does not say it.
  init(
    _ output: ReconstructionOutput, width: Int, height: Int, name: String, inputs: [String], rate: Double
  ) throws {
    self.output = output
    kind = try output.kind()
    size = (width, height)
    let rate = output.framesPerSecond ?? rate
    switch kind {
    case .numbers:
      target = .numbers(
        try NumpyFileWriter<Float>(axesAfterFirst: [height, width], path: output.path, overwrite: output.overwrite))
    case .still, .video:
      target = .pictures(
        try PictureOutput(path: output.path, overwrite: output.overwrite, framesPerSecond: rate))
    case .page:
      target = .page(
        PicturePlayer(name: name, width: width, height: height, framesPerSecond: rate),
        try OutputFile(path: output.path, overwrite: output.overwrite))
    case .folder:
      target = .folder(
        try OutputFolder(
          path: output.path, overwrite: output.overwrite, index: PictureIndex.fileName, verb: PictureIndex.work,
          inputs: inputs))
    }
  }

  /// The most pictures that a page holds.
  static var mostPagePictures: Int { PicturePlayer.mostPictures }

  /// Takes a picture.
  ///
  /// - Parameters:
  ///   - values: `[height, width]`.
  ///   - gray: The same for people; not called where numbers are written.
  func append(
    _ values: Tensor<Float>, as picture: ReconstructedPicture, gray: (Tensor<Float>) -> Tensor<UInt8>
  ) throws {
    var picture = picture
    switch target {
    case .numbers(let file): try file.append(values)
    case .pictures(let file): try file.append(gray(values))
    case .page(let player, _):
      guard pictures.count < Self.mostPagePictures else {
        throw JobError(
          wrongOptions: "a page holds up to \(Self.mostPagePictures) pictures; choose longer windows, a part of the "
            + "recording, or a video", path: output.path)
      }
      try player.append(gray(values), timeMicroseconds: picture.endUs)
    case .folder(let folder):
      let name = String(format: "%06d.png", picture.index)
      try StillPicture.uint8(gray(values)).writePNG(path: folder.add(name))
      picture.file = name
    }
    pictures.append(picture)
  }

  /// Completes the output.
  func finish(_ facts: Facts) throws {
    switch target {
    case .numbers(let file): try file.finish()
    case .pictures(let file): try file.finish()
    case .page(let player, let file):
      try file.write(player.page)
      try file.commit()
    case .folder(let folder):
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      let indexPath = try folder.add(PictureIndex.fileName)
      let index = PictureIndex(
        files: folder.files.sorted(), pictures: pictures, width: size.width, height: size.height, method: facts.method,
        weightsDigest: facts.weightsDigest, version: output.stamp.version, command: output.stamp.command,
        seconds: output.stamp.tellsSeconds ? seconds : nil)
      try index.write(to: indexPath)
      try folder.commit()
    }
  }
}
