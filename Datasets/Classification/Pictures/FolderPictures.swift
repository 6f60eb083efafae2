import Files
import Media
import Tensors

/// Pictures in files of their own, prepared as ImageNet's are.
///
/// The shorter side is resized to a length, the other in proportion and rounded down, by ``AntialiasedResize``; then the
/// square in the middle is cut out. Gray pictures have three equal channels, 16 bits become the upper 8, transparency
/// is dropped.
struct FolderPictures: ClassifiedPictures {
  let paths: [String]
  let options: ClassificationReadOptions

  func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    let picture = try StillPicture(path: paths[index])
    let (height, width) = (picture.height, picture.width)
    let side = options.resizedSide
    let (rows, columns) = width <= height ? (side * height / width, side) : (side, side * width / height)
    let greatestSide = 1 << 20
    guard rows <= greatestSide, columns <= greatestSide else {
      throw FileError(
        .badContent, path: paths[index], problem: "a picture of \(width)x\(height) is too long and thin to be resized",
        remedy: "take it out of the folder")
    }
    let crop = CropRegion(
      x: Self.halfRoundedToEven(columns - options.croppedSide), y: Self.halfRoundedToEven(rows - options.croppedSide),
      width: options.croppedSide, height: options.croppedSide)
    let resize = AntialiasedResize(
      source: (width, height), target: (columns, rows), region: crop)
    resize.apply(to: Self.rgb(picture), channels: 3, into: buffer)
  }

  /// Half a margin, as Python rounds it.
  private static func halfRoundedToEven(_ margin: Int) -> Int {
    Int((Double(margin) / 2).rounded(.toNearestOrEven))
  }

  /// The samples `[height, width, 3]`.
  private static func rgb(_ picture: StillPicture) -> Tensor<UInt8> {
    let channels = picture.channels
    let pixels = picture.height * picture.width
    func spread(_ sample: (Int) -> UInt8) -> Tensor<UInt8> {
      Tensor(unsafeUninitializedShape: [picture.height, picture.width, 3]) { target in
        for pixel in 0..<pixels {
          for channel in 0..<3 {
            let place = channels == 1 ? pixel : pixel * channels + channel
            target.initializeElement(at: 3 * pixel + channel, to: sample(place))
          }
        }
      }
    }
    switch picture {
    case .uint8(let samples):
      return channels == 3 ? samples : samples.withUnsafeBufferPointer { source in spread { source[$0] } }
    case .uint16(let samples): return samples.withUnsafeBufferPointer { source in spread { UInt8(source[$0] >> 8) } }
    }
  }
}
