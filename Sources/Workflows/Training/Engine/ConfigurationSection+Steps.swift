import NeuralNetworks

/// What the configuration of every training by steps says alike.
extension StepTrainingPlan {
  /// Reads the section `training`.
  mutating func readTraining(_ section: ConfigurationSection) throws {
    steps = try section.integer("steps", in: 1...1_000_000_000) ?? steps
    batch = try section.integer("batch", in: 1...65536) ?? batch
    if let decay = try section.number("average", "from 0, below 1; 0 for none", { 0..<1 ~= $0 }) {
      averageDecay = decay > 0 ? Float(decay) : nil
    }
    if let count = try section.integer("repeat-after", in: 0...1_000_000_000) {
      repeatAfter = count > 0 ? count : nil
    }
    checkpointsModules = try section.flag("checkpoint") ?? checkpointsModules
    largestGrowth = try section.number("largest-growth", "above 1") { $0 > 1 } ?? largestGrowth
  }

  /// Reads the section `validation`.
  mutating func readValidation(_ section: ConfigurationSection) throws {
    if let every = try section.integer("every", in: 0...1_000_000_000) { validationEvery = every > 0 ? every : nil }
    if let rounds = try section.integer("patience", in: 0...1_000_000) { patience = rounds > 0 ? rounds : nil }
  }

  /// Reads the section `output`.
  mutating func readOutput(_ section: ConfigurationSection) throws {
    checkpointEvery = try section.integer("checkpoint-every", in: 1...1_000_000_000) ?? checkpointEvery
    keptCheckpoints = try section.integer("keep", in: 1...1_000_000) ?? keptCheckpoints
    logEvery = try section.integer("log-every", in: 1...1_000_000) ?? logEvery
  }
}

extension TrainingSettings {
  /// Reads what the section `training` says of the optimiser.
  ///
  /// - Parameters:
  ///   - steps: Those of the whole training.
  ///   - usualRate: The rate where none is said; nil for that of the optimiser.
  ///   - usualNorm: The bound of the gradients' norm where none is said.
  init(_ section: ConfigurationSection, steps: Int, usualRate: Double? = nil, usualNorm: Double? = nil) throws {
    let (method, rate) = try section.optimizationMethod()
    let schedule = try section.schedule(
      usualRate: usualRate ?? rate, keys: (length: "step-every", warmup: "warmup-steps"), usualLength: max(1, steps / 3)
    )
    let decay = Float(try section.number("weight-decay", "0 or more") { $0 >= 0 } ?? 0)
    let norm = try section.number("clip-norm", "0 or more; 0 for no bound") { $0 >= 0 } ?? usualNorm
    self.init(
      epochs: steps, method: method, schedule: schedule, weightDecay: decay, largestNorm: norm == 0 ? nil : norm,
      seed: UInt64(try section.integer("seed", in: 0...Int.max) ?? 0))
  }
}
