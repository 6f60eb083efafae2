import Files

extension FlowProtocol {
  /// PHM, Photo-realistic High-speed Motion: ten scenes of spikes.
  public static let phm = spikes(name: "phm", title: "PHM")
  /// SPIFT, Spikingly Flying Things: scenes of spikes for training.
  public static let spift = spikes(name: "spift", title: "SPIFT")

  private static func spikes(name: String, title: String) -> FlowProtocol {
    FlowProtocol(
      name: name, title: title,
      source: "Hu et al., Optical Flow Estimation for Spiking Camera, CVPR 2022, and its released code",
      selection: .spikes, cropSide: nil, masksEvents: false, zeroIsValid: true, mean: .overFrames,
      overall: .meanOfScenes,
      measures: [.aee, .outliersPercent, .strictOutliersPercent, .pe1, .pe3, .ae, .zeroFlow],
      formulas: [
        "fields: k from spike frame k·dt to (k+1)·dt, dt 10 or 20, where k·dt ≥ 40 and the second window of 25 spike "
          + "frames ends 40 before the recording's end: (k+1)·dt + 13 < frames − 40",
        "pixels: all; a displacement of zero counts",
        "mean: over the fields of each field's mean; over scenes: their mean",
      ],
      variants: meanVariants + [
        Variant(
          "the released loop counts the encoded windows and not their numbers, and so stops ⌈40/dt⌉ fields earlier",
          key: "aee_released_loop")
      ]
        + (name == "phm" ? [Variant("the mean of scenes without Fly", key: "aee_without_fly")] : [])
        + [
          Variant("dt = 10 and dt = 20 are two tables: \(Setting.joinedSpans)"),
          Variant("every field carries the flow of the one before as its prior; the first starts from zero"),
        ])
  }

  /// Any two folders of flow fields.
  public static let plain = FlowProtocol(
    name: "plain", title: "Fields against fields",
    source: "Baker et al., A Database and Evaluation Methodology for Optical Flow, IJCV 2011; Geiger et al., CVPR 2012",
    selection: .all, cropSide: nil, masksEvents: false, zeroIsValid: true, mean: .overFrames, overall: .allTogether,
    measures: [.aee, .outliersPercent, .strictOutliersPercent, .pe1, .pe2, .pe3, .ae, .planeAngle, .zeroFlow],
    formulas: [
      "fields: files of one name, without their endings; else in the order of the numbers in their names",
      "pixels: all whose truth is finite and marked as valid; a displacement of zero counts",
      "mean: over the fields of each field's mean",
    ],
    variants: [
      Variant("outliers as EE ≥ 3 px", key: "outliers_percent"),
      Variant("outliers as in KITTI, EE > 3 px and EE > 5 % of ‖truth‖ (Fl)", key: "strict_outliers_percent"),
    ] + meanVariants + angleVariants + [
      Variant("pixels whose truth is exactly zero left out, as MVSEC needs it: \(Setting.zeroTruth)")
    ])
}

/// Which fields of a scene of spikes are compared.
public enum SpikeSceneFields {
  /// The spike frames left out at both ends.
  public static let marginFrames = 40
  /// The spike frames of a window after its centre, and the centre: the end of a window of 25.
  public static let framesFromCentre = 13

  /// The numbers of the fields that are compared, of which field k leads from frame k·dt to frame (k+1)·dt.
  ///
  /// - Parameters:
  ///   - frames: The spike frames of the recording.
  ///   - interval: dt in spike frames.
  ///   - count: The fields that there are, from number 0 on.
  /// - Returns: The numbers, and how many of them the released evaluation takes.
  public static func numbers(frames: Int, interval: Int, count: Int) -> (numbers: [Int], releasedCount: Int) {
    precondition(interval > 0, "An interval has a length, not \(interval).")
    let windows = (0...count).filter {
      $0 * interval >= marginFrames && $0 * interval + framesFromCentre < frames - marginFrames
    }
    let numbers = windows.filter { $0 < count && windows.contains($0 + 1) }
    // It goes through as many numbers as there are windows, from 0, and passes over those without a file.
    let released = numbers.filter { $0 < windows.count - 1 }
    return (numbers, released.count)
  }
}
