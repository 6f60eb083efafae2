import Foundation
import Media
import Tensors

extension HTML {
  /// A video that stands in the page and plays again and again, without sound; who wants less motion plays it by hand.
  ///
  /// - Parameters:
  ///   - video: An MP4 file.
  ///   - poster: What stands there before it plays, or where the browser cannot: gray or colour, as large as the video.
  ///   - description: What it shows, for who cannot see it.
  /// - Throws: `FileError` of kind `missingPart` where libav has no PNG encoder.
  public static func loopingVideo(_ video: [UInt8], poster: Tensor<UInt8>, description: String) throws -> HTML {
    let still = Data(try StillPicture.uint8(poster).encodedPNG()).base64EncodedString()
    return element(
      "video",
      [
        "loop": "", "muted": "", "playsinline": "", "preload": "auto", "width": "\(poster.shape[1])",
        "height": "\(poster.shape[0])", "aria-label": description, "poster": "data:image/png;base64," + still,
        "src": "data:video/mp4;base64," + Data(video).base64EncodedString(),
      ])
  }

  /// Plays the looping videos of a page, each while it is seen; with controls instead for who wants less motion.
  static let videoScript = """
    (() => {
      const videos = document.querySelectorAll("video[loop]");
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
        for (const video of videos) video.controls = true;
        return;
      }
      const seen = new IntersectionObserver(entries => {
        for (const entry of entries) {
          if (entry.isIntersecting) entry.target.play().catch(() => { entry.target.controls = true; });
          else entry.target.pause();
        }
      });
      for (const video of videos) { video.muted = true; seen.observe(video); }
    })();
    """
}
