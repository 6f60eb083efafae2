import Foundation
import Media
import Tensors

extension HTML {
  /// A picture that stands in the page as a PNG.
  ///
  /// - Parameters:
  ///   - picture: `[height, width]` gray or `[height, width, 3 or 4]`.
  ///   - description: What it shows, for who cannot see it.
  /// - Throws: `FileError` of kind `missingPart` where libav has no PNG encoder.
  public static func picture(_ picture: Tensor<UInt8>, description: String) throws -> HTML {
    let bytes = try StillPicture.uint8(picture).encodedPNG()
    return element(
      "img",
      ["alt": description, "src": "data:image/png;base64," + Data(bytes).base64EncodedString()])
  }

  /// A picture with a line above it.
  public static func figure(_ picture: Tensor<UInt8>, caption: String) throws -> HTML {
    element(
      "figure", [element("figcaption", text: caption), try Self.picture(picture, description: caption)])
  }
}
