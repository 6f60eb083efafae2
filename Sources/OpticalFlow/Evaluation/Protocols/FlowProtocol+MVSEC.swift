import Files

extension FlowProtocol {
  /// MVSEC, flow from each picture to the next.
  public static let mvsecDt1 = mvsec(interval: 1)
  /// MVSEC, flow from each picture to the fourth next.
  public static let mvsecDt4 = mvsec(interval: 4)

  private static func mvsec(interval: Int) -> FlowProtocol {
    FlowProtocol(
      name: "mvsec-dt\(interval)",
      title: "MVSEC, dt = \(interval) \(interval == 1 ? "picture interval" : "picture intervals")",
      source: "Zhu et al., EV-FlowNet, RSS 2018, and its released evaluation; Ding et al., STE-FlowNet, AAAI 2022",
      selection: .mvsec(interval: interval), cropSide: 256, masksEvents: true, zeroIsValid: false, mean: .overFrames,
      overall: .meanOfScenes,
      measures: [.aee, .outliersPercent, .strictOutliersPercent, .pe1, .pe2, .ae, .zeroFlow],
      formulas: [
        "windows: from picture i to picture i + \(interval), by their stored times; outdoor_day1: i in 9200…9599 and "
          + "10500…10899; other sequences: without the first and the last 20 pictures",
        "truth: positions go through the maps of flow_dist with nearest look-up, the first and the last map by the part "
          + "of their interval in the window; one map scaled where the window is shorter than its interval",
        "pixels: centre crop of 256x256 (x 45, y 2 of 346x260) ∧ an event in the window ∧ finite truth ∧ truth not "
          + "(0, 0); outdoor: rows of the crop < 190",
        "mean: over the frames of each frame's mean over its pixels; over sequences: their mean",
      ],
      variants: [
        Variant("outliers as EE ≥ 3 px: the released code of EV-FlowNet and STE-FlowNet", key: "outliers_percent"),
        Variant(
          "outliers as EE > 3 px and EE > 5 % of ‖truth‖: the text of the papers, and KITTI; Hagenaars et al. (NeurIPS "
            + "2021) take 5 % of ‖prediction‖", key: "strict_outliers_percent"),
      ] + meanVariants + [
        Variant("whole pictures and not the crop: give predictions of 346x260 and \(Setting.crop, to: "none")"),
        Variant("all pixels with truth and not those with events (dense): \(Setting.eventMask, to: "none")"),
        Variant(
          "frames: the released loop of STE-FlowNet starts at index 21 (index > 20), and includes 9600 and 10900 for "
            + "dt=4: \(Setting.windowPictures, to: "A-B,A-B")"),
        Variant("rows < 190 counted in the picture are rows < 188 of the crop: not computed"),
        Variant("the events of outdoor sequences thinned before they are a mask (STE-FlowNet's 13 splits): not done"),
      ])
  }
}

/// Which pictures of a sequence of MVSEC start a window.
public enum MVSECFrames {
  /// The pictures left out at each end where nothing else is said.
  public static let marginFrames = 20
  /// The frames of outdoor_day1 that the literature evaluates.
  public static let outdoorDay1: [Range<Int>] = [9200..<9600, 10500..<10900]
  /// The rows of the crop that outdoor sequences evaluate; the car's hood is below.
  public static let rowsAboveHood = 190

  /// Whether a sequence was taken from the car.
  public static func isOutdoor(_ sequence: String) -> Bool { sequence.hasPrefix("outdoor") }

  /// The pictures whose window to that `interval` later is compared, and whether those of the protocol are there.
  ///
  /// Where the sequence is too short for the protocol, those of its pictures that there are; without any, all windows.
  public static func windows(
    sequence: String, pictures: Int, interval: Int
  ) -> (frames: [Int], areOfProtocol: Bool) {
    let last = pictures - interval
    let isDay1 = sequence.hasPrefix("outdoor_day1")
    let ranges = isDay1 ? outdoorDay1 : [marginFrames..<max(marginFrames, pictures - marginFrames)]
    let frames = ranges.flatMap { $0.filter { $0 < last } }
    if frames.isEmpty { return (Array(0..<max(0, last)), false) }
    return (frames, !isDay1 || ranges.allSatisfy { $0.upperBound <= last })
  }
}
