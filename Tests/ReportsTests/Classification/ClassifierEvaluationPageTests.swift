import Foundation
import Kernels
import Media
import Reports
import SpikingNetworks
import Tensors
import TestSupport
import Testing

@Suite struct ClassifierEvaluationPageTests {
  /// Outputs that grow towards the label, more slowly for every next sample.
  static func evaluation(
    steps: Int = 10, samples: Int = 200, classes: Int = 4, settings: ConfidenceSettings = ConfidenceSettings()
  ) throws -> ConfidenceEvaluation {
    func outputs(_ seed: UInt64) throws -> ClassifierOutputs {
      var random = SeededRandom(seed: seed)
      let labels = (0..<samples).map { Int64($0 % classes) }
      var scalars: [Float] = []
      for _ in 0..<steps {
        for sample in 0..<samples {
          for index in 0..<classes {
            scalars.append(Float.random(in: -1...1, using: &random) + (Int64(index) == labels[sample] ? 0.6 : 0))
          }
        }
      }
      return try ClassifierOutputs(
        Tensor(shape: [steps, samples, classes], scalars: scalars), labels: labels, path: "made")
    }
    return try ConfidenceEvaluation(
      outputs(1), calibration: outputs(2), settings: settings, workers: Workers(threads: 2), path: "made")
  }

  private static func text(_ evaluation: ConfidenceEvaluation, name: String = "made.npz") throws -> String {
    try ClassifierEvaluationPage.page(
      evaluation, name: name, classNames: ["cat", "dog", "bird", "fish"], notes: ["a note"], footer: "saccade"
    ).text
  }

  /// What stands in an element of a document.
  private static func value(_ id: String, in document: String) throws -> String {
    let start = try #require(document.range(of: "id=\"\(id)\">"), "\(id)").upperBound
    let end = try #require(document.range(of: "<", range: start..<document.endIndex)).lowerBound
    return String(document[start..<end])
  }

  /// What the page has to show for a rule's point.
  private static func expect(_ document: String, _ point: OperatingPoint, steps: Int) throws {
    let expected = [
      ("latency-value", point.latency, 0.00501), ("accuracy-value", 100 * point.accuracy, 0.00501),
      ("saving-value", 100 * (1 - point.latency / Double(steps)), 0.0501),
    ]
    for (id, number, tolerance) in expected {
      let shown = try #require(Double(value(id, in: document).replacing(" %", with: "")), "\(id)")
      #expect(abs(shown - number) <= tolerance, "\(id): \(shown), not \(number)")
    }
  }

  @Test func `The page holds its tables, and fetches nothing`() throws {
    let page = try Self.text(Self.evaluation(), name: "</script><img src=x>.npz")
    for word in ["all at step 8", "early, by softmax", "oracle", "a note", "cat", "Guo et al.", "earlyExit = {"] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(!page.contains("<img src=x"))
    let addresses = page.replacing("http://www.w3.org/2000/svg", with: "")
    for word in ["http:", "https:", "@import", "url(h", "fetch(", "XMLHttpRequest", "import("] {
      #expect(!addresses.contains(word), "\(word)")
    }
  }

  @Test func `A long run's histogram has no more bars than can be seen`() throws {
    let page = try Self.text(Self.evaluation(steps: 150, samples: 30))
    let start = try #require(page.range(of: "const earlyExit = ")).upperBound
    let end = try #require(page.range(of: ";\n", range: start..<page.endIndex)).lowerBound
    let data = try #require(
      try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8)) as? [String: Any])
    let bars = try #require(data["bars"] as? [[String: Int]])
    #expect(bars.count == 50 && bars[0] == ["first": 1, "last": 3] && bars[49] == ["first": 148, "last": 150])
    for rule in try #require(data["rules"] as? [[String: Any]]) {
      let histograms = try #require(rule["histograms"] as? [[Int]])
      #expect(histograms.allSatisfy { $0.count == 50 && $0.reduce(0, +) == 30 })
    }
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium on the PATH"))
  func `A browser shows the chosen point, and one that the address names`() throws {
    let evaluation = try Self.evaluation()
    let page = try Self.text(evaluation)
    let first = try Browser.document(of: page)
    try Self.expect(first, evaluation.chosenRule.chosen, steps: 10)
    #expect(first.contains("id=\"chosen-point\""))
    let margin = try #require(evaluation.rules.first { $0.rule == .margin })
    let point = try #require(margin.points.first { $0.threshold == 0.8 })
    let second = try Browser.document(of: page, fragment: "threshold=0.8&rule=margin&step=3")
    try Self.expect(second, point, steps: 10)
    #expect(try Self.value("threshold-value", in: second) == "0.8")
    #expect(try Self.value("rule-title", in: second) == ConfidenceRule.margin.title)
    #expect(try Self.value("reliability-text", in: second).hasPrefix("step 3 of 10"))
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium on the PATH"))
  func `Moving the slider moves numbers, histogram and the chosen point; another rule has its own threshold`() throws {
    let evaluation = try Self.evaluation()
    let page = try Self.text(evaluation)
    let rule = evaluation.chosenRule
    let position = rule.points.count - 20
    let moved = try Browser.document(
      of: page,
      doing: """
        const slider = document.getElementById('threshold');
        slider.value = \(position);
        slider.dispatchEvent(new Event('input'));
        """)
    let point = rule.points[position]
    try Self.expect(moved, point, steps: 10)
    let counts = rule.histograms[position]
    for (step, count) in counts.enumerated() {
      #expect(moved.contains(">step \(step + 1): \(count) samples"), "\(step)")
    }
    let unmoved = try Browser.document(of: page)
    func mark(_ document: String) throws -> Substring {
      let start = try #require(document.range(of: "<circle id=\"chosen-point\"")).lowerBound
      return try document[start...].prefix(through: #require(document[start...].firstIndex(of: ">")))
    }
    #expect(try mark(moved) != mark(unmoved))

    let other = try Browser.document(
      of: page,
      doing: """
        const menu = document.getElementById('rule');
        menu.value = 4;
        menu.dispatchEvent(new Event('change'));
        """)
    let patience = try #require(evaluation.rules.last)
    #expect(patience.rule == .patience)
    try Self.expect(other, patience.chosen, steps: 10)
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium on the PATH"))
  func `A pointer over the curves shows a point, and a click chooses it`() throws {
    let page = try Self.text(Self.evaluation())
    let document = try Browser.document(
      of: page,
      doing: """
        const svg = document.getElementById('trade-off'), box = svg.getBoundingClientRect();
        const at = document.getElementById('chosen-point').getBoundingClientRect();
        const place = {clientX: at.left + at.width / 2, clientY: at.top + at.height / 2, bubbles: true};
        svg.dispatchEvent(new PointerEvent('pointermove', place));
        """)
    let start = try #require(document.range(of: "id=\"trade-off-tip\"")).lowerBound
    let tip = document[start...].prefix(400)
    #expect(tip.contains("display: block") && tip.contains(" steps</div>") && tip.contains(" &gt; "))
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium on the PATH"), arguments: [false, true])
  func `The page is light or dark as the reader's system is, and no picture stays empty`(isDark: Bool) throws {
    let page = try Self.text(Self.evaluation())
    let folder = try TemporaryFolder()
    let path = try folder.write(
      Browser.picture(of: page, width: 800, height: 1400, isDark: isDark), to: "page.png")
    guard case .uint8(let pixels) = try StillPicture(path: path) else {
      Issue.record("a screenshot has 8 bits")
      return
    }
    let colors = pixels.scalars.enumerated().filter { pixels.shape.last != 4 || $0.offset % 4 != 3 }.map(\.element)
    let mean = Double(colors.reduce(0) { $0 + Int($1) }) / Double(colors.count)
    #expect(isDark ? mean < 90 : mean > 200)
    let document = try Browser.document(of: page)
    for id in ["trade-off", "exits", "reliability"] {
      let start = try #require(document.range(of: "<svg id=\"\(id)\"")).lowerBound
      let end = try #require(document.range(of: "</svg>", range: start..<document.endIndex)).lowerBound
      let picture = document[start..<end]
      #expect(picture.contains("<rect") && picture.contains("class=\"grid\"") && !picture.contains("NaN"), "\(id)")
    }
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium on the PATH"))
  func `A single step and a single sample of each class still make a page without errors`() throws {
    let evaluation = try Self.evaluation(steps: 1, samples: 4)
    let page = try Self.text(evaluation)
    let document = try Browser.document(of: page)
    try Self.expect(document, evaluation.chosenRule.chosen, steps: 1)
    #expect(!document.contains("NaN"))
  }
}
