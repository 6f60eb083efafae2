import NeuralNetworks

/// What the section `training` of every kind of training says alike.
extension ConfigurationSection {
  /// `optimizer` with `momentum` and `nesterov`, and the rate that is usual for it.
  func optimizationMethod() throws -> (method: OptimizationMethod, usualRate: Double) {
    enum Method { case adam, adamW, descent }
    let method = try word("optimizer", [("adam", Method.adam), ("adamw", .adamW), ("sgd", .descent)])
    let momentum = Float(try number("momentum", "from 0, below 1") { 0..<1 ~= $0 } ?? 0.9)
    let isNesterov = try flag("nesterov") ?? false
    switch method ?? .adam {
    case .adam: return (.adam(), 0.001)
    case .adamW: return (.adamW(), 0.001)
    case .descent: return (.descent(momentum: momentum, isNesterov: isNesterov), 0.05)
    }
  }

  /// `learning-rate`, `schedule` and what belongs to it.
  ///
  /// - Parameters:
  ///   - keys: The names of what is counted in epochs or steps: after how many the rate falls, in how many it grows.
  ///   - usualLength: After how many it falls where nothing is said.
  func schedule(
    usualRate: Double, keys: (length: String, warmup: String), usualLength: Int
  ) throws -> LearningRateSchedule {
    enum Shape { case constant, steps, cosine, oneCycle }
    let rate = try number("learning-rate", "above 0") { $0 > 0 } ?? usualRate
    let shape = try word(
      "schedule", [("cosine", Shape.cosine), ("one-cycle", .oneCycle), ("constant", .constant), ("step", .steps)])
    let length = try integer(keys.length, in: 1...1_000_000_000) ?? usualLength
    let factor = try number("step-factor", "above 0, up to 1") { $0 > 0 && $0 <= 1 } ?? 0.1
    let rise = try number("rise", "above 0, below 1") { $0 > 0 && $0 < 1 } ?? 0.3
    let warmup = try number(keys.warmup, "0 or more") { $0 >= 0 } ?? 0
    func schedule(_ shape: LearningRateSchedule.Shape) -> LearningRateSchedule {
      LearningRateSchedule(rate: rate, shape: shape, warmupEpochs: warmup)
    }
    switch shape ?? .cosine {
    case .constant: return schedule(.constant)
    case .steps: return schedule(.steps(epochs: length, factor: factor))
    case .cosine: return schedule(.cosine())
    case .oneCycle: return schedule(.oneCycle(rise: rise))
    }
  }
}
