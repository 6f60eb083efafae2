import Files
import Foundation
import Media
import Tensors

/// A page that plays pictures in any browser: one file, which fetches nothing.
///
/// One can play, pause, step and seek, and choose the speed. The pictures stand in it as PNGs.
///
/// ```swift
/// let player = PicturePlayer(name: "recording.raw", width: 2, height: 1, framesPerSecond: 30)
/// try player.append(Tensor(shape: [1, 2], scalars: [0, 255]), timeMicroseconds: 33_333)
/// let page = player.page
/// ```
public final class PicturePlayer {
  /// The most pictures of a page, which is loaded whole.
  public static let mostPictures = 3000

  private let name: String
  private let facts: Facts
  private var pictures: [String] = []
  private var times: [String?] = []

  /// What the script has to know.
  private struct Facts: Encodable {
    var width: Int
    var height: Int
    var framesPerSecond: Double
  }

  /// Starts without pictures.
  ///
  /// - Parameter name: What the recording is called.
  public init(name: String, width: Int, height: Int, framesPerSecond: Double) {
    self.name = name
    facts = Facts(width: width, height: height, framesPerSecond: framesPerSecond)
  }

  /// Adds a picture.
  ///
  /// - Parameters:
  ///   - picture: Gray `[height, width]` or colour `[height, width, 3]`.
  ///   - timeMicroseconds: When it is, on the recording's clock; nil where it has no time.
  /// - Throws: `FileError` of kind `missingPart` where libav has no PNG encoder.
  public func append(_ picture: Tensor<UInt8>, timeMicroseconds: Int64?) throws {
    precondition(
      Array(picture.shape.prefix(2)) == [facts.height, facts.width],
      "A picture of shape \(picture.shape) does not fit \(facts.height) x \(facts.width).")
    pictures.append(Data(try StillPicture.uint8(picture).encodedPNG()).base64EncodedString())
    // As text: JavaScript's numbers are exact up to 2^53 only.
    times.append(timeMicroseconds.map { String($0) })
  }

  /// The page. The same pictures give the same bytes.
  public var page: String {
    let title = HTML.escape(name)
    let words = "\(facts.width)×\(facts.height) pixels, \(NumberText.grouped(pictures.count)) pictures"
    return """
      <!DOCTYPE html>
      <html lang="en" data-colors="dark">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTML.contentPolicy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
      style-src 'unsafe-inline'; img-src data:">
      <title>\(title)</title>
      <style>
      \(PlayerStyle.sheet)
      main img { image-rendering: pixelated; width: 100%; height: 100%; object-fit: contain; }
      #place { width: 100%; accent-color: var(--accent); }
      </style>
      </head>
      <body>
      <header><h1>\(title)</h1><p>\(words)</p></header>
      <main><img id="picture" alt="the picture of this moment"></main>
      <footer>
      <input id="place" type="range" min="0" max="\(max(pictures.count - 1, 0))" value="0" aria-label="picture">
      <div class="row">
      <button id="play" title="Space">Play</button>
      <button id="back" title="Left arrow">Back</button>
      <button id="next" title="Right arrow">Next</button>
      <output id="time"></output>
      <label class="slider">Speed<input id="speed" type="range" min="-4" max="2" step="0.5" value="0">\
      <output id="speed-text"></output></label>
      <button id="colors">Light</button>
      </div>
      </footer>
      <script type="application/json" id="facts">\(Self.json(facts))</script>
      <script type="application/json" id="times">\(Self.json(times))</script>
      <script type="application/json" id="pictures">\(Self.json(pictures))</script>
      <script>
      \(Self.script)
      </script>
      </body>
      </html>

      """
  }

  private static func json(_ value: some Encodable) -> String {
    // Base64 and numbers hold nothing that a page would read as markup.
    String(decoding: (try? JSONText.encode(value, escapesSlashes: false)) ?? Data("null".utf8), as: UTF8.self)
  }

  private static let script = """
    (() => {
    "use strict";
    const $ = id => document.getElementById(id);
    const read = id => JSON.parse($(id).textContent);
    const facts = read("facts"), times = read("times"), pictures = read("pictures");
    let place = 0, timer = null;
    const show = to => {
      place = (to + pictures.length) % pictures.length;
      $("picture").src = "data:image/png;base64," + pictures[place];
      $("place").value = place;
      const time = times[place] === null ? "" : ", " +
        (Number(BigInt(times[place]) - BigInt(times[0])) / 1000).toFixed(1) + " ms";
      $("time").textContent = (place + 1) + " of " + pictures.length + time;
    };
    const speed = () => Math.pow(2, Number($("speed").value));
    const stop = () => { clearInterval(timer); timer = null; $("play").textContent = "Play"; };
    const start = () => {
      clearInterval(timer);
      timer = setInterval(() => show(place + 1), 1000 / (facts.framesPerSecond * speed()));
      $("play").textContent = "Pause";
    };
    const toggle = () => timer === null ? start() : stop();
    const step = by => { stop(); show(place + by); };
    const tellSpeed = () => { $("speed-text").textContent = "×" + speed(); if (timer !== null) start(); };
    $("play").onclick = toggle;
    $("back").onclick = () => step(-1);
    $("next").onclick = () => step(1);
    $("place").oninput = () => { stop(); show(Number($("place").value)); };
    $("speed").oninput = tellSpeed;
    $("colors").onclick = () => {
      const root = document.documentElement, isDark = root.dataset.colors === "dark";
      root.dataset.colors = isDark ? "light" : "dark";
      $("colors").textContent = isDark ? "Dark" : "Light";
    };
    document.onkeydown = event => {
      if (event.target.tagName === "INPUT" && event.key !== " ") return;
      if (event.key === " ") { event.preventDefault(); toggle(); }
      if (event.key === "ArrowLeft") step(-1);
      if (event.key === "ArrowRight") step(1);
    };
    tellSpeed();
    if (pictures.length > 0) show(0);
    })();
    """
}
