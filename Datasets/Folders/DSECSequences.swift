/// The sequences of DSEC, by name.
enum DSECSequences {
  /// The sequences that its authors keep for testing.
  static let forTesting: Set<String> = [
    "interlaken_00_a", "interlaken_00_b", "interlaken_01_a", "thun_01_a", "thun_01_b", "zurich_city_12_a",
    "zurich_city_13_a", "zurich_city_13_b", "zurich_city_14_a", "zurich_city_14_b", "zurich_city_14_c",
    "zurich_city_15_a",
  ]

  /// The sequences for training that have flow.
  static let withFlow: Set<String> = [
    "thun_00_a", "zurich_city_01_a", "zurich_city_02_a", "zurich_city_02_c", "zurich_city_02_d", "zurich_city_02_e",
    "zurich_city_03_a", "zurich_city_05_a", "zurich_city_05_b", "zurich_city_06_a", "zurich_city_07_a",
    "zurich_city_08_a", "zurich_city_09_a", "zurich_city_10_a", "zurich_city_10_b", "zurich_city_11_a",
    "zurich_city_11_b", "zurich_city_11_c",
  ]

  /// Whether a name is that of a place that DSEC was recorded in, with numbers.
  static func isName(_ name: String) -> Bool {
    ["interlaken_", "thun_", "zurich_city_"].contains(where: name.hasPrefix)
  }
}
