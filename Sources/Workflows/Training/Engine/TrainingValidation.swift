import Reports

/// What a network does on samples that were set aside.
struct TrainingValidation {
  /// What is made small; it decides which weights are the best.
  var score: Double
  /// Its name among the figures.
  var scoreName: String
  /// Figures by name, in the order in which they are told.
  var figures: [(name: String, value: Double)]
  /// Pictures of some samples.
  var examples: [TrainingPage.Example]

  /// The figures in a line.
  var text: String { figures.map { "\($0.name) \(Text.number($0.value))" }.joined(separator: ", ") }
}
