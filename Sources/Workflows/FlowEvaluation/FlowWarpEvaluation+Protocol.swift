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
    "an event at (x, y) and part τ of the window moves to (x, y) + (m − τ)·flow(x, y); m = ½, the window's middle, for FWL, "
      + "m = 1, its end, for RSAT",
    "FWL = variance of the image of the moved events / variance of that of the events as they are; > 1 is sharper",
    "FWL blurred: of images blurred with three taps of a Gaussian (σ = 1 pixel, reflected border); without, events at rest "
      + "have an advantage, for they lie on whole pixels",
    "RSAT = Σ(T₊² + T₋²) / pixels with events, T the mean τ on a pixel by polarity, of the moved events / of the events "
      + "as they are; < 1 is sharper",
    "contrast = E₀/E(0) + 2·E₀/E(½) + E₀/E(1), E the mean squared Sobel gradient of the blurred image at a moment, E₀ "
      + "that of the events as they are; < 4 is sharper (Shiba et al., ECCV 2022, without the total variation)",
    "events are shared among the four pixels around; what leaves the picture is lost",
    "mean: over the fields",
  ]
  /// What the literature does otherwise.
  package static let variants = [
    FlowProtocol.Variant("FWL at the window's end", key: "fwl_end"),
    FlowProtocol.Variant(
      "FWL at the end, all of an event to the nearest pixel, as Hagenaars et al. evaluate", key: "fwl_nearest"),
    FlowProtocol.Variant("the same for RSAT", key: "rsat_nearest"),
    FlowProtocol.Variant("RSAT without the division by pixels with events (Zhu et al. 2019): not computed"),
    FlowProtocol.Variant("both depend on the number of events: compare equal windows only"),
  ]
}
