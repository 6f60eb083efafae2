import Files

extension FlowProtocol {
  /// DSEC-Flow.
  public static let dsec = FlowProtocol(
    name: "dsec", title: "DSEC-Flow",
    source: "Gehrig et al., E-RAFT, 3DV 2021; the benchmark's description at dsec.ifi.uzh.ch",
    selection: .all, cropSide: nil, masksEvents: false, zeroIsValid: true, mean: .overPixels, overall: .allTogether,
    measures: [.aee, .pe1, .pe2, .pe3, .ae, .planeAngle, .strictOutliersPercent, .zeroFlow],
    formulas: [
      "windows: those of forward_timestamps.txt, each with its PNG",
      "truth: u = (red − 2¹⁵) / 128, v = (green − 2¹⁵) / 128, valid where blue is not 0",
      "pixels: all that are valid; a displacement of zero counts",
      "mean: over all pixels of all fields, by sequence and over all",
    ],
    variants: meanVariants + angleVariants + [
      Variant("outliers as in KITTI, EE > 3 px and EE > 5 % of ‖truth‖ (Fl)", key: "strict_outliers_percent"),
      Variant("only pixels with events in the window: \(Setting.eventMask, to: "window")"),
      Variant(
        "PNG read with KITTI's scale of 64: every displacement would be twice as long; \(Setting.inputFormat, to: "kitti")"
      ),
      Variant("the test sequences' truth is not public: \(Setting.submission) writes what the benchmark evaluates"),
    ])
}
