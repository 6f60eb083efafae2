import OpticalFlow

/// What is measured, as data.
extension FlowWarpEvaluation {
  /// The protocol's name.
  package static let name = "fwl"
  /// A title for people.
  package static let title = "Flow-warp loss and rectified averaged timestamps, without ground truth"
  /// Where the definitions come from.
  package static let source =
    "FWL: Stoffregen et al., ECCV 2020, section 4.1; RSAT: Hagenaars et al., NeurIPS 2021, after Zhu et al., CVPR 2019"
  /// How events and fields are measured and averaged, one sentence each.
  package static let formulas = [
    "an event at (x, y) and part τ of the window moves to (x, y) + (1 − τ)·flow(x, y): to the window's end",
    "FWL = variance of the image of the moved events / variance of that of the events as they are; > 1 is sharper",
    "RSAT = Σ(T₊² + T₋²) / pixels with events, T the mean τ on a pixel by polarity, of the moved events / of the events "
      + "as they are; < 1 is sharper",
    "events are shared among the four pixels around; what leaves the picture is lost",
    "mean: over the fields",
  ]
  /// What the literature does otherwise.
  package static let variants = [
    FlowProtocol.Variant("all of an event to the nearest pixel, as Hagenaars et al. evaluate", key: "fwl_nearest"),
    FlowProtocol.Variant("the same for RSAT", key: "rsat_nearest"),
    FlowProtocol.Variant("RSAT without the division by pixels with events (Zhu et al. 2019): not computed"),
    FlowProtocol.Variant("both depend on the number of events: compare equal windows only"),
  ]
}
