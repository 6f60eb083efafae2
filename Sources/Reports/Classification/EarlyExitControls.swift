import SpikingNetworks

/// What the script of the page of early exit fills: controls, numbers, and empty pictures.
enum EarlyExitControls {
  static func html(_ evaluation: ConfidenceEvaluation) -> [HTML] {
    [controls(evaluation), numbers, tradeOff(evaluation), picture("exits", caption: "When samples stop", height: 220)]
  }

  /// The diagram of one step with the slider that chooses it.
  static func reliability(steps: Int) -> [HTML] {
    [
      .element(
        "div", ["class": "controls"],
        [
          .element(
            "label", ["class": "wide"],
            [
              .text("step"),
              .element(
                "input",
                [
                  "type": "range", "id": "reliability-step", "min": "1", "max": "\(steps)", "step": "1",
                  "value": "\(steps)", "aria-label": "time step of the reliability diagram",
                ]),
            ])
        ]),
      .element("p", ["class": "soft", "id": "reliability-text"]),
      picture(
        "reliability",
        caption: "How many are right of those with some confidence; dots: as many as there would be if it could be "
          + "believed. Strong bars hold many samples",
        height: 300),
    ]
  }

  private static func controls(_ evaluation: ConfidenceEvaluation) -> HTML {
    let options = evaluation.rules.enumerated().map { index, rule in
      HTML.element("option", ["value": "\(index)"], text: rule.rule.rawValue)
    }
    return .element(
      "div", ["class": "controls"],
      [
        .element(
          "label",
          [.text("rule"), .element("select", ["id": "rule", "aria-label": "rule"], options)]),
        .element(
          "label", ["class": "wide"],
          [
            .text("threshold"),
            .element(
              "input",
              [
                "type": "range", "id": "threshold", "min": "0", "max": "1", "step": "1", "value": "0",
                "aria-label": "threshold",
              ]),
          ]),
        .element("button", ["id": "return", "type": "button"], text: "back to the chosen one"),
      ])
  }

  private static var numbers: HTML {
    let tiles = [
      ("threshold-value", "stop above"), ("latency-value", "mean time steps"), ("accuracy-value", "accuracy"),
      ("saving-value", "fewer steps"), ("loss-value", "against the last step"),
    ]
    return .all([
      .element("p", ["class": "soft", "id": "rule-title"]),
      .element(
        "div", ["class": "numbers"],
        tiles.map { id, title in
          .element("div", [.element("span", text: title), .element("output", ["id": id], text: "–")])
        }),
    ])
  }

  private static func tradeOff(_ evaluation: ConfidenceEvaluation) -> HTML {
    let keys = evaluation.rules.enumerated().map { index, rule in
      HTML.element(
        "span",
        [
          .element("span", ["class": "key", "style": "background: var(--series-\(index + 1))"]),
          .text(rule.rule.rawValue),
        ])
    }
    let fixed = HTML.element(
      "span", [.element("span", ["class": "key dashed"]), .text("all stop at the same step")])
    let closeUp = HTML.element(
      "label",
      [.element("input", ["type": "checkbox", "id": "close-up", "checked": "checked"]), .text(" near the top only")])
    let caption = "Mean time steps against accuracy; dots: the Pareto front of the rule, star: the oracle"
    return .element(
      "figure", ["class": "plot"],
      [
        .element("figcaption", text: caption),
        .element("div", ["class": "legend"], keys + [fixed, closeUp]),
        svg("trade-off", caption: caption, height: 380), .element("div", ["class": "tip", "id": "trade-off-tip"]),
      ])
  }

  private static func picture(_ id: String, caption: String, height: Int) -> HTML {
    .element(
      "figure", ["class": "plot"],
      [.element("figcaption", text: caption), svg(id, caption: caption, height: height)])
  }

  private static func svg(_ id: String, caption: String, height: Int) -> HTML {
    .element(
      "svg", ["id": id, "viewBox": "0 0 \(Int(PlotFrame.width)) \(height)", "role": "img", "aria-label": caption])
  }
}
